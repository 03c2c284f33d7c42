import { first, marks, type Queries, type Transaction, type Value } from '../platform/database.ts';

export interface ExceptionRow {
  id: string;
  kind: string;
  cinema_id: number | null;
  terminal_id: number | null;
  seq: number | null;
  screening_id: number | null;
  seat_id: number | null;
  detail: string;
  raised_at_ms: number;
  settled_at_ms: number | null;
  settled_by: string | null;
  settlement: string | null;
}
/** With what a person calls these things. */
export interface NamedExceptionRow extends ExceptionRow {
  terminal_name: string | null;
  movie_name: string | null;
  venue_name: string | null;
  starts_at_ms: number | null;
  time_zone: string | null;
  seat_label: string | null;
}

export interface ExceptionFilter {
  state: 'open' | 'settled';
  kind?: string;
  terminal?: number;
  screening?: number;
  after?: { raisedAtMs: number; id: string };
  limit: number;
}

const columns =
  'e.id, e.kind, e.cinema_id, e.terminal_id, e.seq, e.screening_id, e.seat_id, e.detail, e.raised_at_ms, e.settled_at_ms, e.settled_by, e.settlement';

export const namedColumns = `${columns}, t.name AS terminal_name, m.name AS movie_name, v.name AS venue_name, s.starts_at_ms, c.time_zone,
  x.label AS seat_label`;
/** A seat of a moved screening is called by its present place. */
export const exceptionTables = `FROM \`exception\` e
  LEFT JOIN terminal t ON t.id = e.terminal_id
  LEFT JOIN screening s ON s.id = e.screening_id
  LEFT JOIN movie m ON m.id = s.movie_id
  LEFT JOIN venue v ON v.id = s.venue_id
  LEFT JOIN cinema c ON c.id = v.cinema_id
  LEFT JOIN seat_place p ON p.screening_id = e.screening_id AND p.seat_id = e.seat_id
  LEFT JOIN seats x ON x.id = COALESCE(p.place_id, e.seat_id)`;

/** The oldest first. */
export function selectExceptions(queries: Queries, filter: ExceptionFilter): Promise<NamedExceptionRow[]> {
  const { state, kind, terminal, screening, after, limit } = filter;
  const where = [`e.settled_at_ms IS ${state === 'open' ? '' : 'NOT '}NULL`];
  const values: Value[] = [];
  const narrow = (condition: string, ...bound: Value[]) => {
    where.push(condition);
    values.push(...bound);
  };
  if (kind !== undefined) narrow('e.kind = ?', kind);
  if (terminal !== undefined) narrow('e.terminal_id = ?', terminal);
  if (screening !== undefined) narrow('e.screening_id = ?', screening);
  if (after)
    narrow('(e.raised_at_ms > ? OR (e.raised_at_ms = ? AND e.id > ?))', after.raisedAtMs, after.raisedAtMs, after.id);
  return queries.all(
    `SELECT ${namedColumns} ${exceptionTables}
      WHERE ${where.join(' AND ')} ORDER BY e.raised_at_ms, e.id LIMIT ?`,
    [...values, limit],
  );
}

export function selectException(queries: Queries, id: string): Promise<ExceptionRow | undefined> {
  return first(queries, `SELECT ${columns} FROM \`exception\` e WHERE e.id = ?`, [id]);
}

export async function selectOpenIds(queries: Queries, kind: string, terminal: number): Promise<string[]> {
  const rows = await queries.all<{ id: string }>(
    'SELECT id FROM `exception` WHERE settled_at_ms IS NULL AND kind = ? AND terminal_id = ? ORDER BY id',
    [kind, terminal],
  );
  return rows.map(({ id }) => id);
}

/** Entries of a terminal that have had no effect because it was stolen. */
export async function selectWaitingSeqs(queries: Queries, terminal: number): Promise<number[]> {
  const rows = await queries.all<{ seq: number }>(
    "SELECT seq FROM journal_entry WHERE terminal_id = ? AND state = 'waiting' ORDER BY seq",
    [terminal],
  );
  return rows.map(({ seq }) => seq);
}

/** Tickets of a booking that nobody has undone, valid or not; of one seat, or all. */
export function selectTicketLines(
  queries: Queries,
  booking: { terminal: number; seq: number; seatId: number | null },
): Promise<{ line: number; valid: number; holder: number }[]> {
  const ofSeat = booking.seatId === null ? '' : ' AND seat_id = ?';
  return queries.all(
    `SELECT line, valid, holder FROM ticket WHERE terminal_id = ? AND seq = ? AND ended_as IS NULL${ofSeat} ORDER BY line`,
    booking.seatId === null ? [booking.terminal, booking.seq] : [booking.terminal, booking.seq, booking.seatId],
  );
}

/** Of something that is raised only once while it is open: whoever comes second finds it there. */
export async function insertOnce(
  tx: Transaction,
  insertColumns: readonly string[],
  row: readonly Value[],
): Promise<void> {
  const names = insertColumns.map((column) => `\`${column}\``).join(', ');
  const orNothing =
    tx.dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE subject = subject' : 'ON CONFLICT (subject) DO NOTHING';
  await tx.run(`INSERT INTO \`exception\` (${names}) VALUES (${marks(insertColumns.length)}) ${orNothing}`, row);
}

/** Open -> settled. The subject is given free, so that the same thing may be raised again. */
export async function settleOpen(
  tx: Transaction,
  id: string,
  { by, settlement, nowMs }: { by: string; settlement: string; nowMs: number },
): Promise<boolean> {
  const { changes } = await tx.run(
    'UPDATE `exception` SET settled_at_ms = ?, settled_by = ?, settlement = ?, subject = NULL WHERE id = ? AND settled_at_ms IS NULL',
    [nowMs, by, settlement, id],
  );
  return changes === 1;
}
