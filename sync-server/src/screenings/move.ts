/**
 * A screening moves to another venue of its cinema. First a plan, which says where everybody goes and who has no place;
 * then, if nothing has changed, the move itself in one transaction. Rights keep their identity, whoever holds them and
 * however long it takes until they hear of it; tickets, gates and displays translate by `seat_place`.
 */
import { formatOrderKey } from '@marquee/shared/ids';
import { cinemaStream } from '@marquee/shared/protocol/streams';
import { type MovingSeat, moveSeats } from '@marquee/shared/seating/move-seats';
import type { Seat } from '@marquee/shared/seating/seat-map';
import { noteAct } from '../accounts/accounts.ts';
import { lockVenues, selectOverlap } from '../catalogue/catalogue.ts';
import { raiseExceptions } from '../exceptions/exceptions.ts';
import { writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { type Queries, RolledBack, type Transaction } from '../platform/database.ts';
import { sha256Hex } from '../platform/keys.ts';
import { describeSeats, type RightsDeps, selectPlaces, versionBase } from '../rights/rights.ts';
import * as sql from './move.sql.ts';
import { selectScreeningRow, selectSeatsById, selectSeatsOf, type VenueSeat } from './screenings.sql.ts';
import { recallGranted, ticketOf } from './withhold.ts';

export interface MovePlan {
  screeningId: number;
  fromVenueId: number;
  toVenueId: number;
  /** Of what was planned: to be confirmed with. */
  hash: string;
  places: { seatId: number; placeId: number; label: string; newLabel: string }[];
  /** Sold, held or granted seats that the new venue has no fitting seat for. */
  unplaced: { seatId: number; label: string; kind: Seat['kind']; state: string; orderKey: string | null }[];
}
export type MoveRefusal =
  | { ok: false; reason: 'screening-unknown' | 'venue-unknown' | 'plan-changed' }
  /** `screeningId`: what runs there at that time. */
  | { ok: false; reason: 'screening-overlaps'; screeningId: number };
export type PlanAnswer = { ok: true; plan: MovePlan } | MoveRefusal;

/** Changes nothing. */
export async function planMove(queries: Queries, screeningId: number, toVenueId: number): Promise<PlanAnswer> {
  const read = await readMove(queries, screeningId, toVenueId);
  return 'reason' in read ? read : { ok: true, plan: read.plan };
}

export interface MoveOrder {
  operationId: string;
  screeningId: number;
  toVenueId: number;
  /** Of the plan that was agreed to. */
  hash: string;
  by: string;
}
export type MoveAnswer = { ok: true; moved: number; unplaced: number } | MoveRefusal;

export function moveScreening(deps: RightsDeps, order: MoveOrder): Promise<MoveAnswer> {
  const { operationId, ...body } = order;
  return runOnce<MoveAnswer, MoveAnswer>(
    deps,
    { operationId: `move-screening:${operationId}`, body },
    async (tx) => {
      // Before the plan is read: whoever else is about to fill one of these venues, or to change its seats, waits, and
      // reads what this has done. A screening that has left the first one meanwhile is another plan's.
      const from = (await selectScreeningRow(tx, order.screeningId))?.venue_id ?? order.toVenueId;
      await lockVenues(tx, [from, order.toVenueId]);
      const move = await readMove(tx, order.screeningId, order.toVenueId);
      if ('reason' in move) throw new RolledBack<MoveAnswer>(move);
      if (move.plan.hash !== order.hash) throw planChanged();
      await carryOut(tx, deps, move);
      const { screeningId, fromVenueId, toVenueId, places, unplaced } = move.plan;
      const detail = { screeningId, fromVenueId, toVenueId, moved: places.length, unplaced: unplaced.length };
      await noteAct(tx, deps, { operation: 'move-screening', by: order.by, detail });
      return { ok: true, moved: places.length, unplaced: unplaced.length };
    },
    (refusal) => refusal,
  );
}

const refuse = (reason: 'screening-unknown' | 'venue-unknown' | 'plan-changed'): MoveRefusal => ({ ok: false, reason });
const planChanged = () => new RolledBack<MoveAnswer>(refuse('plan-changed'));

interface Move {
  plan: MovePlan;
  cinemaId: number;
  isNumbered: boolean;
  rows: sql.MovableRow[];
  newSeats: VenueSeat[];
}

/** Whose seats are moved, and who chooses first: who has paid. All others are left behind. */
const rankOfState: Record<string, number> = { sold: 0, paying: 1, held: 2, quarantined: 3, granted: 4 };

async function readMove(queries: Queries, screeningId: number, toVenueId: number): Promise<Move | MoveRefusal> {
  const screening = await selectScreeningRow(queries, screeningId);
  if (screening?.state !== 'published') return refuse('screening-unknown');
  const fromVenueId = screening.venue_id;
  const newSeats = await selectSeatsOf(queries, toVenueId, screening.cinema_id);
  if (fromVenueId === toVenueId || newSeats.length === 0) return refuse('venue-unknown');
  const { starts_at_ms: startsAtMs, ends_at_ms: endsAtMs } = screening;
  const overlap = await selectOverlap(queries, { venueId: toVenueId, startsAtMs, endsAtMs });
  if (overlap) return { ok: false, reason: 'screening-overlaps', screeningId: overlap.id };
  const oldSeats = await selectSeatsOf(queries, fromVenueId, screening.cinema_id);
  const rows = await sql.selectMovable(queries, screeningId);
  const sitting = await seatRights(queries, screeningId, oldSeats, rows);
  const moving = rows.flatMap((row) => toMoving(row, sitting.get(row.seat_id)));
  const usable = newSeats.filter(({ available }) => available === 1);
  const moves = moveSeats(oldSeats, usable, moving);
  const newLabels = new Map(newSeats.map(({ id, label }) => [id, label]));
  const places = moves.places.map(({ seatId, placeId }) => ({
    seatId,
    placeId,
    label: sitting.get(seatId)?.label ?? '',
    newLabel: newLabels.get(placeId) ?? '',
  }));
  const byId = new Map(rows.map((row) => [row.seat_id, row]));
  const unplaced = moves.unplaced.map((seatId) => describeUnplaced(seatId, byId.get(seatId), sitting.get(seatId)));
  const hash = sha256Hex(JSON.stringify([screeningId, fromVenueId, toVenueId, moves.places, unplaced]));
  const plan = { screeningId, fromVenueId, toVenueId, hash, places, unplaced };
  return { plan, cinemaId: screening.cinema_id, isNumbered: screening.seating === 'numbered', rows, newSeats };
}

/** By right: the seat where it is now. One without a place in its present venue is described by its own seat. */
async function seatRights(
  queries: Queries,
  screeningId: number,
  oldSeats: readonly VenueSeat[],
  rows: readonly sql.MovableRow[],
): Promise<Map<number, Seat>> {
  const here = new Map(oldSeats.map((seat) => [seat.id, seat]));
  const places = new Map((await selectPlaces(queries, screeningId)).map((row) => [row.seatId, row.placeId]));
  const elsewhere = rows.filter(({ seat_id }) => !here.has(places.get(seat_id) ?? seat_id)).map((row) => row.seat_id);
  const others = new Map((await selectSeatsById(queries, elsewhere)).map((seat) => [seat.id, seat]));
  return new Map(
    rows.flatMap(({ seat_id: seatId }) => {
      const seat = here.get(places.get(seatId) ?? seatId) ?? others.get(seatId);
      return seat ? [[seatId, seat] as const] : [];
    }),
  );
}

function toMoving(row: sql.MovableRow, seat: Seat | undefined): MovingSeat[] {
  const rank = rankOfState[row.state];
  if (rank === undefined || !seat) return [];
  const booking = row.ticket_seq === null ? null : `T${row.ticket_terminal}-${row.ticket_seq}`;
  const hold = row.operation_id === null ? null : `hold ${row.operation_id}`;
  return [{ seatId: row.seat_id, seat, group: row.state === 'sold' ? booking : hold, rank }];
}

function describeUnplaced(
  seatId: number,
  row: sql.MovableRow | undefined,
  seat: Seat | undefined,
): MovePlan['unplaced'][number] {
  const { ticket_terminal: terminal = null, ticket_seq: seq = null, state = '' } = row ?? {};
  const orderKey = terminal === null || seq === null ? null : formatOrderKey({ terminal, seq });
  return { seatId, label: seat?.label ?? '', kind: seat?.kind ?? 'standard', state, orderKey };
}

/** Every right that is free or comes free is written by its name and state: a grant or hold that crosses this refuses one of the two. */
async function carryOut(
  tx: Transaction,
  deps: RightsDeps,
  { plan, cinemaId, isNumbered, rows, newSeats }: Move,
): Promise<void> {
  const { screeningId, fromVenueId: from, toVenueId: to, places } = plan;
  if (!(await sql.moveTo(tx, screeningId, { from, to }))) throw planChanged();
  const taken = new Set(places.map(({ placeId }) => placeId));
  const unplaced = plan.unplaced.map(({ seatId }) => seatId);
  const active = new Set([...places.map(({ seatId }) => seatId), ...unplaced]);
  const known = new Set(rows.map(({ seat_id }) => seat_id));
  const idle = rows.filter(({ seat_id }) => !active.has(seat_id)).map(({ seat_id }) => seat_id);
  if ((await sql.leaveBehind(tx, screeningId, idle)) !== idle.length) throw planChanged();
  await sql.replacePlaces(
    tx,
    screeningId,
    places.filter(({ seatId, placeId }) => seatId !== placeId),
  );
  await sql.offerPlaced(
    tx,
    screeningId,
    places.map(({ seatId }) => seatId),
  );
  await sql.withholdUnplaced(tx, screeningId, unplaced);
  const empty = newSeats.filter(({ id }) => !taken.has(id) && !active.has(id));
  for (const state of ['free', 'blocked'] as const) {
    const again = empty.filter(({ id, available }) => known.has(id) && (available === 1) === (state === 'free'));
    await sql.takeUpAgain(
      tx,
      screeningId,
      again.map(({ id }) => id),
      state,
    );
  }
  // Where guests sit where they like, a seat out of order doesn't count.
  const fresh = empty.filter(({ id, available }) => !known.has(id) && (isNumbered || available === 1));
  await sql.insertNewRights(tx, screeningId, fresh, versionBase(deps.incarnation));
  const now = await sql.selectMovable(tx, screeningId);
  const homeless = now.filter(({ seat_id }) => unplaced.includes(seat_id));
  await raiseUnplaced(tx, deps, plan, homeless);
  await recallGranted(tx, deps, screeningId, homeless);
  const change = await describeSeats(
    tx,
    screeningId,
    now.map(({ seat_id }) => seat_id),
  );
  await writeOpenChanges(tx, deps, [change, { stream: cinemaStream(cinemaId), body: { kind: 'programme' } }]);
}

/** Sold seats need a person; what is only held is asked back. */
async function raiseUnplaced(
  tx: Transaction,
  deps: RightsDeps,
  { screeningId, toVenueId }: MovePlan,
  homeless: readonly sql.MovableRow[],
): Promise<void> {
  await raiseExceptions(
    tx,
    deps,
    homeless
      .filter(({ state }) => state === 'sold')
      .map((row) => ({
        kind: 'screening-moved-without-place',
        subject: `moved-without-place ${screeningId} ${row.seat_id}`,
        ...ticketOf(row),
        screeningId,
        seatId: row.seat_id,
        detail: { here: row, there: { venueId: toVenueId } },
      })),
  );
}
