/** Where everybody goes when a screening moves to another venue, another time, or both, and who has no place. Changes nothing. */
import { formatOrderKey } from '@marquee/shared/ids';
import { type MovingSeat, moveSeats } from '@marquee/shared/seating/move-seats';
import type { Seat } from '@marquee/shared/seating/seat-map';
import { selectOverlap } from '../catalogue/catalogue.ts';
import type { Queries } from '../platform/database.ts';
import { sha256Hex } from '../platform/keys.ts';
import { selectPlaces } from '../rights/rights.ts';
import * as sql from './move.sql.ts';
import {
  type ScreeningRow,
  selectScreeningRow,
  selectSeatsById,
  selectSeatsOf,
  type VenueSeat,
} from './screenings.sql.ts';

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

export async function planMove(
  queries: Queries,
  screeningId: number,
  toVenueId: number,
  time?: MoveTime,
): Promise<PlanAnswer> {
  const read = await readMove(queries, { screeningId, toVenueId }, time);
  return 'reason' in read ? read : { ok: true, plan: read.plan };
}

const refuse = (reason: PlainRefusal): MoveRefusal => ({ ok: false, reason });

/** What was read for a plan, and carries it out. */
export interface Move {
  plan: MovePlan;
  screening: ScreeningRow;
  rows: sql.MovableRow[];
  newSeats: VenueSeat[];
}

/** Whose seats are moved, and who chooses first: who has paid. All others are left behind. */
const rankOfState: Record<string, number> = { sold: 0, paying: 1, held: 2, quarantined: 3, granted: 4 };

export async function readMove(
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
