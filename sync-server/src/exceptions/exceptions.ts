/** Exceptions: contradictions and losses that a manager must settle. Recorded with both sides, never deleted. */
import type { Clock } from '@marquee/shared/clock';
import { makeRandomId, type Randomness } from '@marquee/shared/randomness';
import { insertRows, marks, type Queries, type Transaction } from '../platform/database.ts';

export const exceptionKinds = [
  'sale-contradicts-right',
  'sale-for-unknown-screening',
  'sale-for-cancelled-screening',
  'sale-of-blocked-seat',
  'sale-after-override',
  'return-contradicts-right',
  'refund-contradicts-ticket',
  'entries-wait',
  'holdings-differ',
  'stream-lost',
  'journal-lost',
  'screening-moved-without-place',
  'late-capture',
  'entry-malformed',
  'journal-forked',
  'terminal-cloned',
] as const;
export type ExceptionKind = (typeof exceptionKinds)[number];

export interface ExceptionToRaise {
  kind: ExceptionKind;
  terminal?: number;
  seq?: number;
  screeningId?: number;
  seatId?: number;
  /** While an exception of this subject is open, it is not raised again. */
  subject?: string;
  /** Both sides of the contradiction. */
  detail: Record<string, unknown>;
}

/** The column holds 64 kB of UTF-8; escaping may double what is cut out. */
const detailCharsMax = 15_000;
/** A terminal may name any seat that it likes: the columns hold no more than this. */
const idMax = 0x7fff_ffff;
const readId = (id: number | undefined): number | null => (id === undefined || id > idMax ? null : id);

function writeDetail(detail: Record<string, unknown>): string {
  const text = JSON.stringify(detail);
  return text.length <= detailCharsMax ? text : JSON.stringify({ cut: text.slice(0, detailCharsMax / 2) });
}

export async function raiseExceptions(
  tx: Transaction,
  deps: { clock: Clock; randomness: Randomness },
  exceptions: readonly ExceptionToRaise[],
): Promise<void> {
  const known = await selectOpenSubjects(tx, exceptions);
  await insertRows(
    tx,
    'exception',
    ['id', 'kind', 'terminal_id', 'seq', 'screening_id', 'seat_id', 'subject', 'detail', 'raised_at_ms'],
    exceptions
      .filter(({ subject }) => subject === undefined || !known.has(subject))
      .map((raised) => [
        makeRandomId(deps.randomness),
        raised.kind,
        raised.terminal ?? null,
        raised.seq ?? null,
        readId(raised.screeningId),
        readId(raised.seatId),
        raised.subject ?? null,
        writeDetail(raised.detail),
        deps.clock.nowMs(),
      ]),
  );
}

/** Settling takes the subject off, so whatever has one is open. */
async function selectOpenSubjects(tx: Transaction, exceptions: readonly ExceptionToRaise[]): Promise<Set<string>> {
  const subjects = exceptions.flatMap(({ subject }) => subject ?? []);
  if (subjects.length === 0) return new Set();
  const rows = await tx.all<{ subject: string }>(
    `SELECT subject FROM \`exception\` WHERE subject IN (${marks(subjects.length)})`,
    subjects,
  );
  return new Set(rows.map(({ subject }) => subject));
}

export interface OpenException {
  id: string;
  kind: ExceptionKind;
  terminal_id: number | null;
  seq: number | null;
  screening_id: number | null;
  seat_id: number | null;
  detail: string;
  raised_at_ms: number;
}

export function listOpenExceptions(queries: Queries, limit = 200): Promise<OpenException[]> {
  return queries.all<OpenException>(
    'SELECT id, kind, terminal_id, seq, screening_id, seat_id, detail, raised_at_ms FROM `exception` WHERE settled_at_ms IS NULL ORDER BY raised_at_ms LIMIT ?',
    [limit],
  );
}
