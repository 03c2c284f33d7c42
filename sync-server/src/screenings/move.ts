/**
 * A screening moves to another venue of its cinema, to another time, or both. First a plan, which says where everybody goes
 * and who has no place; then, if nothing has changed, the move itself in one transaction. Rights keep their identity, whoever
 * holds them and however long it takes until they hear of it; tickets, gates and displays translate by `seat_place`.
 */
import { cinemaStream } from '@marquee/shared/protocol/streams';
import { noteAct } from '../accounts/accounts.ts';
import { prepareRefund, sendPhoneRefunds } from '../bookings/bookings.ts';
import { businessDate, lockVenues } from '../catalogue/catalogue.ts';
import { raiseExceptions } from '../exceptions/exceptions.ts';
import { catalogueStream, writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { RolledBack, type Transaction } from '../platform/database.ts';
import { askRelease, describeSeats, type RightsDeps, versionBase } from '../rights/rights.ts';
import * as sql from './move.sql.ts';
import { type Move, type MovePlan, type MoveRefusal, readMove } from './move-plan.ts';
import { selectScreeningRow, selectVenueName } from './screenings.sql.ts';
import { tellGuests } from './tell-guests.ts';
import { selectTicketsOfSeats } from './withhold.sql.ts';
import { recallGranted, ticketOf } from './withhold.ts';

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
      // Before the plan is read: whoever else is about to fill one of these venues, or to change its seats, waits, and
      // reads what this has done. A screening that has left the first one meanwhile is another plan's.
      const from = (await selectScreeningRow(tx, order.screeningId))?.venue_id ?? order.toVenueId;
      await lockVenues(tx, [from, order.toVenueId]);
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

const planChanged = () => new RolledBack<MoveAnswer>({ ok: false, reason: 'plan-changed' });

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
