import { EntitySchema } from 'typeorm';

/** Above which amounts a cinema's tills ask for a manager. */
export class TillLimits {
  cinemaId!: number;
  refundMinorMax!: number;
  compTicketsMax!: number;
  paidOutMinorMax!: number;
  overShortMinorMax!: number;
}

export const TillLimitsEntity = new EntitySchema<TillLimits>({
  name: 'TillLimits',
  target: TillLimits,
  tableName: 'till_limits',
  columns: {
    cinemaId: { type: 'int', name: 'cinema_id', primary: true },
    refundMinorMax: { type: 'int', name: 'refund_minor_max' },
    compTicketsMax: { type: 'int', name: 'comp_tickets_max' },
    paidOutMinorMax: { type: 'int', name: 'paid_out_minor_max' },
    overShortMinorMax: { type: 'int', name: 'over_short_minor_max' },
  },
  foreignKeys: [
    { name: 'fk_till_limits_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
  ],
});
