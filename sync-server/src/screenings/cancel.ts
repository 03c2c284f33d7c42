/** A screening does not take place. Its refunds are prepared in steps where there are many, and its guests are told. */
import { cinemaStream } from '@marquee/shared/protocol/streams';
import { noteAct } from '../accounts/accounts.ts';
import { prepareRefund, sendPhoneRefunds } from '../bookings/bookings.ts';
import { catalogueStream, writeOpenChanges } from '../feed/feed.ts';
import { beginAction, type WorkInside } from '../long-actions/long-actions.ts';
import { runOnce } from '../operations/operations.ts';
import { RolledBack, type Transaction } from '../platform/database.ts';
import { askRelease, describeSeats, type RightsDeps } from '../rights/rights.ts';
import { selectRefundable } from './manage.sql.ts';
import { type ScreeningRow, selectScreeningRow } from './screenings.sql.ts';
import { tellGuests } from './tell-guests.ts';
import * as sql from './withhold.sql.ts';
import { recallGranted } from './withhold.ts';

export interface CancelOrder {
  operationId: string;
  screeningId: number;
  reason: string;
  by: string;
}
export type CancelAnswer =
  | { ok: true; bookings: number; refundMinor: number; recalled: number }
  | { ok: false; reason: 'screening-unknown' | 'cancelled-already' };

/** So many bookings' refunds are prepared with the cancellation itself, and with each step after it. */
const bookingsPerStep = 20;
const kind = 'refund-bookings';

/**
 * Every valid ticket's refund is prepared; what is sold later, by terminals that don't know yet, is recorded and raised when
 * it comes in. A phone that is paying gets its money back instead of a ticket.
 */
export function cancelScreening(deps: RightsDeps, order: CancelOrder): Promise<CancelAnswer> {
  const { operationId, ...body } = order;
  return runOnce<CancelAnswer, CancelAnswer>(
    deps,
    { operationId: `cancel-screening:${operationId}`, body },
    (tx) => cancelWithin(tx, deps, body),
    (refusal) => refusal,
  );
}

/** The same within a transaction. Throws RolledBack with a refusal of `CancelAnswer`. */
export async function cancelWithin(
  tx: Transaction,
  deps: RightsDeps,
  { screeningId, reason, by }: Omit<CancelOrder, 'operationId'>,
): Promise<Extract<CancelAnswer, { ok: true }>> {
  const screening = await selectScreeningRow(tx, screeningId);
  if (!screening) throw new RolledBack<CancelAnswer>({ ok: false, reason: 'screening-unknown' });
  if (!(await sql.cancelPublished(tx, screeningId, deps.clock.nowMs())))
    throw new RolledBack<CancelAnswer>({ ok: false, reason: 'cancelled-already' });
  // Every right is written first: a sale that crosses this finds its seats withheld, and takes the careful way.
  await sql.withholdAll(tx, screeningId);
  const rows = await sql.selectRights(tx, screeningId);
  // Before any ticket ends: its guest is to hear of it.
  await tellGuests(tx, deps, { screening, about: 'cancelled', by });
  const refunds = await refundAll(tx, deps, { screening, reason, by });
  await recallGranted(tx, deps, screeningId, rows);
  const change = await describeSeats(
    tx,
    screeningId,
    rows.map((row) => row.seat_id),
  );
  await noteAct(tx, deps, { operation: 'cancel-screening', by, detail: { screeningId, reason, ...refunds } });
  await writeOpenChanges(tx, deps, [
    change,
    { stream: catalogueStream, body: { kind: 'screening', ids: [screeningId] } },
    { stream: cinemaStream(screening.cinema_id), body: { kind: 'programme' } },
  ]);
  return { ok: true, ...refunds, recalled: rows.filter(({ state }) => state === 'granted').length };
}

interface Cancelled {
  screening: ScreeningRow;
  reason: string;
  by: string;
}

/** The first of them at once, the others in steps of a long action. */
async function refundAll(
  tx: Transaction,
  deps: RightsDeps,
  { screening, reason, by }: Cancelled,
): Promise<{ bookings: number; refundMinor: number }> {
  const tickets = await sql.selectValidTickets(tx, screening.id);
  if (tickets.length === 0) return { bookings: 0, refundMinor: 0 };
  const atOnce = tickets.slice(0, bookingsPerStep);
  const items = tickets.map(({ terminal_id: terminal, seq, holder }) => ({ terminal, seq, holder }));
  await beginAction(tx, deps, {
    kind,
    cinemaId: screening.cinema_id,
    screeningId: screening.id,
    subject: { reason, title: screening.title, startsAtMs: screening.starts_at_ms, venue: screening.venue },
    items,
    doneAtOnce: atOnce.length,
    by,
  });
  const now = await refundBookings(tx, deps, { screeningId: screening.id, reason, by }, items.slice(0, atOnce.length));
  const later = atOnce.length < tickets.length ? await selectRefundable(tx, screening.id) : [];
  const refundMinor = later.reduce((total, row) => total + row.refund_minor, now);
  return { bookings: tickets.length, refundMinor };
}

interface BookingToRefund {
  terminal: number;
  seq: number;
  /** Of its tickets: 0 is the server. */
  holder: number;
}

/** A ticket that a terminal still holds may yet be undone there: the terminal is asked to release what it has sold. */
async function refundBookings(
  tx: Transaction,
  deps: RightsDeps,
  { screeningId, reason, by }: { screeningId: number; reason: string; by: string },
  bookings: readonly BookingToRefund[],
): Promise<number> {
  let refundMinor = 0;
  for (const { terminal, seq } of bookings)
    refundMinor += await prepareRefund(tx, deps, { terminal, seq, lines: null, reason, requestedBy: by });
  await sendPhoneRefunds(tx, deps, screeningId);
  const held = Map.groupBy(
    bookings.filter(({ holder }) => holder !== 0),
    ({ holder }) => holder,
  );
  for (const [terminal, theirs] of held)
    await askRelease(tx, deps, { terminal, seq: Math.max(...theirs.map(({ seq }) => seq)) });
  return refundMinor;
}

/** What a cancellation has left to be prepared. */
export const makeRefundWork = (deps: RightsDeps): WorkInside => ({
  kind,
  itemsPerStep: bookingsPerStep,
  async carryOut(tx, { screeningId, subject, by }, bodies) {
    const { reason } = subject as { reason: string };
    await refundBookings(tx, deps, { screeningId: screeningId ?? 0, reason, by }, bodies as BookingToRefund[]);
    return bodies.map(() => ({ state: 'done', outcome: null }));
  },
});
