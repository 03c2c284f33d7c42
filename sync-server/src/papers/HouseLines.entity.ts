import { EntitySchema } from 'typeorm';

/** A cinema's own words on tickets and receipts. */
export class HouseLines {
  cinemaId!: number;
  /** A line each. */
  header!: string;
  footer!: string;
}

export const HouseLinesEntity = new EntitySchema<HouseLines>({
  name: 'HouseLines',
  target: HouseLines,
  tableName: 'house_lines',
  columns: {
    cinemaId: { type: 'int', name: 'cinema_id', primary: true },
    header: { type: 'text' },
    footer: { type: 'text' },
  },
  foreignKeys: [
    { name: 'fk_house_lines_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
  ],
});
