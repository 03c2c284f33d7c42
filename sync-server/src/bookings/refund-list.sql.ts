import { formatOrderKey } from '@marquee/shared/ids';
import type { Queries, Value } from '../platform/database.ts';

export interface ListedRefund {
  id: string;
  order: string;
  screeningId: number;
  kind: string;
  state: string;
  amountMinor: number;
  currency: string;
  reason: string;
  requestedBy: string;
  atMs: number;
}

/** The oldest first. */
export async function listRefunds(
  queries: Queries,
  { state, screeningId, limit }: { state: string; screeningId: number | null; limit: number },
): Promise<ListedRefund[]> {
  const one = screeningId === null ? '' : ' AND b.screening_id = ?';
  const values: Value[] = screeningId === null ? [state, limit] : [state, screeningId, limit];
  const rows = await queries.all<Omit<ListedRefund, 'order'> & { terminal: number; seq: number }>(
    `SELECT r.id, r.terminal_id AS terminal, r.seq, b.screening_id AS screeningId, r.kind, r.state,
            r.amount_minor AS amountMinor, r.currency, r.reason, r.requested_by AS requestedBy, r.at_ms AS atMs
       FROM refund r JOIN booking b ON b.terminal_id = r.terminal_id AND b.seq = r.seq
      WHERE r.state = ?${one} ORDER BY r.at_ms, r.id LIMIT ?`,
    values,
  );
  return rows.map(({ terminal, seq, ...rest }) => ({ ...rest, order: formatOrderKey({ terminal, seq }) }));
}
