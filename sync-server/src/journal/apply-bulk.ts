/** The effects of a batch in which nothing contradicts anything, in few statements. */
import { type ScreeningChange, type SeatChange, screeningStream } from '@marquee/shared/protocol/streams';
import { recordScans, withAdmissions } from '../admissions/admissions.ts';
import { recordSales, releaseTickets } from '../bookings/bookings.ts';
import { type ChangeToWrite, writeOpenChanges } from '../feed/feed.ts';
import { notePickedUp } from '../pick-up/pick-up.ts';
import { RolledBack, type Transaction } from '../platform/database.ts';
import { applyReturned, applySold, type RightsDeps } from '../rights/rights.ts';
import { recordClose, recordHandOver, recordMovements, recordShifts } from '../shifts/shifts.ts';
import { applyVoucherReturn, spendVouchers } from '../vouchers/vouchers.ts';
import { insertEntries } from './journal.sql.ts';
import {
  type EntryOf,
  insertVoids,
  type ReadEntry,
  returnedRows,
  soldRows,
  toEntryAt,
  toSale,
  toScan,
} from './read-entry.ts';

/** What needs a look at each entry by itself: it undoes or settles other entries, or can't be read. */
const careful: ReadonlySet<ReadEntry['type']> = new Set([
  null,
  'tickets.refunded',
  'charge.forwarded',
  'terminal.closed',
] as const);

/** Rolls back where anything contradicts or needs care: then `applyOneByOne` says what. */
export async function applyInBulk(
  tx: Transaction,
  deps: RightsDeps,
  terminal: number,
  entries: readonly ReadEntry[],
  nowMs: number,
): Promise<void> {
  if (entries.some((read) => careful.has(read.type))) throw new RolledBack('contradiction');
  const sales = ofType(entries, 'sale.made');
  const returns = ofType(entries, 'rights.returned');
  const sold = sales.flatMap(soldRows).sort(byKey);
  const returned = returns.flatMap(returnedRows).sort(byKey);
  if ((await applySold(tx, terminal, sold)) !== sold.length) throw new RolledBack('contradiction');
  if ((await applyReturned(tx, terminal, returned)) !== returned.length) throw new RolledBack('contradiction');
  await recordSales(
    tx,
    sales.map((read) => toSale(terminal, nowMs, read)),
  );
  await moveVouchers(tx, terminal, entries);
  await insertVoids(tx, terminal, ofType(entries, 'charge.voided'));
  const printed = ofType(entries, 'tickets.picked-up');
  await notePickedUp(
    tx,
    printed.map(({ entry, payload }) => ({ order: payload.order, atMs: entry.atMs })),
  );
  const admitted = await recordScans(
    tx,
    ofType(entries, 'ticket.scanned').map((read) => toScan(terminal, read)),
  );
  if (!admitted) throw new RolledBack('contradiction');
  const released = ofType(entries, 'tickets.released').map(({ payload }) => payload.upToSeq);
  if (released.length > 0) await releaseTickets(tx, terminal, Math.max(...released));
  await recordDrawers(tx, terminal, entries);
  await insertEntries(
    tx,
    terminal,
    nowMs,
    entries.map(({ entry }) => ({ entry, state: 'applied' })),
  );
  const changes = describeBatch(terminal, sales, returns, entries.at(-1)?.entry.seq ?? 0);
  await writeOpenChanges(tx, deps, withAdmissions(changes, admitted));
}

async function moveVouchers(tx: Transaction, terminal: number, entries: readonly ReadEntry[]): Promise<void> {
  for (const read of entries) {
    const at = toEntryAt(terminal, read);
    if (read.type === 'sale.made' && (await spendVouchers(tx, at, read.payload)).length > 0)
      throw new RolledBack('contradiction');
    if (read.type === 'voucher.returned' && (await applyVoucherReturn(tx, at, read.payload)).length > 0)
      throw new RolledBack('contradiction');
  }
}

/** After the sales: a shift that ends in this batch is compared with all that was recorded of it. */
async function recordDrawers(tx: Transaction, terminal: number, entries: readonly ReadEntry[]): Promise<void> {
  await recordShifts(tx, terminal, ofType(entries, 'shift.opened'));
  await recordMovements(tx, terminal, ofType(entries, 'cash.moved'));
  for (const handedOver of ofType(entries, 'shift.handed-over'))
    if (!(await recordHandOver(tx, terminal, handedOver))) throw new RolledBack('contradiction');
  for (const closed of ofType(entries, 'shift.closed'))
    if (await recordClose(tx, terminal, closed)) throw new RolledBack('contradiction');
}

const ofType = <T extends NonNullable<ReadEntry['type']>>(entries: readonly ReadEntry[], type: T): EntryOf<T>[] =>
  entries.filter((read): read is EntryOf<T> => read.type === type);

const byKey = (a: readonly number[], b: readonly number[]): number =>
  (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);

/** What the compare-and-sets have just made of the seats, without reading them again. */
function describeBatch(
  terminal: number,
  sales: readonly EntryOf<'sale.made'>[],
  returns: readonly EntryOf<'rights.returned'>[],
  toSeq: number,
): ChangeToWrite[] {
  const perScreening = new Map<number, SeatChange[]>();
  const seatsOf = (screeningId: number): SeatChange[] => {
    const seats = perScreening.get(screeningId) ?? [];
    perScreening.set(screeningId, seats);
    return seats;
  };
  for (const { entry, payload } of sales) {
    if (payload.screeningId === null) continue;
    const seats = seatsOf(payload.screeningId);
    for (const { seatId, version, line } of payload.lines) {
      seats.push({ seatId, state: 'sold', version, holder: terminal, ticket: { terminal, seq: entry.seq, line } });
    }
  }
  for (const { payload } of returns) {
    const seats = seatsOf(payload.screeningId);
    for (const { seatId, version } of payload.seats)
      seats.push({ seatId, state: 'free', version, holder: 0, ticket: null });
  }
  return [...perScreening].map(([screeningId, seats]) => {
    const body: ScreeningChange = { seats, covered: [{ terminal, seq: toSeq }] };
    return { stream: screeningStream(screeningId), body };
  });
}
