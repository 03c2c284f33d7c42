/**
 * A screening moves to another venue of its cinema, to another time, or both. First a plan, which says where everybody goes and who has no place;
 * then, if nothing has changed, the move itself in one transaction. Rights keep their identity, whoever holds them and
 * however long it takes until they hear of it; tickets, gates and displays translate by `seat_place`.
 */
import { formatOrderKey } from '@marquee/shared/ids';
import { cinemaStream } from '@marquee/shared/protocol/streams';
import { type MovingSeat, moveSeats } from '@marquee/shared/seating/move-seats';
import type { Seat } from '@marquee/shared/seating/seat-map';
import { noteAct } from '../accounts/accounts.ts';
import { prepareRefund, sendPhoneRefunds } from '../bookings/bookings.ts';
import { businessDate, lockVenues, selectOverlap } from '../catalogue/catalogue.ts';
import { raiseExceptions } from '../exceptions/exceptions.ts';
import { catalogueStream, writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { type Queries, RolledBack, type Transaction } from '../platform/database.ts';
import { sha256Hex } from '../platform/keys.ts';
import { askRelease, describeSeats, type RightsDeps, selectPlaces, versionBase } from '../rights/rights.ts';
import * as sql from './move.sql.ts';
import {
  type ScreeningRow,
  selectScreeningRow,
  selectSeatsById,
  selectSeatsOf,
  selectVenueName,
  type VenueSeat,
} from './screenings.sql.ts';
import { tellGuests } from './tell-guests.ts';
import { selectTicketsOfSeats } from './withhold.sql.ts';
import { recallGranted, ticketOf } from './withhold.ts';

export interface MovePlan {
  screeningId: number;
  fromVenueId: number;
  toVenueId: number;
  startsAtMs: number;
  toStartsAtMs: number;
  /** Of what was planned: to be confirmed with. */
  hash: string;
  places: { seatId: number; placeId: number; label: string; newLabel: string; state: string }[];
  /** Sold, held or granted seats that the new venue has no fitting seat for. */
  unplaced: { seatId: number; label: string; kind: Seat['kind']; state: string; orderKey: string | null }[];
}
type PlainRefusal = 'screening-unknown' | 'venue-unknown' | 'plan-changed' | 'screening-past';
export type MoveRefusal =
  | { ok: false; reason: PlainRefusal }
  /** `screeningId`: what runs there at that time. */
  | { ok: false; reason: 'screening-overlaps'; screeningId: number };
export type PlanAnswer = { ok: true; plan: MovePlan } | MoveRefusal;

/** When, where that changes too; `nowMs`: it is not to begin before. */
export interface MoveTime {
  startsAtMs: number;
  nowMs: number;
}

/** Changes nothing. */
export async function planMove(
  queries: Queries,
  screeningId: number,
  toVenueId: number,
  time?: MoveTime,
): Promise<PlanAnswer> {
  const read = await readMove(queries, { screeningId, toVenueId }, time);
  return 'reason' in read ? read : { ok: true, plan: read.plan };
}

export interface MoveOrder {
  operationId: string;
  screeningId: number;
  toVenueId: number;
  /** Where it changes. */
  startsAtMs?: number;
  /** Of the plan that was agreed to. */
  hash: string;
  /** The refunds of sold seats without a place are prepared; otherwise each is a case for a person. */
  refundUnplaced?: boolean;
  by: string;
}
export type MoveAnswer = { ok: true; moved: number; unplaced: number; told: number } | MoveRefusal;

export function moveScreening(deps: RightsDeps, order: MoveOrder): Promise<MoveAnswer> {
  const { operationId, ...body } = order;
  return runOnce<MoveAnswer, MoveAnswer>(
    deps,
    { operationId: `move-screening:${operationId}`, body },
    async (tx) => {
      // Before anything is read: whoever else is about to fill this venue waits, and reads what this has done.
      await lockVenues(tx, [order.toVenueId]);
      const { startsAtMs } = order;
      const time = startsAtMs === undefined ? undefined : { startsAtMs, nowMs: deps.clock.nowMs() };
      const move = await readMove(tx, order, time);
      if ('reason' in move) throw new RolledBack<MoveAnswer>(move);
      if (move.plan.hash !== order.hash) throw planChanged();
      const told = await tellOfMove(tx, deps, move, order);
      await carryOut(tx, deps, move, order);
      const { hash: _, places, unplaced, ...plan } = move.plan;
      const detail = { ...plan, moved: places.length, unplaced: unplaced.length };
      await noteAct(tx, deps, { operation: 'move-screening', by: order.by, detail });
      return { ok: true, moved: places.length, unplaced: unplaced.length, told };
    },
    (refusal) => refusal,
  );
}

const refuse = (reason: PlainRefusal): MoveRefusal => ({ ok: false, reason });
const planChanged = () => new RolledBack<MoveAnswer>(refuse('plan-changed'));

interface Move {
  plan: MovePlan;
  screening: ScreeningRow;
  rows: sql.MovableRow[];
  newSeats: VenueSeat[];
}

/** Whose seats are moved, and who chooses first: who has paid. All others are left behind. */
const rankOfState: Record<string, number> = { sold: 0, paying: 1, held: 2, quarantined: 3, granted: 4 };

async function readMove(
  queries: Queries,
  { screeningId, toVenueId }: { screeningId: number; toVenueId: number },
  time?: MoveTime,
): Promise<Move | MoveRefusal> {
  const screening = await selectScreeningRow(queries, screeningId);
  if (screening?.state !== 'published') return refuse('screening-unknown');
  const { venue_id: fromVenueId, starts_at_ms: startsAtMs, ends_at_ms: endsAtMs } = screening;
  const toStartsAtMs = time?.startsAtMs ?? startsAtMs;
  const newSeats = await selectSeatsOf(queries, toVenueId, screening.cinema_id);
  const isSameTime = toStartsAtMs === startsAtMs;
  if ((fromVenueId === toVenueId && isSameTime) || newSeats.length === 0) return refuse('venue-unknown');
  if (time && !isSameTime && toStartsAtMs <= time.nowMs) return refuse('screening-past');
  const asked = { venueId: toVenueId, startsAtMs: toStartsAtMs, endsAtMs: toStartsAtMs + endsAtMs - startsAtMs };
  const overlap = await selectOverlap(queries, asked, screeningId);
  if (overlap) return { ok: false, reason: 'screening-overlaps', screeningId: overlap.id };
  const rows = await sql.selectMovable(queries, screeningId);
  const ends = { screeningId, fromVenueId, toVenueId, startsAtMs, toStartsAtMs };
  // At another time everybody keeps their seat.
  const seating =
    fromVenueId === toVenueId ? { places: [], unplaced: [] } : await planSeats(queries, screening, rows, newSeats);
  // Whether somebody buys a seat that has its place changes nothing of the plan.
  const where = seating.places.map(({ seatId, placeId }) => [seatId, placeId]);
  const hash = sha256Hex(JSON.stringify([ends, where, seating.unplaced]));
  return { plan: { ...ends, hash, ...seating }, screening, rows, newSeats };
}

async function planSeats(
  queries: Queries,
  { id: screeningId, venue_id: fromVenueId, cinema_id: cinemaId }: ScreeningRow,
  rows: readonly sql.MovableRow[],
  newSeats: readonly VenueSeat[],
): Promise<Pick<MovePlan, 'places' | 'unplaced'>> {
  const oldSeats = await selectSeatsOf(queries, fromVenueId, cinemaId);
  const sitting = await seatRights(queries, screeningId, oldSeats, rows);
  const moving = rows.flatMap((row) => toMoving(row, sitting.get(row.seat_id)));
  const usable = newSeats.filter(({ available }) => available === 1);
  const moves = moveSeats(oldSeats, usable, moving);
  const newLabels = new Map(newSeats.map(({ id, label }) => [id, label]));
  const byId = new Map(rows.map((row) => [row.seat_id, row]));
  const places = moves.places.map(({ seatId, placeId }) => ({
    seatId,
    placeId,
    label: sitting.get(seatId)?.label ?? '',
    newLabel: newLabels.get(placeId) ?? '',
    state: byId.get(seatId)?.state ?? '',
  }));
  const unplaced = moves.unplaced.map((seatId) => describeUnplaced(seatId, byId.get(seatId), sitting.get(seatId)));
  return { places, unplaced };
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

async function carryOut(tx: Transaction, deps: RightsDeps, move: Move, order: MoveOrder): Promise<void> {
  const { plan, screening } = move;
  const { screeningId, fromVenueId, toVenueId, startsAtMs, toStartsAtMs } = plan;
  const laterMs = toStartsAtMs - startsAtMs;
  const to = {
    venueId: toVenueId,
    startsAtMs: toStartsAtMs,
    endsAtMs: screening.ends_at_ms + laterMs,
    salesEndAtMs: screening.sales_end_at_ms + laterMs,
    showDate: businessDate(toStartsAtMs, screening.time_zone),
  };
  if (!(await sql.moveTo(tx, screeningId, { from: { venueId: fromVenueId, startsAtMs }, to }))) throw planChanged();
  const seats = fromVenueId === toVenueId ? [] : [await moveRights(tx, deps, move, order)];
  await writeOpenChanges(tx, deps, [
    ...seats,
    { stream: catalogueStream, body: { kind: 'screening', ids: [screeningId] } },
    { stream: cinemaStream(screening.cinema_id), body: { kind: 'programme' } },
  ]);
}

/** Every right that is free or comes free is written by its name and state: a grant or hold that crosses this refuses one of the two. */
async function moveRights(
  tx: Transaction,
  deps: RightsDeps,
  { plan, screening, rows, newSeats }: Move,
  order: MoveOrder,
) {
  const { screeningId, places } = plan;
  const isNumbered = screening.seating === 'numbered';
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
  if (order.refundUnplaced) await refundUnplaced(tx, deps, order, unplaced);
  else await raiseUnplaced(tx, deps, plan, homeless);
  await recallGranted(tx, deps, screeningId, homeless);
  return describeSeats(
    tx,
    screeningId,
    now.map(({ seat_id }) => seat_id),
  );
}

/** A ticket that a terminal still holds is asked back first, as where a screening is cancelled. */
async function refundUnplaced(
  tx: Transaction,
  deps: RightsDeps,
  { screeningId, by }: MoveOrder,
  seatIds: readonly number[],
): Promise<void> {
  const tickets = await selectTicketsOfSeats(tx, screeningId, seatIds);
  const reason = 'No seat after the screening was moved';
  for (const theirs of Map.groupBy(tickets, ({ terminal_id, seq }) => `${terminal_id} ${seq}`).values()) {
    const [first] = theirs;
    if (!first) continue;
    const { terminal_id: terminal, seq, holder } = first;
    const lines = theirs.map(({ line }) => line);
    await prepareRefund(tx, deps, { terminal, seq, lines, reason, requestedBy: by });
    if (holder !== 0) await askRelease(tx, deps, { terminal: holder, seq });
  }
  await sendPhoneRefunds(tx, deps, screeningId);
}

/** Before any ticket ends: its guest is to hear of it as well. */
async function tellOfMove(
  tx: Transaction,
  deps: RightsDeps,
  { plan, screening }: Move,
  { by, refundUnplaced: isRefunded = false }: MoveOrder,
): Promise<number> {
  const venue = await selectVenueName(tx, plan.toVenueId);
  const labels = new Map<number, string | null>(plan.places.map(({ seatId, newLabel }) => [seatId, newLabel]));
  for (const { seatId } of plan.unplaced) labels.set(seatId, null);
  const to = { venue, startsAtMs: plan.toStartsAtMs };
  return tellGuests(tx, deps, { screening, about: 'moved', to, labels, isRefunded, by });
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
