/**
 * Rights on the server: every sellable seat of a screening has one holder, the server or one terminal. Grants move a
 * right to a terminal; only that terminal's own journal moves it back (see journal/journal.ts). Time never does.
 */
import type { Ask, AskAnswer, RecallAnswer, RecallNoted } from '@marquee/shared/protocol/calls';
import type { HeldSeat } from '@marquee/shared/protocol/journal';
import {
  type GrantChange,
  grantsStream,
  type ScreeningChange,
  screeningStream,
} from '@marquee/shared/protocol/streams';
import type { z } from 'zod';
import { readRevision, writeChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { type Queries, RolledBack, type Transaction } from '../platform/database.ts';
import { noteRecallAnswer } from './careful.sql.ts';
import { recallSeats } from './recall.ts';
import {
  freeGranted,
  grantFree,
  grantFreeSeat,
  type RightRow,
  selectCovered,
  selectHolding,
  selectScreening,
  selectSeats,
  sellGranted,
} from './rights.sql.ts';
import { type RightsDeps, toSeatChange } from './seats.ts';

export {
  type BreakAnswer,
  type BreakOrder,
  breakTerminal,
  type OverrideAnswer,
  type OverrideOrder,
  overrideQuarantine,
} from './break.ts';
export {
  closeTerminal,
  freeAllHeld,
  freeSold,
  renameSold,
  returnHeld,
  type SeatAt,
  selectHeldBy,
  sellHeld,
  sellOverridden,
  type TicketAt,
  unsell,
} from './careful.sql.ts';
export { compareHoldings } from './compare.ts';
export {
  extendHeld,
  freeExpired,
  freeHeld,
  holdFree,
  resumeHeld,
  selectExpired,
  selectHeld,
  sellPaying,
  startPaying,
  takePaying,
} from './holds.sql.ts';
export { type RecallOrder, type RecallTerminalAnswer, recallSeats, recallTerminal } from './recall.ts';
export { type RightRow, selectPlaces, selectRight } from './rights.sql.ts';
export { describeRows, describeSeats, type RightsDeps, toSeatChange } from './seats.ts';

/** Versions that an incarnation gives start above this. */
export const versionBase = (incarnation: number): number => incarnation * 4096;
/** A version counts hand-outs by the server and nothing else; after a restore it starts above all that were given before. */
const nextVersion = (incarnation: number, version: number): number => Math.max(version, versionBase(incarnation)) + 1;

export type GrantAnswer =
  | { ok: true; revision: number; seats: HeldSeat[] }
  | { ok: false; reason: 'seat-taken' | 'terminal-closed' };

/** Hands free seats of a screening to a terminal: all of them or none. Rolls the transaction back when refused. */
export async function grantSeats(
  tx: Transaction,
  deps: RightsDeps,
  grant: { terminal: number; screeningId: number; seatIds: readonly number[] },
): Promise<GrantAnswer> {
  return grantRows(tx, deps, grant, await selectSeats(tx, grant.screeningId, grant.seatIds));
}

/** Like `grantSeats`, where the seats were read already: each is granted only as it was then. */
async function grantRows(
  tx: Transaction,
  deps: RightsDeps,
  { terminal, screeningId, seatIds }: { terminal: number; screeningId: number; seatIds: readonly number[] },
  rows: readonly RightRow[],
): Promise<GrantAnswer> {
  const seats = rows.map((row) => ({ seatId: row.seat_id, version: nextVersion(deps.incarnation, row.version) }));
  const granted = await grantFree(
    tx,
    terminal,
    rows.map((row, at) => [screeningId, row.seat_id, row.version, seats[at]?.version ?? 0]),
  );
  if (granted !== seatIds.length) throw new RolledBack<GrantAnswer>({ ok: false, reason: 'seat-taken' });
  return tellGranted(tx, deps, { terminal, screeningId, seats });
}

/** One seat is claimed without looking first: nearly always it is free. Null where it is not. */
async function grantSeat(
  tx: Transaction,
  deps: RightsDeps,
  grant: { terminal: number; screeningId: number; seatId: number },
): Promise<GrantAnswer | null> {
  const version = await grantFreeSeat(tx, grant, versionBase(deps.incarnation));
  if (version === null) return null;
  return tellGranted(tx, deps, { ...grant, seats: [{ seatId: grant.seatId, version }] });
}

/** The writes matched every column that is told here, so the rows needn't be read again. */
async function tellGranted(
  tx: Transaction,
  deps: RightsDeps,
  { terminal, screeningId, seats }: { terminal: number; screeningId: number; seats: HeldSeat[] },
): Promise<GrantAnswer> {
  const change: ScreeningChange = {
    seats: seats.map((seat) => ({ ...seat, state: 'granted', holder: terminal, ticket: null })),
    covered: [],
  };
  const body: GrantChange = { kind: 'grant', screeningId, seats };
  const written = await writeChanges(tx, deps, [
    { stream: screeningStream(screeningId), body: change },
    { stream: grantsStream(terminal), body, wantRevision: true },
  ]);
  if ('closed' in written) throw new RolledBack<GrantAnswer>({ ok: false, reason: 'terminal-closed' });
  return { ok: true, revision: written.revision, seats };
}

/**
 * A terminal asks for single seats, such as one that a customer tapped. Free ones are granted, all or none; for one that
 * another terminal holds, that terminal is asked to return it, and the asker asks again.
 */
export async function answerAsk(deps: RightsDeps, terminal: number, ask: z.infer<typeof Ask>): Promise<AskAnswer> {
  return runOnce(
    deps,
    { operationId: `ask:${terminal}:${ask.operationId}`, body: ask },
    async (tx) => {
      const seatIds = [...new Set(ask.seatIds)].sort((a, b) => a - b);
      const [seatId, ...others] = seatIds;
      if (seatId !== undefined && others.length === 0) {
        const granted = await grantSeat(tx, deps, { terminal, screeningId: ask.screeningId, seatId });
        if (granted?.ok) return { outcome: 'granted', revision: granted.revision, refusedSeatIds: [] };
      }
      const rows = await selectSeats(tx, ask.screeningId, seatIds);
      const known = new Map(rows.map((row) => [row.seat_id, row]));
      const refusedSeatIds = seatIds.filter((seatId) => {
        const row = known.get(seatId);
        return !row || !(row.state === 'free' || row.state === 'granted');
      });
      if (refusedSeatIds.length > 0) return { outcome: 'refused', revision: 0, refusedSeatIds };
      const elsewhere = rows.filter((row) => row.state === 'granted' && row.holder !== terminal);
      const stranded = elsewhere.filter(
        (row) => deps.isReachable?.(row.holder) === false || keptAnswers.has(row.recall_answer ?? ''),
      );
      if (stranded.length > 0)
        return { outcome: 'refused', revision: 0, refusedSeatIds: stranded.map((row) => row.seat_id) };
      if (elsewhere.length > 0) {
        await recallSeats(tx, deps, ask.screeningId, elsewhere);
        return { outcome: 'recalling', revision: 0, refusedSeatIds: [] };
      }
      const free = rows.filter((row) => row.state === 'free');
      if (free.length === 0) {
        // All are its own already; its grants may still be on their way to it.
        return { outcome: 'granted', revision: await readRevision(tx, grantsStream(terminal)), refusedSeatIds: [] };
      }
      const toGrant = { terminal, screeningId: ask.screeningId, seatIds: free.map((row) => row.seat_id) };
      const answer = await grantRows(tx, deps, toGrant, free);
      return { outcome: 'granted', revision: answer.ok ? answer.revision : 0, refusedSeatIds: [] };
    },
    (refusal: GrantAnswer) => ({ outcome: 'refused', revision: 0, refusedSeatIds: refusal.ok ? [] : [...ask.seatIds] }),
  );
}

/** The holder has said that it can't return the seat now: whoever asked needn't wait. */
const keptAnswers: ReadonlySet<string> = new Set(['in-basket', 'sold']);

/** Whether the holder of this seat can be asked for it, and has not said no already. */
export function isOnRequest(
  deps: Pick<RightsDeps, 'isReachable'>,
  row: Pick<RightRow, 'state' | 'holder' | 'blocked_for' | 'recall_answer'>,
): boolean {
  if (row.state !== 'granted' || row.blocked_for !== null || keptAnswers.has(row.recall_answer ?? '')) return false;
  return deps.isReachable?.(row.holder) ?? true;
}

/** A terminal answers a recall. Information only: the return in its journal moves the right, and nothing else. */
export function noteRecallAnswers(deps: RightsDeps, terminal: number, answer: RecallAnswer): Promise<RecallNoted> {
  return deps.database.transaction('recall answer', async (tx) => {
    let noted = 0;
    const inKeyOrder = [...answer.seats].sort((a, b) => a.seatId - b.seatId);
    for (const { seatId, version, answer: said } of inKeyOrder) {
      const seat = { screeningId: answer.screeningId, seatId, version };
      if (await noteRecallAnswer(tx, terminal, seat, said)) noted += 1;
    }
    return { noted };
  });
}

/** Asks a terminal to release the tickets of its sales up to an entry. Answers whether it can be asked. */
export async function askRelease(tx: Transaction, deps: RightsDeps, order: TicketOrder): Promise<boolean> {
  const body: GrantChange = { kind: 'release', upToSeq: order.seq };
  return !('closed' in (await writeChanges(tx, deps, [{ stream: grantsStream(order.terminal), body }])));
}
type TicketOrder = { terminal: number; seq: number };

/** Snapshot of `screening:<id>`. The marks are read before the seats, so that they never promise what isn't in yet. */
export async function snapshotScreening(queries: Queries, screeningId: number): Promise<ScreeningChange> {
  const covered = await selectCovered(queries, screeningId);
  return { seats: (await selectScreening(queries, screeningId)).map(toSeatChange), covered };
}

/**
 * Snapshot of `grants:<terminal>`: all that the server knows this terminal to hold, screening by screening, and what of
 * that is wanted back because it is withheld: a recall that went by meanwhile is not heard again.
 */
export async function snapshotGrants(queries: Queries, terminal: number): Promise<GrantChange[]> {
  const rows = await selectHolding(queries, terminal);
  const toSeat = (row: RightRow): HeldSeat => ({ seatId: row.seat_id, version: row.version });
  const perScreening = (of: readonly RightRow[]) => [...Map.groupBy(of, (row) => row.screening_id)];
  const withheld = rows.filter((row) => row.blocked_for !== null);
  return [
    ...perScreening(rows).map(
      ([screeningId, held]): GrantChange => ({ kind: 'grant', screeningId, seats: held.map(toSeat) }),
    ),
    ...perScreening(withheld).map(
      ([screeningId, held]): GrantChange => ({ kind: 'recall', screeningId, seats: held.map(toSeat), block: true }),
    ),
  ];
}

/** A terminal's sold seats: (screening, seat, version, seq, line). Answers how many rows it could set. */
export const applySold = sellGranted;
/** A terminal's returned seats: (screening, seat, version). Answers how many rows it could set. */
export const applyReturned = freeGranted;
export { selectSeats };
