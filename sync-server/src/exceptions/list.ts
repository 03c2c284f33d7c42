/** The list of exceptions as a manager reads it: what each means, both sides, and what can be done. */
import type { Queries } from '../platform/database.ts';
import { describeSide, type Side } from './describe-sides.ts';
import { type ExceptionFilter, type NamedExceptionRow, selectExceptions } from './exceptions.sql.ts';
import { describeKind, type SettlementId, settlements } from './kinds.ts';

export interface ListedException {
  id: string;
  kind: string;
  title: string;
  meaning: string;
  cinemaId: number | null;
  terminal: { id: number; name: string | null } | null;
  /** Of the terminal's journal. */
  seq: number | null;
  screening: {
    id: number;
    title: string | null;
    venue: string | null;
    startsAtMs: number | null;
    timeZone: string | null;
  } | null;
  seat: { id: number; label: string | null } | null;
  raisedAtMs: number;
  /** What the server holds, and what was reported: in words, and as it is stored in `detail`. */
  sides: Side[];
  detail: Record<string, unknown>;
  actions: { id: SettlementId; label: string; effect: string }[];
  settled: { atMs: number; by: string; action: string; note: string } | null;
}
export interface ExceptionPage {
  exceptions: ListedException[];
  /** Where the next page starts; null at the end. */
  next: string | null;
}

export async function listExceptions(
  queries: Queries,
  filter: Omit<ExceptionFilter, 'after'> & { cursor?: string },
): Promise<ExceptionPage> {
  const { cursor, limit, ...rest } = filter;
  const after = readCursor(cursor);
  const rows = await selectExceptions(queries, { ...rest, ...(after ? { after } : {}), limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last ? `${last.raised_at_ms}-${last.id}` : null;
  return { exceptions: page.map(toListed), next };
}

export const cursorPattern = /^\d{1,16}-[\w-]{1,32}$/;

function readCursor(cursor: string | undefined): ExceptionFilter['after'] {
  if (cursor === undefined) return undefined;
  const dash = cursor.indexOf('-');
  return { raisedAtMs: Number(cursor.slice(0, dash)), id: cursor.slice(dash + 1) };
}

export function toListed(row: NamedExceptionRow): ListedException {
  const { title, meaning, settlements: possible } = describeKind(row.kind);
  const detail = JSON.parse(row.detail) as Record<string, unknown>;
  return {
    id: row.id,
    kind: row.kind,
    title,
    meaning,
    cinemaId: row.cinema_id,
    terminal: row.terminal_id === null ? null : { id: row.terminal_id, name: row.terminal_name },
    seq: row.seq,
    screening:
      row.screening_id === null
        ? null
        : {
            id: row.screening_id,
            title: row.movie_name,
            venue: row.venue_name,
            startsAtMs: row.starts_at_ms,
            timeZone: row.time_zone,
          },
    seat: row.seat_id === null ? null : { id: row.seat_id, label: row.seat_label },
    raisedAtMs: row.raised_at_ms,
    sides: describeSides(row, detail),
    detail,
    actions: row.settled_at_ms === null ? possible.map((id) => ({ id, ...settlements[id] })) : [],
    settled:
      row.settled_at_ms === null
        ? null
        : { atMs: row.settled_at_ms, by: row.settled_by ?? '', ...readSettlement(row.settlement) },
  };
}

function describeSides(row: NamedExceptionRow, detail: Record<string, unknown>): Side[] {
  // The version is of the seat that was named: its side says it too.
  const { here, there, version: _named, ...rest } = detail;
  const seat = { seatId: row.seat_id, seatLabel: row.seat_label };
  const reporter = nameReporter(row);
  const hasSides = 'here' in detail || 'there' in detail;
  const sides = hasSides ? [describeSide('The server says', here, seat), describeSide(reporter, there, seat)] : [];
  const more = describeSide(hasSides ? 'Also known' : 'What is recorded', rest, seat);
  return Object.keys(rest).length > 0 ? [...sides, more] : sides;
}

/** A manager's own act that met a sold seat: its terminal has said nothing. */
const actsOfManagers: ReadonlySet<string> = new Set(['sold-seat-blocked', 'screening-moved-without-place']);

function nameReporter({ kind, terminal_id: terminal }: NamedExceptionRow): string {
  if (actsOfManagers.has(kind)) return 'What a manager ordered';
  return terminal === null ? 'What was reported' : `Terminal ${terminal} says`;
}

/** As `settle.ts` has written it. */
function readSettlement(settlement: string | null): { action: string; note: string } {
  const { action = '', note = '' } = JSON.parse(settlement ?? '{}') as { action?: string; note?: string };
  return { action, note };
}
