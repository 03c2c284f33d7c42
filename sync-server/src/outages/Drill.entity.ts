import { EntitySchema } from 'typeorm';

/** A manager’s order to a cinema’s terminals to behave as if the network were gone. */
export class Drill {
  id!: string;
  cinemaId!: number;
  minutes!: number;
  orderedAtMs!: number;
  /** Whoever has not heard of it by then never will. */
  expiresAtMs!: number;
  orderedBy!: string;
}

export const DrillEntity = new EntitySchema<Drill>({
  name: 'Drill',
  target: Drill,
  tableName: 'drill',
  columns: {
    id: { type: 'varchar', length: 32, primary: true },
    cinemaId: { type: 'int', name: 'cinema_id' },
    minutes: { type: 'int' },
    orderedAtMs: { type: 'bigint', name: 'ordered_at_ms' },
    expiresAtMs: { type: 'bigint', name: 'expires_at_ms' },
    orderedBy: { type: 'varchar', length: 80, name: 'ordered_by' },
  },
  indices: [{ name: 'ix_drill_cinema', columns: ['cinemaId', 'orderedAtMs'] }],
  foreignKeys: [
    { name: 'fk_drill_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
  ],
});
