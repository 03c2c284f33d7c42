/** The careful way: each entry by itself, contradictions raised as exceptions with both sides. */
import { assert } from '@marquee/shared/assert';
import { type Admission, grantsStream, type ScreeningChange } from '@marquee/shared/protocol/streams';
import { raiseFromPaper, recordScan, withAdmissions } from '../admissions/admissions.ts';
import {
  prepareRefund,
  recordForwarded,
  recordHolderRefund,
  recordSales,
  releaseTickets,
} from '../bookings/bookings.ts';
import { type ExceptionToRaise, raiseExceptions } from '../exceptions/exceptions.ts';
import { type ChangeToWrite, closeStream, writeOpenChanges } from '../feed/feed.ts';
import { notePickedUp } from '../pick-up/pick-up.ts';
import type { Transaction } from '../platform/database.ts';
import {
  closeTerminal,
  describeSeats,
  freeAllHeld,
  type RightsDeps,
  recallSeats,
  returnHeld,
  type SeatAt,
  selectHeldBy,
  selectSeats,
  sellHeld,
  sellOverridden,
} from '../rights/rights.ts';
import { recordClose, recordHandOver, recordMovements, recordShifts } from '../shifts/shifts.ts';
import { applyVoucherReturn, freeVouchersOf, raiseVoucherBalances, spendVouchers } from '../vouchers/vouchers.ts';
import * as sql from './journal.sql.ts';
import {
  type EntryOf,
  insertVoids,
  type ReadEntry,
  readEntry,
  returnedRows,
  soldRows,
  toEntryAt,
  toSale,
  toScan,
} from './read-entry.ts';

/** Whose entries these are. */
export interface Author {
  terminal: number;
  /** A manager broke it: what it takes back is quarantined. */
  closed: boolean;
}

interface Applying extends Author {
  tx: Transaction;
  deps: RightsDeps;
  nowMs: number;
  /** Seats by screening that an entry named or moved. */
  touched: Map<number, Set<number>>;
  /** Who was let in, by screening. */
  admitted: Map<number, Admission[]>;
}

export async function applyOneByOne(
  tx: Transaction,
  deps: RightsDeps,
  author: Author,
  entries: readonly ReadEntry[],
  nowMs: number,
): Promise<void> {
  const applying: Applying = { ...author, tx, deps, nowMs, touched: new Map(), admitted: new Map() };
  const exceptions: ExceptionToRaise[] = [];
  const states: { entry: ReadEntry['entry']; state: sql.EntryState }[] = [];
  for (const read of entries) {
    const raised = await applyEntry(applying, read);
    exceptions.push(...raised);
    states.push({ entry: read.entry, state: stateOf(read, raised) });
  }
  await sql.insertEntries(tx, author.terminal, nowMs, states);
  await raiseExceptions(tx, deps, exceptions);
  await tellTouched(applying, entries.at(-1)?.entry.seq ?? 0);
}

function stateOf(read: ReadEntry, raised: readonly ExceptionToRaise[]): sql.EntryState {
  if (read.type === null) return 'dead';
  return raised.length > 0 ? 'exception' : 'applied';
}

/** Of a stolen terminal, whose key anybody may have: everything is kept, nothing moves until a manager says so. */
export async function keepWaiting(
  tx: Transaction,
  deps: RightsDeps,
  terminal: number,
  entries: readonly ReadEntry[],
  nowMs: number,
): Promise<void> {
  await sql.insertEntries(
    tx,
    terminal,
    nowMs,
    entries.map(({ entry }) => ({ entry, state: 'waiting' })),
  );
  const seqs = entries.map(({ entry }) => entry.seq);
  await raiseExceptions(tx, deps, [
    {
      kind: 'entries-wait',
      terminal,
      seq: seqs[0] ?? 0,
      detail: { seqs, here: 'the terminal is closed as stolen', there: entries.map(({ entry }) => entry.type) },
    },
  ]);
}

/**
 * Applies entries that have had no effect yet: dead letters that this version can read, or what waited for a manager. They
 * stay where they are in the journal. Answers how many were applied.
 */
export async function applyStoredEntries(
  tx: Transaction,
  deps: RightsDeps,
  terminal: number,
  seqs: readonly number[],
): Promise<number> {
  const row = await sql.selectAcked(tx, terminal);
  assert(row, 'entries are of a terminal');
  const applying: Applying = {
    terminal,
    closed: row.state === 'closed',
    tx,
    deps,
    nowMs: deps.clock.nowMs(),
    touched: new Map(),
    admitted: new Map(),
  };
  let applied = 0;
  for (const entry of await sql.selectUnapplied(tx, terminal, seqs)) {
    const read = readEntry(entry);
    if (read.type === null) continue;
    const raised = await applyEntry(applying, read);
    await sql.setEntryState(tx, terminal, entry.seq, stateOf(read, raised));
    await raiseExceptions(tx, deps, raised);
    applied += 1;
  }
  await tellTouched(applying, row.acked);
  return applied;
}

/** Changes for all who follow these screenings; and what came back to an open terminal though it is withheld is asked for. */
async function tellTouched({ tx, deps, terminal, closed, touched, admitted }: Applying, toSeq: number): Promise<void> {
  const changes: ChangeToWrite[] = [];
  for (const [screeningId, seatIds] of touched) {
    const change = await describeSeats(tx, screeningId, [...seatIds], [{ terminal, seq: toSeq }]);
    if ((change.body as ScreeningChange).seats.length > 0) changes.push(change);
    if (closed) continue;
    const rows = await selectSeats(tx, screeningId, [...seatIds]);
    const withheld = rows.filter(
      (row) => row.state === 'granted' && row.holder === terminal && row.blocked_for !== null,
    );
    if (withheld.length > 0) await recallSeats(tx, deps, screeningId, withheld);
  }
  await writeOpenChanges(tx, deps, withAdmissions(changes, admitted));
}

function touch({ touched }: Applying, screeningId: number, seatIds: Iterable<number>): void {
  const known = touched.get(screeningId) ?? new Set();
  for (const seatId of seatIds) known.add(seatId);
  touched.set(screeningId, known);
}

async function applyEntry(applying: Applying, read: ReadEntry): Promise<ExceptionToRaise[]> {
  const { tx, terminal } = applying;
  const { seq } = read.entry;
  switch (read.type) {
    case null: {
      const { type, payload } = read.entry;
      return [{ kind: 'entry-malformed', terminal, seq, detail: { type, payload: payload.slice(0, 2000) } }];
    }
    case 'terminal.opened':
      return [];
    case 'charge.voided':
      await insertVoids(tx, terminal, [read]);
      return [];
    case 'charge.forwarded':
      return recordForwarded(tx, { terminal, seq, charge: read.payload });
    case 'rights.returned':
      return applyReturn(applying, read);
    case 'sale.made':
      return [
        ...(await spendVouchers(tx, toEntryAt(terminal, read), read.payload)),
        ...(await applySale(applying, read)),
      ];
    case 'voucher.returned':
      return applyVoucherReturn(tx, toEntryAt(terminal, read), read.payload);
    case 'tickets.refunded':
      return applyRefund(applying, read);
    case 'tickets.released':
      await releaseTickets(tx, terminal, read.payload.upToSeq);
      return [];
    case 'tickets.picked-up':
      await notePickedUp(tx, [{ order: read.payload.order, atMs: read.entry.atMs }]);
      return [];
    case 'terminal.closed':
      await applyClosed(applying, read);
      return [];
    case 'ticket.scanned':
      return applyScan(applying, read);
    case 'shift.opened':
      await recordShifts(tx, terminal, [read]);
      return [];
    case 'cash.moved':
      await recordMovements(tx, terminal, [read]);
      return [];
    case 'shift.handed-over':
      return (await recordHandOver(tx, terminal, read))
        ? []
        : [{ kind: 'shift-disagrees', terminal, seq, detail: { here: null, there: read.payload } }];
    case 'shift.closed': {
      const sides = await recordClose(tx, terminal, read);
      return sides ? [{ kind: 'shift-disagrees', terminal, seq, detail: sides }] : [];
    }
    case 'staff.signed':
    case 'tickets.reprinted':
    case 'refund.requested':
      // Kept in the journal; they move no right.
      return [];
  }
}

/** Of a seat that nobody knows here there is only the paper: the table can't hold its admission, the journal keeps it. */
async function applyScan({ tx, terminal, admitted }: Applying, read: EntryOf<'ticket.scanned'>) {
  const scan = toScan(terminal, read);
  const { verdict, screeningId, seatId } = read.payload;
  if (verdict !== 'valid') return [];
  if (!(await sql.seatsExist(tx, screeningId, new Set([seatId])))) return [raiseFromPaper(scan)];
  const recorded = await recordScan(tx, scan);
  if (recorded.admitted) admitted.set(screeningId, [...(admitted.get(screeningId) ?? []), recorded.admitted]);
  return recorded.raised;
}

async function applySale(applying: Applying, read: EntryOf<'sale.made'>): Promise<ExceptionToRaise[]> {
  const { tx, terminal, nowMs } = applying;
  const { entry, payload } = read;
  const { screeningId, lines } = payload;
  if (screeningId === null) {
    await recordSales(tx, [toSale(terminal, nowMs, read)]);
    return [];
  }
  if (!(await sql.seatsExist(tx, screeningId, new Set(lines.map((line) => line.seatId))))) {
    // The tables can't hold a booking of an unknown screening: the journal entry keeps it whole.
    return [{ kind: 'sale-for-unknown-screening', terminal, seq: entry.seq, detail: { screeningId, sale: payload } }];
  }
  touch(
    applying,
    screeningId,
    lines.map((line) => line.seatId),
  );
  const raised: ExceptionToRaise[] = [];
  const invalidLines = new Set<number>();
  const sold: number[] = [];
  for (const [, seatId, version, seq, line] of soldRows(read)) {
    const seat = { screeningId, seatId, version };
    const ticket = { terminal, seq, line };
    if (await sellHeld(tx, seat, ticket)) {
      sold.push(seatId);
      continue;
    }
    const overridden = await sellOverridden(tx, seat, ticket);
    if (!overridden) invalidLines.add(line);
    const kind = overridden ? 'sale-after-override' : 'sale-contradicts-right';
    raised.push(await describeContradiction(applying, kind, { seq, ...seat }, payload));
  }
  await recordSales(tx, [{ ...toSale(terminal, nowMs, read), invalidLines }]);
  return [...raised, ...(await raiseWithheld(applying, read, { screeningId, seatIds: sold }))];
}

/** Sold while nobody was to sell them any more: the customers have paid, so a manager reseats or refunds them. */
async function raiseWithheld(
  { tx, deps, terminal }: Applying,
  { entry: { seq }, payload }: EntryOf<'sale.made'>,
  { screeningId, seatIds }: { screeningId: number; seatIds: readonly number[] },
): Promise<ExceptionToRaise[]> {
  if (seatIds.length === 0) return [];
  const rows = (await selectSeats(tx, screeningId, seatIds)).filter((row) => row.blocked_for !== null);
  const [first] = rows;
  if (!first) return [];
  if (!(await sql.isCancelled(tx, screeningId))) {
    return rows.map((here) => ({
      kind: 'sale-of-blocked-seat',
      terminal,
      seq,
      screeningId,
      seatId: here.seat_id,
      detail: { here, there: payload },
    }));
  }
  const refundMinor = await prepareRefund(tx, deps, {
    terminal,
    seq,
    lines: null,
    reason: 'the screening is cancelled',
    requestedBy: 'server',
  });
  const detail = { refundMinor, here: first, there: payload };
  return [{ kind: 'sale-for-cancelled-screening', terminal, seq, screeningId, detail }];
}

async function applyReturn(applying: Applying, read: EntryOf<'rights.returned'>): Promise<ExceptionToRaise[]> {
  const { tx, terminal, closed } = applying;
  const raised: ExceptionToRaise[] = [];
  const { screeningId } = read.payload;
  for (const [, seatId, version] of returnedRows(read)) {
    touch(applying, screeningId, [seatId]);
    const seat = { screeningId, seatId, version };
    if (await returnHeld(tx, seat, terminal)) continue;
    const [here] = await selectSeats(tx, screeningId, [seatId]);
    // A manager had taken it back already, and it has not been handed out since.
    if (closed && here?.holder === 0 && here.version === version) continue;
    raised.push(
      await describeContradiction(applying, 'return-contradicts-right', { seq: read.entry.seq, ...seat }, read.payload),
    );
  }
  return raised;
}

async function applyRefund(applying: Applying, read: EntryOf<'tickets.refunded'>): Promise<ExceptionToRaise[]> {
  const { tx, terminal, closed } = applying;
  const { entry, payload } = read;
  const { seq, atMs } = entry;
  const { screeningId } = payload;
  const contradicted = await recordHolderRefund(tx, { terminal, seq, atMs, refund: payload, closed });
  if (contradicted === null)
    return [{ kind: 'refund-contradicts-ticket', terminal, seq, detail: { here: null, there: payload } }];
  const { lines, itemLines } = contradicted;
  const raised = await raiseVoucherBalances(tx, { terminal, seq, atMs }, payload.tenders);
  if (itemLines.length > 0) {
    const here = `items refunded before: ${itemLines.join(', ')}`;
    raised.push({ kind: 'refund-contradicts-ticket', terminal, seq, detail: { here, there: payload } });
  }
  if (screeningId === null) return raised;
  touch(
    applying,
    screeningId,
    payload.lines.map(({ seatId }) => seatId),
  );
  for (const { line, seatId, version } of payload.lines) {
    if (!lines.includes(line)) continue;
    const seat = { seq, screeningId, seatId, version };
    raised.push(await describeContradiction(applying, 'refund-contradicts-ticket', seat, payload));
  }
  return raised;
}

/**
 * The journal ends here, so everything that it did not sell is the server's. A terminal that closed itself is closed here
 * as well.
 */
async function applyClosed(applying: Applying, { entry }: EntryOf<'terminal.closed'>): Promise<void> {
  const { tx, terminal, nowMs } = applying;
  if (!applying.closed && (await closeStream(tx, grantsStream(terminal)))) {
    await closeTerminal(tx, terminal, { as: 'dead', reason: 'retired', by: `T${terminal}`, nowMs });
    applying.closed = true;
  }
  const rows = await selectHeldBy(tx, terminal, ['granted', 'quarantined']);
  assert((await freeAllHeld(tx, terminal)) === rows.length, 'what a closed terminal holds stands still');
  for (const row of rows) touch(applying, row.screening_id, [row.seat_id]);
  await freeVouchersOf(tx, { terminal, seq: entry.seq, atMs: entry.atMs });
  await sql.saveFinalSeq(tx, terminal, entry.seq);
}

async function describeContradiction(
  { tx, terminal }: Applying,
  kind: ExceptionToRaise['kind'],
  at: SeatAt & { seq: number },
  there: object,
): Promise<ExceptionToRaise> {
  const { seq, screeningId, seatId, version } = at;
  const [here] = await selectSeats(tx, screeningId, [seatId]);
  return { kind, terminal, seq, screeningId, seatId, detail: { version, here: here ?? null, there } };
}
