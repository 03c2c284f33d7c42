/**
 * A phone's booking is picked up at a kiosk or till by its code. Every terminal of the cinema is told of all of them ahead
 * of time, with the texts of their QR codes, so that it prints them without a network too.
 */
import { assert } from '@marquee/shared/assert';
import type { OrderId } from '@marquee/shared/ids';
import type { TicketsNotPrinted } from '@marquee/shared/protocol/journal';
import { type PickUp, type ScreeningChange, screeningStream } from '@marquee/shared/protocol/streams';
import { tellLine } from '@marquee/shared/tickets/ticket-issue';
import { withAdmitted } from '../admissions/admissions.ts';
import { type ChangeToWrite, lockStream } from '../feed/feed.ts';
import type { Queries, Transaction } from '../platform/database.ts';
import { type RightsDeps, snapshotScreening } from '../rights/rights.ts';
import { signTicket } from '../tickets/tickets.ts';
import * as sql from './pick-up.sql.ts';

export { makePickUpCode } from '@marquee/shared/tickets/pick-up-code';

export async function selectStart(queries: Queries, screeningId: number): Promise<number> {
  const startsAtMs = await sql.selectStartsAt(queries, screeningId);
  assert(startsAtMs !== undefined, `screening ${screeningId} is there`);
  return startsAtMs;
}

type Line = Omit<PickUp['tickets'][number], 'qr'>;
/** `kept`: the text of its code, where a terminal has signed it. */
type LineToTell = Line & { kept?: string | null };
type SignDeps = Pick<RightsDeps, 'serverKeys'>;

/** `lines`: with the line that the ticket's code tells. */
export function signPickUp(
  { serverKeys }: SignDeps,
  booking: { order: OrderId; code: string; screeningId: number; startsAtMs: number },
  lines: readonly LineToTell[],
): PickUp {
  const { order, code, screeningId, startsAtMs } = booking;
  const tickets = lines.map(({ line, seatId, version, ticketClass, priceMinor, taxMinor, kept }) => ({
    line,
    seatId,
    version,
    ticketClass,
    priceMinor,
    taxMinor,
    qr: kept ?? signTicket(serverKeys, { ...order, line, screeningId, seatId, version, ticketClass, startsAtMs }),
  }));
  return { order, code, tickets };
}

export function withPickUps(change: ChangeToWrite, pickUps: readonly PickUp[]): ChangeToWrite {
  const body = { ...(change.body as ScreeningChange), pickUps };
  return { ...change, body };
}

/** The change also says what is left to be printed of this booking, if it has a code. */
export async function tellPickUp(
  tx: Transaction,
  deps: SignDeps,
  change: ChangeToWrite,
  order: OrderId,
): Promise<ChangeToWrite> {
  const code = await sql.selectCode(tx, order);
  if (code === null) return change;
  // Whoever else changes a ticket of this booking is told of before or after, and reads what this has written.
  await lockStream(tx, change.stream);
  const [pickUp = { order, code, tickets: [] }] = toPickUps(deps, await sql.selectPickUpsOf(tx, order));
  return withPickUps(change, [pickUp]);
}

/** Snapshot of `screening:<id>` for terminals: they print phones' bookings, and gates let people in. */
export async function snapshotForTerminals(
  queries: Queries,
  deps: SignDeps,
  screeningId: number,
): Promise<ScreeningChange> {
  const snapshot = await snapshotScreening(queries, screeningId);
  const withPickUps = { ...snapshot, pickUps: toPickUps(deps, await sql.selectPickUpsAt(queries, screeningId)) };
  return withAdmitted(queries, screeningId, withPickUps);
}

function toPickUps(deps: SignDeps, rows: readonly sql.PickUpRow[]): PickUp[] {
  return [...Map.groupBy(rows, (row) => row.pick_up_code)].flatMap(([code, own]) => {
    const [first] = own;
    if (!first) return [];
    const { terminal_id: terminal, seq, screening_id: screeningId, starts_at_ms: startsAtMs } = first;
    return [signPickUp(deps, { order: { terminal, seq }, code, screeningId, startsAtMs }, own.map(toLine))];
  });
}

const toLine = (row: sql.PickUpRow): LineToTell => ({
  kept: row.qr,
  line: tellLine(row.line, row.issue),
  seatId: row.seat_id,
  version: row.version,
  ticketClass: row.ticket_class,
  priceMinor: row.price_minor,
  taxMinor: row.tax_minor,
});

/**
 * A kiosk's printer has failed its guest: what it could not print is picked up by the code that it has drawn. Answers the
 * screening; null where there is no such sale here, or where the code is taken.
 */
export async function keepUnprinted(
  tx: Transaction,
  terminal: number,
  { saleSeq, code, tickets }: TicketsNotPrinted,
): Promise<number | null> {
  const order = { terminal, seq: saleSeq };
  const screeningId = await sql.selectScreeningOf(tx, order);
  if (screeningId === null || !(await sql.saveCode(tx, order, code))) return null;
  await sql.insertTicketCodes(tx, order, tickets);
  return screeningId;
}

/** The changes also say what is left to be printed of these bookings. */
export async function tellUnprinted(
  tx: Transaction,
  deps: SignDeps,
  changes: readonly ChangeToWrite[],
  unprinted: ReadonlyMap<number, readonly OrderId[]>,
): Promise<ChangeToWrite[]> {
  const told = [...changes];
  for (const [screeningId, orders] of unprinted) {
    const stream = screeningStream(screeningId);
    await lockStream(tx, stream);
    const pickUps: PickUp[] = [];
    for (const order of orders) pickUps.push(...toPickUps(deps, await sql.selectPickUpsOf(tx, order)));
    const at = told.findIndex((change) => change.stream === stream);
    const change = told[at] ?? { stream, body: { seats: [], covered: [] } };
    told.splice(at < 0 ? told.length : at, at < 0 ? 0 : 1, withPickUps(change, pickUps));
  }
  return told;
}

/** Terminals have printed these; in the order of their keys, so that two of them can't deadlock. */
export async function notePickedUp(
  tx: Transaction,
  printed: readonly { order: OrderId; atMs: number }[],
): Promise<void> {
  const inKeyOrder = [...printed].sort(
    (a, b) => a.order.terminal - b.order.terminal || a.order.seq - b.order.seq || a.atMs - b.atMs,
  );
  for (const { order, atMs } of inKeyOrder) await sql.savePickedUp(tx, order, atMs);
}
