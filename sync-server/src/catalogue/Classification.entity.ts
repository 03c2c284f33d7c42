import { EntitySchema } from 'typeorm';

/** A genre. */
export class Classification {
  id!: number;
  name!: string;
}

export const ClassificationEntity = new EntitySchema<Classification>({
  name: 'Classification',
  target: Classification,
  tableName: 'classification',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    name: { type: 'varchar', length: 60 },
  },
  indices: [{ name: 'ux_classification_name', columns: ['name'], unique: true }],
});
