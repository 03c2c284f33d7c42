import type { TillLimits } from '@marquee/shared/protocol/streams';
import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';

/** Of a cinema that has never said otherwise. In units of the currency's smallest coin. */
export const tillLimits: TillLimits = {
  refundMinorMax: 5000,
  compTicketsMax: 0,
  paidOutMinorMax: 2000,
  overShortMinorMax: 500,
};

interface LimitsRow {
  refund_minor_max: number;
  comp_tickets_max: number;
  paid_out_minor_max: number;
  over_short_minor_max: number;
}

export async function loadLimits(queries: Queries, cinemaId: number): Promise<TillLimits> {
  const row = await first<LimitsRow>(
    queries,
    'SELECT refund_minor_max, comp_tickets_max, paid_out_minor_max, over_short_minor_max FROM till_limits WHERE cinema_id = ?',
    [cinemaId],
  );
  if (!row) return tillLimits;
  return {
    refundMinorMax: row.refund_minor_max,
    compTicketsMax: row.comp_tickets_max,
    paidOutMinorMax: row.paid_out_minor_max,
    overShortMinorMax: row.over_short_minor_max,
  };
}

export async function replaceLimits(tx: Transaction, cinemaId: number, limits: TillLimits): Promise<void> {
  const { refundMinorMax, compTicketsMax, paidOutMinorMax, overShortMinorMax } = limits;
  await tx.run('DELETE FROM till_limits WHERE cinema_id = ?', [cinemaId]);
  await insertRows(
    tx,
    'till_limits',
    ['cinema_id', 'refund_minor_max', 'comp_tickets_max', 'paid_out_minor_max', 'over_short_minor_max'],
    [[cinemaId, refundMinorMax, compTicketsMax, paidOutMinorMax, overShortMinorMax]],
  );
}
