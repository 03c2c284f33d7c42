/** The effects of a batch of journal entries, in one go where everything fits, else entry by entry. */
import type { RightsReturned, SaleMade } from '@marquee/shared/protocol/journal';
import { type ScreeningChange, type SeatChange, screeningStream } from '@marquee/shared/protocol/streams';
import { recordSales, type SaleToRecord } from '../bookings/bookings.ts';
import { type ExceptionToRaise, raiseExceptions } from '../exceptions/exceptions.ts';
import { type ChangeToWrite, writeOpenChanges } from '../feed/feed.ts';
import { RolledBack, type Transaction } from '../platform/database.ts';
import { applyReturned, applySold, describeSeats, type RightsDeps, selectSeats } from '../rights/rights.ts';
import { type EntryState, insertEntries, insertVoidedCharges, seatsExist } from './journal.sql.ts';
import type { ReadEntry } from './read-entry.ts';

type SaleEntry = Extract<ReadEntry, { type: 'sale.made' }>;
type ReturnEntry = Extract<ReadEntry, { type: 'rights.returned' }>;
type VoidEntry = Extract<ReadEntry, { type: 'charge.voided' }>;

const soldRows = ({ entry, payload }: SaleEntry): [number, number, number, number, number][] =>
  payload.lines.map((line) => [payload.screeningId, line.seatId, line.version, entry.seq, line.line]);
const returnedRows = ({ payload }: ReturnEntry): [number, number, number][] =>
  payload.seats.map((seat) => [payload.screeningId, seat.seatId, seat.version]);
const toSale = (terminal: number, nowMs: number, { entry, payload }: SaleEntry): SaleToRecord => ({
  terminal,
  seq: entry.seq,
  atMs: entry.atMs,
  recordedAtMs: nowMs,
  channel: payload.channel,
  sale: payload,
});

/** Few statements for the whole batch. Rolls back where anything contradicts: then `applyOneByOne` says what. */
export async function applyInBulk(
  tx: Transaction,
  deps: RightsDeps,
  terminal: number,
  entries: readonly ReadEntry[],
  nowMs: number,
): Promise<void> {
  const sales = entries.filter((read): read is SaleEntry => read.type === 'sale.made');
  const returns = entries.filter((read): read is ReturnEntry => read.type === 'rights.returned');
  const voids = entries.filter((read): read is VoidEntry => read.type === 'charge.voided');
  if (entries.some((read) => read.type === null)) throw new RolledBack('contradiction');
  const sold = sales.flatMap(soldRows).sort(byKey);
  const returned = returns.flatMap(returnedRows).sort(byKey);
  if ((await applySold(tx, terminal, sold)) !== sold.length) throw new RolledBack('contradiction');
  if ((await applyReturned(tx, terminal, returned)) !== returned.length) throw new RolledBack('contradiction');
  await recordSales(
    tx,
    sales.map((read) => toSale(terminal, nowMs, read)),
  );
  await insertVoids(tx, terminal, voids);
  await insertEntries(
    tx,
    terminal,
    nowMs,
    entries.map(({ entry }) => ({ entry, state: 'applied' })),
  );
  await writeOpenChanges(tx, deps, describeBatch(terminal, sales, returns, entries.at(-1)?.entry.seq ?? 0));
}

const byKey = (a: readonly number[], b: readonly number[]): number =>
  (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);

/** What the compare-and-sets have just made of the seats, without reading them again. */
function describeBatch(
  terminal: number,
  sales: readonly SaleEntry[],
  returns: readonly ReturnEntry[],
  toSeq: number,
): ChangeToWrite[] {
  const perScreening = new Map<number, SeatChange[]>();
  const seatsOf = (screeningId: number): SeatChange[] => {
    const seats = perScreening.get(screeningId) ?? [];
    perScreening.set(screeningId, seats);
    return seats;
  };
  for (const { entry, payload } of sales) {
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

function insertVoids(tx: Transaction, terminal: number, voids: readonly VoidEntry[]): Promise<void> {
  return insertVoidedCharges(
    tx,
    voids.map(({ entry, payload }) => [
      terminal,
      entry.seq,
      payload.attemptId,
      payload.amountMinor,
      payload.currency,
      payload.reason,
      entry.atMs,
    ]),
  );
}

/** The careful way: each entry by itself, contradictions raised as exceptions with both sides. */
export async function applyOneByOne(
  tx: Transaction,
  deps: RightsDeps,
  terminal: number,
  entries: readonly ReadEntry[],
  nowMs: number,
): Promise<void> {
  const exceptions: ExceptionToRaise[] = [];
  const states: { entry: ReadEntry['entry']; state: EntryState }[] = [];
  const touched = new Map<number, Set<number>>();
  for (const read of entries) {
    const raised = await applyEntry(tx, terminal, read, nowMs);
    exceptions.push(...raised);
    states.push({
      entry: read.entry,
      state: read.type === null ? 'dead' : raised.length > 0 ? 'exception' : 'applied',
    });
    noteTouched(touched, read);
  }
  await insertEntries(tx, terminal, nowMs, states);
  await raiseExceptions(tx, deps, exceptions);
  const toSeq = entries.at(-1)?.entry.seq ?? 0;
  const changes: ChangeToWrite[] = [];
  for (const [screeningId, seatIds] of touched) {
    const change = await describeSeats(tx, screeningId, [...seatIds], [{ terminal, seq: toSeq }]);
    if ((change.body as ScreeningChange).seats.length > 0) changes.push(change);
  }
  await writeOpenChanges(tx, deps, changes);
}

function noteTouched(touched: Map<number, Set<number>>, read: ReadEntry): void {
  if (read.type !== 'sale.made' && read.type !== 'rights.returned') return;
  const seatIds = touched.get(read.payload.screeningId) ?? new Set();
  const seats: readonly { seatId: number }[] = read.type === 'sale.made' ? read.payload.lines : read.payload.seats;
  for (const { seatId } of seats) seatIds.add(seatId);
  touched.set(read.payload.screeningId, seatIds);
}

async function applyEntry(
  tx: Transaction,
  terminal: number,
  read: ReadEntry,
  nowMs: number,
): Promise<ExceptionToRaise[]> {
  const { seq } = read.entry;
  switch (read.type) {
    case null:
      return [
        {
          kind: 'entry-malformed',
          terminal,
          seq,
          detail: { type: read.entry.type, payload: read.entry.payload.slice(0, 2000) },
        },
      ];
    case 'terminal.opened':
    case 'tickets.refunded':
    case 'tickets.released':
    case 'terminal.closed':
      return [];
    case 'charge.voided':
      await insertVoids(tx, terminal, [read]);
      return [];
    case 'rights.returned':
      return applyReturn(tx, terminal, read);
    case 'sale.made':
      return applySale(tx, terminal, read, nowMs);
  }
}

async function applySale(
  tx: Transaction,
  terminal: number,
  read: SaleEntry,
  nowMs: number,
): Promise<ExceptionToRaise[]> {
  const { entry, payload } = read;
  const { screeningId, lines } = payload;
  if (!(await seatsExist(tx, screeningId, new Set(lines.map((line) => line.seatId))))) {
    // The tables can't hold a booking of an unknown screening: the journal entry keeps it whole.
    return [{ kind: 'sale-for-unknown-screening', terminal, seq: entry.seq, detail: { screeningId, sale: payload } }];
  }
  const raised: ExceptionToRaise[] = [];
  const invalidLines = new Set<number>();
  for (const row of soldRows(read)) {
    if ((await applySold(tx, terminal, [row])) === 1) continue;
    invalidLines.add(row[4]);
    raised.push(
      await describeContradiction(
        tx,
        'sale-contradicts-right',
        { terminal, seq: entry.seq, screeningId, seatId: row[1], version: row[2] },
        payload,
      ),
    );
  }
  await recordSales(tx, [{ ...toSale(terminal, nowMs, read), invalidLines }]);
  return raised;
}

async function applyReturn(tx: Transaction, terminal: number, read: ReturnEntry): Promise<ExceptionToRaise[]> {
  const raised: ExceptionToRaise[] = [];
  for (const row of returnedRows(read)) {
    if ((await applyReturned(tx, terminal, [row])) === 1) continue;
    const [screeningId, seatId, version] = row;
    raised.push(
      await describeContradiction(
        tx,
        'return-contradicts-right',
        { terminal, seq: read.entry.seq, screeningId, seatId, version },
        read.payload,
      ),
    );
  }
  return raised;
}

async function describeContradiction(
  tx: Transaction,
  kind: ExceptionToRaise['kind'],
  at: { terminal: number; seq: number; screeningId: number; seatId: number; version: number },
  there: SaleMade | RightsReturned,
): Promise<ExceptionToRaise> {
  const [here] = await selectSeats(tx, at.screeningId, [at.seatId]);
  const { terminal, seq, screeningId, seatId, version } = at;
  return { kind, terminal, seq, screeningId, seatId, detail: { version, here: here ?? null, there } };
}
