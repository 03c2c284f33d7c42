/** Who did what: acts of people are noted in the transaction that carries them out. */
import type { Clock } from '@marquee/shared/clock';
import { insertRows, type Transaction } from '../platform/database.ts';

export interface Act {
  /** As in `break-terminal`. */
  operation: string;
  /** As the person is known where the act was asked for. */
  by: string;
  /** Whose account it was done to or by. */
  userId?: number;
  detail: Record<string, unknown>;
}

export function noteAct(
  tx: Transaction,
  { clock }: { clock: Clock },
  { operation, by, userId, detail }: Act,
): Promise<void> {
  return insertRows(
    tx,
    'user_action',
    ['user_id', 'operation', 'at_ms', 'detail'],
    [[userId ?? null, operation, clock.nowMs(), JSON.stringify({ by, ...detail })]],
  );
}
