import type { PriceRule } from '@marquee/shared/tickets/price-list';
import { EntitySchema } from 'typeorm';

/** A price that holds at certain times or for members: one rule of a cinema's list. */
export class TimedPrice {
  id!: number;
  cinemaId!: number;
  rule!: Omit<PriceRule, 'id'>;
}

export const TimedPriceEntity = new EntitySchema<TimedPrice>({
  name: 'TimedPrice',
  target: TimedPrice,
  tableName: 'timed_price',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    cinemaId: { type: 'int', name: 'cinema_id' },
    rule: { type: 'json' },
  },
  indices: [{ name: 'ix_timed_price_cinema', columns: ['cinemaId'] }],
  foreignKeys: [
    { name: 'fk_timed_price_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
  ],
});
