import { EntitySchema } from 'typeorm';

/** Popcorn and the like, as a cinema sells it beside tickets. */
export class ConcessionItem {
  id!: number;
  cinemaId!: number;
  name!: string;
  /** Of one, tax included. */
  priceMinor!: number;
  taxBasisPoints!: number;
  /** Not sold any more: false. */
  active!: boolean;
}

export const ConcessionItemEntity = new EntitySchema<ConcessionItem>({
  name: 'ConcessionItem',
  target: ConcessionItem,
  tableName: 'concession_item',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    cinemaId: { type: 'int', name: 'cinema_id' },
    name: { type: 'varchar', length: 60 },
    priceMinor: { type: 'int', name: 'price_minor' },
    taxBasisPoints: { type: 'int', name: 'tax_basis_points' },
    active: { type: 'boolean' },
  },
  indices: [{ name: 'ix_concession_item_cinema', columns: ['cinemaId'] }],
  foreignKeys: [
    { name: 'fk_concession_item_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
  ],
});
