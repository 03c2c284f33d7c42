import { EntitySchema } from 'typeorm';

/** One line of a price list. */
export class PriceRule {
  id!: number;
  cinemaId!: number;
  kind!: 'class' | 'seat' | 'display' | 'rounding' | 'tax';
  /** A ticket class, a kind of seat, a display; empty for rounding and tax. */
  subject!: string;
  /** Percent of a class, minor units of a seat, display or rounding, basis points of tax. */
  amount!: number;
}

export const PriceRuleEntity = new EntitySchema<PriceRule>({
  name: 'PriceRule',
  target: PriceRule,
  tableName: 'price_rule',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    cinemaId: { type: 'int', name: 'cinema_id' },
    kind: { type: 'varchar', length: 12 },
    subject: { type: 'varchar', length: 16 },
    amount: { type: 'int' },
  },
  indices: [{ name: 'ux_price_rule_subject', columns: ['cinemaId', 'kind', 'subject'], unique: true }],
  foreignKeys: [
    { name: 'fk_price_rule_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
  ],
});
