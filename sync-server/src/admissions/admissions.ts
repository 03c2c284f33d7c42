/**
 * What the gates have let in. A ticket's first valid scan is its admission, and everybody who follows the screening is told,
 * so that the next gate refuses it. What two gates without a network let in twice shows here as an exception.
 */
import type { TicketId } from '@marquee/shared/ids';
import type { TicketScanned } from '@marquee/shared/protocol/journal';
import { type Admission, type ScreeningChange, screeningStream } from '@marquee/shared/protocol/streams';
import { readLine } from '@marquee/shared/tickets/ticket-issue';
import { type ExceptionToRaise, raiseExceptions, settleOpen } from '../exceptions/exceptions.ts';
import type { ChangeToWrite } from '../feed/feed.ts';
import type { Queries, Transaction } from '../platform/database.ts';
import { idMax } from '../platform/read-params.ts';
import type { RightsDeps } from '../rights/rights.ts';
import * as sql from './admissions.sql.ts';

export interface Scan {
  gate: number;
  /** The entry of the gate's journal, and its time. */
  seq: number;
  atMs: number;
  scanned: TicketScanned;
}

/** `admitted` is to be told to all who follow the screening. */
export interface Recorded {
  admitted: Admission | null;
  raised: ExceptionToRaise[];
}

/** Null: a gate has scanned it. Raised once while it is open: a terminal that does so does it all evening. */
export async function raiseNoGate(tx: Transaction, scan: Scan): Promise<ExceptionToRaise | null> {
  const { gate, atMs, scanned } = scan;
  if (await sql.isGate(tx, gate)) return null;
  const subject = `scan-by-no-gate:${gate}`;
  return { kind: 'scan-by-no-gate', ...at(scan), subject, detail: { here: null, there: { gate, atMs, scanned } } };
}

/** A scan of a seat that this server knows, by a gate. One that admitted nobody leaves nothing but its entry. */
export async function recordScan(tx: Transaction, scan: Scan): Promise<Recorded> {
  const { gate, atMs, scanned } = scan;
  const { ticket, seatId, verdict } = scanned;
  // The columns hold no larger number, and no terminal writes one.
  if (verdict !== 'valid' || ticket.seq > idMax) return { admitted: null, raised: [] };
  const isFirst = await sql.insertAll(tx, [toRow(scan)]);
  if (!isFirst) return { admitted: null, raised: await raiseTwice(tx, scan) };
  return { admitted: { ticket, seatId, gate, atMs }, raised: await judgeScanned(tx, scan) };
}

const toRow = ({ gate, seq, atMs, scanned: { ticket, screeningId, seatId } }: Scan): sql.AdmissionRow => ({
  ticket_terminal: ticket.terminal,
  ticket_seq: ticket.seq,
  ticket_line: ticket.line,
  screening_id: screeningId,
  seat_id: seatId,
  gate,
  gate_seq: seq,
  at_ms: atMs,
});

/**
 * The scans of a batch in few statements. Null where any of them needs a look by itself: the caller rolls back. In key
 * order, so that the batches of two gates can't deadlock.
 */
export async function recordScans(tx: Transaction, scans: readonly Scan[]): Promise<Map<number, Admission[]> | null> {
  const [scan] = scans;
  if (scan && !(await sql.isGate(tx, scan.gate))) return null;
  const valid = scans.filter(({ scanned }) => scanned.verdict === 'valid');
  if (valid.length === 0) return new Map();
  if (valid.some(({ scanned }) => scanned.ticket.seq > idMax)) return null;
  const rows = valid.map(toRow).sort(byTicket);
  if ((await sql.useTickets(tx, rows)) !== rows.length) return null;
  if (!(await sql.insertAll(tx, rows))) return null;
  const told = valid.map(({ gate, atMs, scanned: { ticket, screeningId, seatId } }) => ({
    screeningId,
    admission: { ticket, seatId, gate, atMs },
  }));
  const perScreening = Map.groupBy(told, ({ screeningId }) => screeningId);
  return new Map([...perScreening].map(([id, all]) => [id, all.map(({ admission }) => admission)]));
}

const byTicket = (a: sql.AdmissionRow, b: sql.AdmissionRow): number =>
  a.ticket_terminal - b.ticket_terminal || a.ticket_seq - b.ticket_seq || a.ticket_line - b.ticket_line;

/** Changes that also tell who was let in, in the same change as what else is new of that screening. */
export function withAdmissions(
  changes: readonly ChangeToWrite[],
  admitted: ReadonlyMap<number, readonly Admission[]>,
): ChangeToWrite[] {
  const left = new Map([...admitted].map(([screeningId, all]) => [screeningStream(screeningId), all]));
  const told = changes.map((change) => {
    const own = left.get(change.stream);
    left.delete(change.stream);
    return own ? { ...change, body: { ...(change.body as ScreeningChange), admitted: own } } : change;
  });
  return [...told, ...[...left].map(([stream, all]) => ({ stream, body: { seats: [], covered: [], admitted: all } }))];
}

const at = ({ gate, seq, scanned }: Scan) => ({
  terminal: gate,
  seq,
  screeningId: scanned.screeningId,
  seatId: scanned.seatId,
});

async function raiseTwice(tx: Transaction, scan: Scan): Promise<ExceptionToRaise[]> {
  const here = await sql.selectAdmission(tx, scan.scanned.ticket);
  // An entry that is applied once more, as after a repair, is no second guest.
  if (here?.gate === scan.gate && here.gate_seq === scan.seq) return [];
  const there = { gate: scan.gate, atMs: scan.atMs, scanned: scan.scanned };
  return [{ kind: 'ticket-used-twice', ...at(scan), detail: { here: here ?? null, there } }];
}

async function judgeScanned(tx: Transaction, scan: Scan): Promise<ExceptionToRaise[]> {
  const { ticket } = scan.scanned;
  await sql.useTicket(tx, ticket, scan.atMs);
  const row = await sql.selectScanned(tx, ticket);
  if (row === undefined) return [raiseFromPaper(scan)];
  if (row.valid === 1 && row.issue === readLine(ticket.line).issue) return [];
  const there = { gate: scan.gate, atMs: scan.atMs, scanned: scan.scanned };
  return [{ kind: 'ended-ticket-admitted', ...at(scan), detail: { here: row, there } }];
}

/** Under the sale's own number, so that it is found again when the sale comes in. */
export function raiseFromPaper({ gate, atMs, scanned }: Scan): ExceptionToRaise {
  const { ticket, screeningId, seatId } = scanned;
  return {
    kind: 'sale-known-from-paper',
    terminal: ticket.terminal,
    ...(ticket.seq <= idMax ? { seq: ticket.seq } : {}),
    screeningId,
    seatId,
    subject: `paper:${nameTicket(ticket)}`,
    detail: { here: null, there: { gate, atMs, scanned } },
  };
}
const nameTicket = ({ terminal, seq, line }: TicketId): string => `${terminal}-${seq}-${line}`;

/** Cases of sales that only paper knew close by themselves once the selling terminal's journal has told of them. */
export async function settleArrived(deps: Pick<RightsDeps, 'database' | 'clock' | 'randomness'>): Promise<number> {
  const arrived = await sql.selectArrived(deps.database);
  if (arrived.length === 0) return 0;
  const settlement = { by: 'server', settlement: 'The sale has come in.', nowMs: deps.clock.nowMs() };
  return deps.database.transaction('sales known from paper', async (tx) => {
    let settled = 0;
    for (const { id, terminal_id: terminal, seq } of arrived) {
      if (!(await settleOpen(tx, id, settlement))) continue;
      settled += 1;
      for (const row of await sql.selectAdmittedOf(tx, terminal, seq)) await useArrived(tx, deps, row);
    }
    return settled;
  });
}

/** Its till may have undone it by now, in the same journal. */
async function useArrived(tx: Transaction, deps: Pick<RightsDeps, 'clock' | 'randomness'>, row: sql.AdmissionRow) {
  const { ticket_terminal: terminal, ticket_seq: seq, ticket_line: line, gate, gate_seq, at_ms: atMs } = row;
  const ticket = { terminal, seq, line };
  await sql.useTicket(tx, ticket, atMs);
  const here = await sql.selectScanned(tx, ticket);
  if (!here?.ended_as) return;
  const seat = { screeningId: row.screening_id, seatId: row.seat_id };
  const detail = { here, there: { gate, atMs } };
  await raiseExceptions(tx, deps, [{ kind: 'ended-ticket-admitted', terminal: gate, seq: gate_seq, ...seat, detail }]);
}

/** Snapshot of `screening:<id>` with all who were let in. */
export async function withAdmitted(queries: Queries, screeningId: number, body: ScreeningChange) {
  const rows = await sql.selectAdmitted(queries, screeningId);
  const admitted = rows.map(
    (row): Admission => ({
      ticket: { terminal: row.ticket_terminal, seq: row.ticket_seq, line: row.ticket_line },
      seatId: row.seat_id,
      gate: row.gate,
      atMs: row.at_ms,
    }),
  );
  return { ...body, admitted } satisfies ScreeningChange;
}
