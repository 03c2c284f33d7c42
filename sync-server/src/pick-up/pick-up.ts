/**
 * A phone's booking is picked up at a kiosk or till by its code. Every terminal of the cinema is told of all of them ahead
 * of time, with the texts of their QR codes, so that it prints them without a network too.
 */
import { assert } from '@marquee/shared/assert';
import type { OrderId } from '@marquee/shared/ids';
import type { PickUp, ScreeningChange } from '@marquee/shared/protocol/streams';
import type { Randomness } from '@marquee/shared/randomness';
import { tellLine } from '@marquee/shared/tickets/ticket-issue';
import { withAdmitted } from '../admissions/admissions.ts';
import { type ChangeToWrite, lockStream } from '../feed/feed.ts';
import type { Queries, Transaction } from '../platform/database.ts';
import { type RightsDeps, snapshotScreening } from '../rights/rights.ts';
import { signTicket } from '../tickets/tickets.ts';
import * as sql from './pick-up.sql.ts';

/** Capitals and digits that can't be taken for each other: 32 of them, so that each byte gives one evenly. */
const codeAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const codeLength = 8;

/** Two bookings with one code would be a duplicate key, and there are a million million codes. */
export const makePickUpCode = (randomness: Randomness): string =>
  Array.from(randomness.bytes(codeLength), (byte) => codeAlphabet[byte % codeAlphabet.length]).join('');

export async function selectStart(queries: Queries, screeningId: number): Promise<number> {
  const startsAtMs = await sql.selectStartsAt(queries, screeningId);
  assert(startsAtMs !== undefined, `screening ${screeningId} is there`);
  return startsAtMs;
}

type Line = Omit<PickUp['tickets'][number], 'qr'>;
type SignDeps = Pick<RightsDeps, 'serverKeys'>;

/** `lines`: with the line that the ticket's code tells. */
export function signPickUp(
  { serverKeys }: SignDeps,
  booking: { order: OrderId; code: string; screeningId: number; startsAtMs: number },
  lines: readonly Line[],
): PickUp {
  const { order, code, screeningId, startsAtMs } = booking;
  const tickets = lines.map(({ line, seatId, version, ticketClass, priceMinor, taxMinor }) => ({
    line,
    seatId,
    version,
    ticketClass,
    priceMinor,
    taxMinor,
    qr: signTicket(serverKeys, { ...order, line, screeningId, seatId, version, ticketClass, startsAtMs }),
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

const toLine = (row: sql.PickUpRow): Line => ({
  line: tellLine(row.line, row.issue),
  seatId: row.seat_id,
  version: row.version,
  ticketClass: row.ticket_class,
  priceMinor: row.price_minor,
  taxMinor: row.tax_minor,
});

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
