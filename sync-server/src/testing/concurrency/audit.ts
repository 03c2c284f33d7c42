/** What must be true of the server's rows whatever ran side by side. Each problem is a line; none is what tests expect. */

import { chainStart } from '@marquee/shared/protocol/journal';
import {
  type GrantChange,
  type ScreeningChange,
  type SeatChange,
  screeningStream,
} from '@marquee/shared/protocol/streams';
import { linesPerIssue } from '@marquee/shared/tickets/ticket-issue';
import type { ExceptionKind } from '../../exceptions/exceptions.ts';
import type { SimulatedProvider } from '../../payments/simulated-provider.ts';
import type { Database, Queries } from '../../platform/database.ts';
import type { RightRow } from '../../rights/rights.sql.ts';
import { toSeatChange } from '../../rights/rights.ts';

type Row = Record<string, string | number | null>;

/** Rows of each query are contradictions. */
const contradictions: Record<string, string> = {
  'a seat with two valid tickets': `SELECT screening_id, seat_id, COUNT(*) AS tickets FROM ticket WHERE valid = 1
    GROUP BY screening_id, seat_id HAVING COUNT(*) > 1`,
  'a valid ticket whose seat is not sold by it': `SELECT t.* FROM ticket t
    JOIN seat_right r ON r.screening_id = t.screening_id AND r.seat_id = t.seat_id
    WHERE t.valid = 1 AND NOT (r.state = 'sold' AND r.version = t.version AND r.ticket_terminal = t.terminal_id
      AND r.ticket_seq = t.seq AND r.ticket_line = t.issue * ${linesPerIssue} + t.line)`,
  'a sold seat without its ticket': `SELECT r.* FROM seat_right r
    LEFT JOIN ticket t ON t.terminal_id = r.ticket_terminal AND t.seq = r.ticket_seq
      AND t.line = r.ticket_line % ${linesPerIssue} AND t.issue * ${linesPerIssue} + t.line = r.ticket_line AND t.valid = 1
    WHERE r.state = 'sold' AND t.terminal_id IS NULL`,
  'a stream with gaps or repeats': `SELECT s.name, s.revision, COUNT(c.revision) AS changes FROM \`stream\` s
    LEFT JOIN \`change\` c ON c.stream = s.name WHERE s.name NOT LIKE 'orders:%'
    GROUP BY s.name, s.revision
    HAVING COUNT(c.revision) <> s.revision OR COALESCE(MAX(c.revision), 0) <> s.revision`,
  'order numbers of the server with gaps': `SELECT s.name, s.revision, COUNT(b.seq) AS bookings FROM \`stream\` s
    LEFT JOIN booking b ON b.terminal_id = 0 WHERE s.name = 'orders:0'
    GROUP BY s.name, s.revision HAVING COUNT(b.seq) <> s.revision OR COALESCE(MAX(b.seq), 0) <> s.revision`,
  'a journal with gaps': `SELECT t.id, t.acked, COUNT(j.seq) AS entries FROM terminal t
    LEFT JOIN journal_entry j ON j.terminal_id = t.id GROUP BY t.id, t.acked
    HAVING COUNT(j.seq) <> t.acked OR COALESCE(MAX(j.seq), 0) <> t.acked`,
  'a journal whose mark is not the chain of its last entry': `SELECT t.id FROM terminal t
    LEFT JOIN journal_entry j ON j.terminal_id = t.id AND j.seq = t.acked
    WHERE t.chain <> COALESCE(j.hash, '${chainStart}')`,
  'a sale entry without its booking': `SELECT j.terminal_id, j.seq FROM journal_entry j
    LEFT JOIN booking b ON b.terminal_id = j.terminal_id AND b.seq = j.seq
    WHERE j.type = 'sale.made' AND b.seq IS NULL`,
  'a paid attempt without its booking': `SELECT a.id FROM payment_attempt a
    LEFT JOIN booking b ON b.terminal_id = 0 AND b.seq = a.seq WHERE a.state = 'sold' AND b.seq IS NULL`,
  'a booking of the server without its attempt': `SELECT b.seq FROM booking b
    LEFT JOIN payment_attempt a ON a.seq = b.seq AND a.state = 'sold' WHERE b.terminal_id = 0 AND a.id IS NULL`,
  'a voucher whose movements are another balance': `SELECT v.id, v.balance_minor FROM voucher v
    LEFT JOIN voucher_movement m ON m.voucher_id = v.id
    GROUP BY v.id, v.balance_minor HAVING v.balance_minor <>
      SUM(CASE m.kind WHEN 'issue' THEN m.amount_minor WHEN 'refund' THEN m.amount_minor WHEN 'spend' THEN -m.amount_minor ELSE 0 END)`,
  'a version of a voucher that was granted twice': `SELECT voucher_id, version FROM voucher_movement
    WHERE kind = 'grant' GROUP BY voucher_id, version HAVING COUNT(*) > 1`,
  'a booking that was not paid to the cent': `SELECT b.terminal_id, b.seq, b.total_minor FROM booking b
    WHERE b.total_minor <> (SELECT COALESCE(SUM(p.amount_minor), 0) FROM payment p WHERE p.terminal_id = b.terminal_id AND p.seq = b.seq)
       OR b.total_minor <> (SELECT COALESCE(SUM(t.price_minor), 0) FROM ticket t WHERE t.terminal_id = b.terminal_id AND t.seq = b.seq)`,
};

/** `expected`: kinds of exceptions that the tests have provoked. */
export async function audit(database: Queries, expected: readonly ExceptionKind[] = []): Promise<string[]> {
  const problems: string[] = [];
  const exceptions = await database.all<{ kind: ExceptionKind }>(
    'SELECT kind, terminal_id, seq, screening_id, seat_id, detail FROM `exception`',
  );
  const unexpected = exceptions.filter(({ kind }) => !expected.includes(kind));
  problems.push(...unexpected.slice(0, 5).map((row) => `an exception: ${JSON.stringify(row)}`));
  for (const [name, sql] of Object.entries(contradictions)) {
    const rows = await database.all<Row>(sql);
    problems.push(...rows.slice(0, 5).map((row) => `${name}: ${JSON.stringify(row)}`));
  }
  problems.push(...(await compareScreenings(database)), ...(await compareGrants(database)));
  return problems;
}

/** Whoever follows a screening's stream ends with the seats as they are. */
async function compareScreenings(database: Queries): Promise<string[]> {
  const problems: string[] = [];
  const told = new Map<string, SeatChange>();
  for (const { stream, body } of await readChanges(database, 'screening:%')) {
    for (const seat of (body as ScreeningChange).seats) told.set(`${stream} ${seat.seatId}`, seat);
  }
  const rows = await database.all<RightRow>('SELECT * FROM seat_right');
  for (const row of rows) {
    const here = describe(toSeatChange(row));
    const there = told.get(`${screeningStream(row.screening_id)} ${row.seat_id}`);
    const isUntouched = there === undefined && row.state === 'free';
    if (!isUntouched && describe(there) !== here) problems.push(`a seat was told as ${describe(there)} and is ${here}`);
  }
  return problems.slice(0, 5);
}

function describe(seat: SeatChange | undefined): string {
  if (seat === undefined) return 'nothing';
  const { seatId, state, version, holder, ticket } = seat;
  const sold = ticket === null ? '' : ` by ticket ${ticket.terminal} ${ticket.seq} ${ticket.line}`;
  return `seat ${seatId} ${state} ${version} of ${holder}${sold}`;
}

/** No version of a right is handed out twice, and who holds one was granted it. */
async function compareGrants(database: Queries): Promise<string[]> {
  const problems: string[] = [];
  const granted = new Map<string, number>();
  for (const { stream, body } of await readChanges(database, 'grants:%')) {
    const change = body as GrantChange;
    if (change.kind !== 'grant') continue;
    for (const { seatId, version } of change.seats) {
      const name = `${change.screeningId} ${seatId} ${version}`;
      if (granted.has(name)) problems.push(`seat ${name} was handed out twice`);
      granted.set(name, Number(stream.split(':')[1]));
    }
  }
  const holders = "SELECT * FROM seat_right WHERE state IN ('granted', 'quarantined')";
  for (const row of await database.all<RightRow>(holders)) {
    const name = `${row.screening_id} ${row.seat_id} ${row.version}`;
    if (granted.get(name) !== row.holder) problems.push(`seat ${name} is held by ${row.holder} without a grant`);
  }
  return problems.slice(0, 5);
}

async function readChanges(database: Queries, streams: string): Promise<{ stream: string; body: unknown }[]> {
  const rows = await database.all<{ stream: string; body: unknown }>(
    'SELECT stream, body FROM `change` WHERE stream LIKE ? ORDER BY stream, revision',
    [streams],
  );
  return rows.map(({ stream, body }) => ({ stream, body: typeof body === 'string' ? JSON.parse(body) : body }));
}

/** Once all is settled: what was captured is a booking, or was given back. */
export async function auditCaptures(database: Queries, provider: SimulatedProvider): Promise<string[]> {
  const rows = await database.all<{ id: string; state: string }>('SELECT id, state FROM payment_attempt');
  const states = new Map(rows.map((row) => [row.id, row.state]));
  const kept = [...provider.captured.keys()].filter((id) => !provider.refunded.has(id));
  return [
    ...kept.filter((id) => states.get(id) !== 'sold').map((id) => `${id} was captured and is ${states.get(id)}`),
    ...rows
      .filter(({ id, state }) => state === 'sold' && !kept.includes(id))
      .map(({ id }) => `${id} is sold and was not captured`),
  ];
}

/** The same rows on every node, once each has heard of all that was committed. */
export async function compareNodes(databases: readonly Database[]): Promise<string[]> {
  const tables = [
    'seat_right',
    'ticket',
    'booking',
    'payment',
    'journal_entry',
    'terminal',
    'operation',
    'payment_attempt',
    'voucher',
    'voucher_movement',
    'stream',
    'change',
  ];
  const problems: string[] = [];
  // A read waits until its node has caught up; a checksum may not.
  for (const database of databases) await database.all('SELECT COUNT(*) FROM `stream`');
  for (const table of tables) {
    const sums: string[] = [];
    for (const database of databases) {
      const [row] = await database.all<{ Checksum: number }>(`CHECKSUM TABLE \`${table}\``);
      sums.push(String(row?.Checksum));
    }
    if (new Set(sums).size > 1) problems.push(`${table} differs between nodes: ${sums.join(', ')}`);
  }
  return problems;
}
