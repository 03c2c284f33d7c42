/**
 * Rights on the server: every sellable seat of a screening has one holder, the server or one terminal. Grants move a
 * right to a terminal; only that terminal's own journal moves it back (see journal/journal.ts). Time never does.
 */
import type { Clock } from '@marquee/shared/clock';
import type { Ask, AskAnswer } from '@marquee/shared/protocol/calls';
import type { HeldSeat } from '@marquee/shared/protocol/journal';
import {
  type GrantChange,
  grantsStream,
  type ScreeningChange,
  type SeatChange,
  screeningStream,
} from '@marquee/shared/protocol/streams';
import type { Randomness } from '@marquee/shared/randomness';
import type { z } from 'zod';
import { type ChangeToWrite, type Feed, readRevision, writeChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { type Database, type Queries, RolledBack, type Transaction } from '../platform/database.ts';
import {
  freeGranted,
  grantFree,
  type RightRow,
  selectHolding,
  selectScreening,
  selectSeats,
  sellGranted,
} from './rights.sql.ts';

export { freeHeld, holdFree, selectExpired, selectHeld, sellPaying, startPaying } from './rights.sql.ts';

export interface RightsDeps {
  database: Database;
  clock: Clock;
  randomness: Randomness;
  feed: Pick<Feed, 'announce'>;
  incarnation: number;
  /** Whether a terminal can be asked to return something now; where nobody knows, it is asked. */
  isReachable?: (terminal: number) => boolean;
}

/** Versions that an incarnation gives start above this. */
export const versionBase = (incarnation: number): number => incarnation * 4096;
/** A version counts hand-outs by the server and nothing else; after a restore it starts above all that were given before. */
const nextVersion = (incarnation: number, version: number): number => Math.max(version, versionBase(incarnation)) + 1;

export function toSeatChange(row: RightRow): SeatChange {
  const { ticket_terminal, ticket_seq, ticket_line } = row;
  const sold = ticket_terminal !== null && ticket_seq !== null && ticket_line !== null;
  return {
    seatId: row.seat_id,
    state: row.state as SeatChange['state'],
    version: row.version,
    holder: row.holder,
    ticket: sold ? { terminal: ticket_terminal, seq: ticket_seq, line: ticket_line } : null,
  };
}

/** What a screening's seats are after this transaction's writes, as a change for everybody who follows it. */
export async function describeSeats(
  tx: Transaction,
  screeningId: number,
  seatIds: readonly number[],
  covered: ScreeningChange['covered'] = [],
): Promise<ChangeToWrite> {
  const rows = await selectSeats(tx, screeningId, seatIds);
  const body: ScreeningChange = { seats: rows.map(toSeatChange), covered };
  return { stream: screeningStream(screeningId), body };
}

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
  // The write matched what was read in every column that is told, so the rows needn't be read again.
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
      const rows = await selectSeats(tx, ask.screeningId, seatIds);
      const known = new Map(rows.map((row) => [row.seat_id, row]));
      const refusedSeatIds = seatIds.filter((seatId) => {
        const row = known.get(seatId);
        return !row || !(row.state === 'free' || row.state === 'granted');
      });
      if (refusedSeatIds.length > 0) return { outcome: 'refused', revision: 0, refusedSeatIds };
      const elsewhere = rows.filter((row) => row.state === 'granted' && row.holder !== terminal);
      const stranded = elsewhere.filter((row) => deps.isReachable?.(row.holder) === false);
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

/** Asks the holders to return these seats. Only asks: nothing moves until their journals say so. */
export async function recallSeats(
  tx: Transaction,
  deps: RightsDeps,
  screeningId: number,
  rows: readonly Pick<RightRow, 'holder' | 'seat_id' | 'version'>[],
): Promise<void> {
  const perStream = Map.groupBy(rows, (row) => grantsStream(row.holder));
  for (const stream of [...perStream.keys()].sort()) {
    const seats = (perStream.get(stream) ?? []).map((row) => ({ seatId: row.seat_id, version: row.version }));
    const body: GrantChange = { kind: 'recall', screeningId, seats, block: false };
    // One by one: a closed terminal can't be asked, and that must not spoil asking the others.
    await writeChanges(tx, deps, [{ stream, body }]);
  }
}

/** Snapshot of `screening:<id>`. */
export async function snapshotScreening(queries: Queries, screeningId: number): Promise<ScreeningChange> {
  return { seats: (await selectScreening(queries, screeningId)).map(toSeatChange), covered: [] };
}

/** Snapshot of `grants:<terminal>`: all that the server knows this terminal to hold, screening by screening. */
export async function snapshotGrants(queries: Queries, terminal: number): Promise<GrantChange[]> {
  const perScreening = Map.groupBy(await selectHolding(queries, terminal), (row) => row.screening_id);
  return [...perScreening].map(([screeningId, rows]) => ({
    kind: 'grant',
    screeningId,
    seats: rows.map((row) => ({ seatId: row.seat_id, version: row.version })),
  }));
}

/** A terminal's sold seats: (screening, seat, version, seq, line). Answers how many rows it could set. */
export const applySold = sellGranted;
/** A terminal's returned seats: (screening, seat, version). Answers how many rows it could set. */
export const applyReturned = freeGranted;
export { selectSeats };
