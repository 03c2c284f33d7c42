/** Exceptions: contradictions and losses that a manager must settle. Recorded with both sides, never deleted. */
import type { Clock } from '@marquee/shared/clock';
import { makeRandomId, type Randomness } from '@marquee/shared/randomness';
import { insertRows, type Transaction } from '../platform/database.ts';
import { idMax } from '../platform/read-params.ts';
import { insertOnce } from './exceptions.sql.ts';
import type { ExceptionKind } from './kinds.ts';

export { settleOpen } from './exceptions.sql.ts';
export type { ExceptionKind } from './kinds.ts';

export interface ExceptionToRaise {
  kind: ExceptionKind;
  cinemaId?: number;
  terminal?: number;
  seq?: number;
  screeningId?: number;
  seatId?: number;
  /** While an exception of this subject is open, it is not raised again. */
  subject?: string;
  /** Both sides of the contradiction: `here` is the server's, `there` what was reported; both are shown side by side. */
  detail: Record<string, unknown>;
}

/** The column holds 64 kB of UTF-8; escaping may double what is cut out. */
const detailCharsMax = 15_000;
/** A terminal may name any seat that it likes: the columns hold no more than this. */
const readId = (id: number | undefined): number | null => (id === undefined || id > idMax ? null : id);

function writeDetail(detail: Record<string, unknown>): string {
  const text = JSON.stringify(detail);
  return text.length <= detailCharsMax ? text : JSON.stringify({ cut: text.slice(0, detailCharsMax / 2) });
}

const columns = [
  'id',
  'kind',
  'cinema_id',
  'terminal_id',
  'seq',
  'screening_id',
  'seat_id',
  'subject',
  'detail',
  'raised_at_ms',
];

export async function raiseExceptions(
  tx: Transaction,
  deps: { clock: Clock; randomness: Randomness },
  exceptions: readonly ExceptionToRaise[],
): Promise<void> {
  const toRow = (raised: ExceptionToRaise) => [
    makeRandomId(deps.randomness),
    raised.kind,
    raised.cinemaId ?? null,
    raised.terminal ?? null,
    raised.seq ?? null,
    readId(raised.screeningId),
    readId(raised.seatId),
    raised.subject ?? null,
    writeDetail(raised.detail),
    deps.clock.nowMs(),
  ];
  const isOfSubject = ({ subject }: ExceptionToRaise) => subject !== undefined;
  await insertRows(tx, 'exception', columns, exceptions.filter((raised) => !isOfSubject(raised)).map(toRow));
  for (const raised of exceptions.filter(isOfSubject)) await insertOnce(tx, columns, toRow(raised));
}
