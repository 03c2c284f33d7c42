/** A till asks for a refund that only the tickets' holder may make: a manager sees it, and decides. */

import { formatOrderKey } from '@marquee/shared/ids';
import type { ExceptionToRaise } from '../exceptions/exceptions.ts';
import type { Queries } from '../platform/database.ts';
import { selectPaid } from './journal.sql.ts';
import type { EntryOf } from './read-entry.ts';

/** Of the sale itself, so that its refund can be prepared from there. The same request again, while it is open, is no other. */
export async function raiseRequest(
  queries: Queries,
  terminal: number,
  { payload }: EntryOf<'refund.requested'>,
): Promise<ExceptionToRaise> {
  const { order, lines, reason } = payload;
  const orderKey = formatOrderKey(order);
  const paid = await selectPaid(queries, order);
  const detail = {
    order: orderKey,
    lines,
    reason,
    askedAtTerminal: terminal,
    ...(paid ? { paidMinor: paid.total_minor, currency: paid.currency } : { note: 'The server knows no such order.' }),
  };
  return {
    kind: 'refund-requested',
    terminal: order.terminal,
    seq: order.seq,
    subject: `refund-requested ${orderKey} ${lines.join(' ')}`.slice(0, subjectCharsMax),
    detail,
  };
}

const subjectCharsMax = 80;
