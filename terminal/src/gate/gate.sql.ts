import type { TicketId } from '@marquee/shared/protocol/journal';
import type { Admission } from '@marquee/shared/protocol/streams';
import type { SeatAdmission, SeatCopy } from '@marquee/shared/tickets/judge-ticket';
import type { Store } from '../platform/store.ts';

interface AdmissionRow {
  ticket_terminal: number;
  ticket_seq: number;
  ticket_line: number;
  version: number | null;
  gate: number;
  at_ms: number;
}

export function selectAdmissions(store: Store, screeningId: number, seatId: number): SeatAdmission[] {
  return store
    .all<AdmissionRow>(
      `SELECT ticket_terminal, ticket_seq, ticket_line, version, gate, at_ms FROM admission
        WHERE screening_id = ? AND seat_id = ? ORDER BY at_ms`,
      screeningId,
      seatId,
    )
    .map((row) => ({
      ticket: { terminal: row.ticket_terminal, seq: row.ticket_seq, line: row.ticket_line },
      version: row.version,
      gate: row.gate,
      atMs: row.at_ms,
    }));
}

interface SeatRow {
  state: SeatCopy['state'];
  version: number;
  holder: number;
  ticket_terminal: number | null;
  ticket_seq: number;
  ticket_line: number;
  covered: number | null;
}

/** What the server last said of a seat, and how far it knew the journal of that terminal then. */
export function selectSeatCopy(
  store: Store,
  seat: { screeningId: number; seatId: number },
  terminal: number,
): SeatCopy | null {
  const row = store.get<SeatRow>(
    `SELECT p.state, p.version, p.holder, p.ticket_terminal, p.ticket_seq, p.ticket_line, c.seq AS covered
       FROM seat_picture p LEFT JOIN covered c ON c.screening_id = p.screening_id AND c.terminal = ?
      WHERE p.screening_id = ? AND p.seat_id = ?`,
    terminal,
    seat.screeningId,
    seat.seatId,
  );
  if (!row) return null;
  const { state, version, holder } = row;
  const ticket =
    row.ticket_terminal === null ? null : { terminal: row.ticket_terminal, seq: row.ticket_seq, line: row.ticket_line };
  return { state, version, holder, ticket, coveredSeq: row.covered ?? 0 };
}

/** The first one counts. Answers whether this was it. */
export function insertAdmission(
  store: Store,
  admission: {
    ticket: TicketId;
    screeningId: number;
    seatId: number;
    version: number | null;
    gate: number;
    atMs: number;
    entrySeq: number | null;
  },
): boolean {
  const { ticket, screeningId, seatId, version, gate, atMs, entrySeq } = admission;
  return (
    store.run(
      `INSERT INTO admission (ticket_terminal, ticket_seq, ticket_line, screening_id, seat_id, version, gate, at_ms, entry_seq)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      ticket.terminal,
      ticket.seq,
      ticket.line,
      screeningId,
      seatId,
      version,
      gate,
      atMs,
      entrySeq,
    ) === 1
  );
}

/** Must run in the transaction that moves the screening's cursor. */
export function applyAdmitted(store: Store, screeningId: number, admitted: readonly Admission[]): void {
  for (const { ticket, seatId, gate, atMs } of admitted)
    insertAdmission(store, { ticket, screeningId, seatId, version: null, gate, atMs, entrySeq: null });
}

/** Of these screenings: how many came in through all gates, and how many seats the server has told to be sold. */
export function countAdmitted(store: Store, screeningIds: readonly number[]): Map<number, number> {
  return countBy(store, 'SELECT screening_id, COUNT(*) AS count FROM admission WHERE true', screeningIds);
}
export function countSold(store: Store, screeningIds: readonly number[]): Map<number, number> {
  return countBy(store, "SELECT screening_id, COUNT(*) AS count FROM seat_picture WHERE state = 'sold'", screeningIds);
}
function countBy(store: Store, select: string, screeningIds: readonly number[]): Map<number, number> {
  const rows = store.all<{ screening_id: number; count: number }>(
    `${select} AND screening_id IN (SELECT value FROM json_each(?)) GROUP BY screening_id`,
    JSON.stringify(screeningIds),
  );
  return new Map(rows.map((row) => [row.screening_id, row.count]));
}

/** The newest first. A gate's journal is hardly anything but scans. */
export function selectLastScans(store: Store, limit: number): { seq: number; payload: string; at_ms: number }[] {
  return store.all(
    "SELECT seq, payload, at_ms FROM journal WHERE type = 'ticket.scanned' ORDER BY seq DESC LIMIT ?",
    limit,
  );
}
