/** Exceptions: contradictions and losses that a manager must settle. Recorded with both sides, never deleted. */
import type { Clock } from '@marquee/shared/clock';
import { makeRandomId, type Randomness } from '@marquee/shared/randomness';
import { insertRows, type Queries, type Transaction } from '../platform/database.ts';

export const exceptionKinds = [
  'sale-contradicts-right',
  'sale-for-unknown-screening',
  'return-contradicts-right',
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
  /** Both sides of the contradiction. */
  detail: Record<string, unknown>;
}

const detailCharsMax = 15_000;

export async function raiseExceptions(
  tx: Transaction,
  deps: { clock: Clock; randomness: Randomness },
  exceptions: readonly ExceptionToRaise[],
): Promise<void> {
  await insertRows(
    tx,
    'exception',
    ['id', 'kind', 'terminal_id', 'seq', 'screening_id', 'seat_id', 'detail', 'raised_at_ms'],
    exceptions.map((raised) => [
      makeRandomId(deps.randomness),
      raised.kind,
      raised.terminal ?? null,
      raised.seq ?? null,
      raised.screeningId ?? null,
      raised.seatId ?? null,
      JSON.stringify(raised.detail).slice(0, detailCharsMax),
      deps.clock.nowMs(),
    ]),
  );
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
