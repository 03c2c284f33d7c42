/** Card charges that a reader had approved without its bank, and what the bank made of them. */
import { formatOrderKey } from '@marquee/shared/ids';
import type { ChargeForwarded } from '@marquee/shared/protocol/journal';
import type { ExceptionToRaise } from '../exceptions/exceptions.ts';
import { first, type Transaction } from '../platform/database.ts';
import { cutPrepared } from './declined-money.ts';

/** The payment is settled; what the cinema loses, or nobody knows of, is raised. `seq` is the entry's. */
export async function recordForwarded(
  tx: Transaction,
  { terminal, seq, charge }: { terminal: number; seq: number; charge: ChargeForwarded },
): Promise<ExceptionToRaise[]> {
  const { attemptId, saleSeq, amountMinor, currency, outcome } = charge;
  const at = [terminal, saleSeq, attemptId];
  const { changes } = await tx.run(
    "UPDATE payment SET state = ? WHERE terminal_id = ? AND seq = ? AND attempt_id = ? AND amount_minor = ? AND state = 'stored'",
    [outcome === 'accepted' ? 'paid' : 'declined', ...at, amountMinor],
  );
  const order = formatOrderKey({ terminal, seq: saleSeq });
  if (changes !== 1) {
    const here = await first(
      tx,
      'SELECT amount_minor, state FROM payment WHERE terminal_id = ? AND seq = ? AND attempt_id = ?',
      at,
    );
    return [{ kind: 'forward-of-unknown-charge', terminal, seq, detail: { order, here: here ?? null, there: charge } }];
  }
  if (outcome === 'accepted') return [];
  await cutPrepared(tx, { terminal, seq: saleSeq });
  const booking = await first<{ screening_id: number }>(
    tx,
    'SELECT screening_id FROM booking WHERE terminal_id = ? AND seq = ?',
    [terminal, saleSeq],
  );
  return [
    {
      kind: 'stored-charge-declined',
      terminal,
      seq,
      ...(booking && { screeningId: Number(booking.screening_id) }),
      detail: { order, lostMinor: amountMinor, currency, attempt: attemptId },
    },
  ];
}
