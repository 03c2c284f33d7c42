/**
 * A moviegoer's hold: seats of a screening, priced, for a few minutes. The server is and stays their holder, so time may
 * end it. A seat that a connected terminal holds is asked back first: only its journal's return makes it the server's.
 */
import { assert } from '@marquee/shared/assert';
import type { SaleLine } from '@marquee/shared/protocol/journal';
import { priceTicket } from '@marquee/shared/tickets/pricing';
import { noteAct } from '../accounts/accounts.ts';
import { loadPrices } from '../catalogue/catalogue.ts';
import { writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { RolledBack, type Transaction } from '../platform/database.ts';
import {
  describeSeats,
  extendHeld,
  freeExpired,
  freeHeld,
  holdFree,
  isOnRequest,
  type RightsDeps,
  recallSeats,
  selectExpired,
  selectHeld,
  selectSeats,
} from '../rights/rights.ts';
import { type ChosenSeat, choosePlaces, chooseSeats, type Refusal, type SeatNow, type Wish } from './choose-seats.ts';
import * as sql from './hold.sql.ts';
import type { RecallGate } from './recall-gate.ts';

export const holdMs = 8 * 60_000;
/** A party; a school class asks the cinema. */
export const ticketsMax = 10;
/** Who holds more than a person needs keeps others from buying. */
export const holdsMax = 3;
export const heldSeatsMax = 20;

/** As a hold keeps its lines until they are sold; the versions are given by the sale. */
export type HoldLine = Omit<SaleLine, 'version'>;
export const readLines = (hold: Pick<sql.HoldRow, 'lines'>): HoldLine[] => JSON.parse(hold.lines) as HoldLine[];

export interface HoldOrder extends Wish {
  /** Chosen before it is carried out, so that a repeat is known by it. */
  holdId: string;
  screeningId: number;
  userId: number;
}
export type HoldRefusal =
  | Refusal
  | { reason: 'screening-unknown' | 'sales-closed' }
  /** Others were faster, again and again: ask again. */
  | { reason: 'seats-contested' }
  | { reason: 'too-many-holds'; holds: number; seats: number }
  /** They were asked back, and may come in a moment: ask again. */
  | { reason: 'seats-asked-back'; seatIds: number[] };
export type HoldAnswer = { ok: true; hold: sql.HoldRow } | ({ ok: false } & HoldRefusal);

/** `recalls`: none in tests that ask for more than one person may. */
export type HoldDeps = RightsDeps & { recalls?: RecallGate };

/** Not an answer yet: somebody was faster with one of the seats, or a terminal has them. */
type Again = { ok: 'crossed' } | { ok: 'recall'; seatIds: number[] };

/** Somebody else was faster with one of them: the house is looked at anew. */
const triesMax = 6;
/** A terminal that has not given its seats back by then is not waited for. */
const recallMsMax = 3000;
const recallLookMs = 150;
/** No hold that was to end so long ago is still being paid. */
export const longestPaymentMs = 3600_000;

/** Holds all of the seats or none. A repeat gets the same answer. Throws Fault `operation-reused` for another order. */
export async function holdForUser(deps: HoldDeps, order: HoldOrder): Promise<HoldAnswer> {
  const { holdId, ...body } = order;
  let waitedMs = 0;
  for (let tries = 1; ; tries += 1) {
    const answer = await runOnce<HoldAnswer | Again, HoldAnswer | Again>(
      deps,
      { operationId: `hold:${holdId}`, body },
      (tx) => takeSeats(tx, deps, order),
      (refusal) => refusal,
    );
    if (answer.ok === 'recall') {
      const { seatIds } = answer;
      const tookMs =
        tries >= triesMax ? null : await recallAndWait(deps, { ...order, seatIds }, recallMsMax - waitedMs);
      if (tookMs === null) return { ok: false, reason: 'seats-asked-back', seatIds };
      waitedMs += tookMs;
    } else if (answer.ok === 'crossed') {
      if (tries >= triesMax) return { ok: false, reason: 'seats-contested' };
    } else return answer;
  }
}

async function takeSeats(tx: Transaction, deps: HoldDeps, order: HoldOrder): Promise<HoldAnswer> {
  const { screeningId, holdId, userId } = order;
  const nowMs = deps.clock.nowMs();
  const screening = await sql.selectScreeningToSell(tx, screeningId);
  if (!screening) throw no({ reason: 'screening-unknown' });
  if (screening.state !== 'published' || screening.sales_end_at_ms <= nowMs) throw no({ reason: 'sales-closed' });
  await checkCaps(tx, order, nowMs);
  const chosen = await choose(tx, deps, order, screening);
  const { lines, currency } = await priceSeats(tx, screening, chosen);
  const seatIds = lines.map(({ seatId }) => seatId).sort((a, b) => a - b);
  const expiresAtMs = nowMs + holdMs;
  const held = await holdFree(tx, { screeningId, seatIds, holdId, expiresAtMs });
  if (held !== seatIds.length) throw new RolledBack<Again>({ ok: 'crossed' });
  const hold: sql.HoldRow = {
    id: holdId,
    user_id: userId,
    screening_id: screeningId,
    lines: JSON.stringify(lines),
    total_minor: lines.reduce((sum, { priceMinor }) => sum + priceMinor, 0),
    currency,
    made_at_ms: nowMs,
    expires_at_ms: expiresAtMs,
    extended: 0,
  };
  await sql.insertHold(tx, hold);
  const detail = { holdId, screeningId, seatIds };
  await noteAct(tx, deps, { operation: 'hold-seats', by: `user ${userId}`, userId, detail });
  await writeOpenChanges(tx, deps, [await describeSeats(tx, screeningId, seatIds)]);
  return { ok: true, hold };
}

const no = (refusal: HoldRefusal): RolledBack<HoldAnswer> => new RolledBack({ ok: false, ...refusal });

async function checkCaps(tx: Transaction, { userId, tickets }: HoldOrder, nowMs: number): Promise<void> {
  await sql.lockUser(tx, userId);
  const { holds, seats } = await sql.countHeldBy(tx, userId, nowMs - longestPaymentMs);
  if (holds >= holdsMax || seats + tickets.length > heldSeatsMax) throw no({ reason: 'too-many-holds', holds, seats });
}

async function choose(
  tx: Transaction,
  deps: HoldDeps,
  order: HoldOrder,
  screening: sql.ScreeningToSell,
): Promise<ChosenSeat[]> {
  // Who has asked for much already is told of what terminals hold as of what is sold.
  const mayAsk = deps.recalls?.mayAsk(order.userId, order.tickets.length) ?? true;
  const here = mayAsk ? deps : { ...deps, isReachable: () => false };
  const seats = (await sql.selectHouse(tx, screening.id)).map((row) => toSeatNow(row, here));
  const choice =
    screening.seating === 'unnumbered'
      ? choosePlaces(seats, order, deps.randomness.fraction())
      : chooseSeats(seats, order);
  if (choice.kind === 'refused') throw no(choice.refusal);
  if (choice.kind === 'recall') throw new RolledBack<Again>({ ok: 'recall', seatIds: choice.seatIds });
  return choice.seats;
}

function toSeatNow(row: sql.HouseRow, deps: RightsDeps): SeatNow {
  const { seat_id: id, row_label, label, x, y, kind } = row;
  const seat = { id, row: row_label, label, x, y, kind };
  if (row.blocked_for !== null) return { ...seat, state: 'taken' };
  if (row.state === 'free') return { ...seat, state: 'free' };
  if (row.state !== 'granted') return { ...seat, state: 'taken' };
  return { ...seat, state: isOnRequest(deps, row) ? 'on-request' : 'stranded' };
}

async function priceSeats(
  tx: Transaction,
  screening: sql.ScreeningToSell,
  chosen: readonly ChosenSeat[],
): Promise<{ lines: HoldLine[]; currency: string }> {
  const prices = await loadPrices(tx, screening.cinema_id);
  assert(prices, 'a screening is in a cinema');
  const { display, price_minor: priceMinor, starts_at_ms: startsAtMs } = screening;
  const lines = chosen.map(({ seat, ticketClass }, at): HoldLine => {
    // Members show their card at a counter: a phone has none.
    const ticket = { ticketClass, seatKind: seat.kind, isMember: false };
    const price = priceTicket(prices, { priceMinor, display, startsAtMs }, ticket);
    return { line: at + 1, seatId: seat.id, seatLabel: seat.label, seatKind: seat.kind, ticketClass, ...price };
  });
  return { lines, currency: prices.list.currency };
}

interface Recall {
  screeningId: number;
  userId: number;
  seatIds: readonly number[];
}

/**
 * Asks, and looks until the seats are no longer elsewhere. Answers how long it took; null where the time is over, or too
 * many wait here already.
 */
async function recallAndWait(deps: HoldDeps, recall: Recall, msMax: number): Promise<number | null> {
  const { screeningId, userId, seatIds } = recall;
  const isWaitedFor = async () =>
    (await selectSeats(deps.database, screeningId, seatIds)).filter((row) => isOnRequest(deps, row));
  const rows = await isWaitedFor();
  if (rows.length === 0) return 0;
  deps.recalls?.noteAsked(
    userId,
    rows.map((row) => `${screeningId}:${row.seat_id}`),
  );
  // By itself: it must be heard although the hold is not made yet.
  await deps.database.transaction('recall for a phone', (tx) => recallSeats(tx, deps, screeningId, rows));
  const leave = deps.recalls ? deps.recalls.enter(userId) : () => undefined;
  if (leave === null) return null;
  try {
    for (let waitedMs = 0; waitedMs < msMax; waitedMs += recallLookMs) {
      await deps.clock.sleep(recallLookMs);
      if ((await isWaitedFor()).length === 0) return waitedMs + recallLookMs;
    }
    return null;
  } finally {
    leave();
  }
}

export type ExtendAnswer = { ok: true; hold: sql.HoldRow } | { ok: false; reason: 'hold-gone' | 'hold-extended' };

/** Its time begins again, once. A repeat under the same operation gets the same answer. */
export function extendHold(deps: RightsDeps, hold: sql.HoldRow, operationId: string): Promise<ExtendAnswer> {
  const { id: holdId, screening_id: screeningId } = hold;
  return runOnce<ExtendAnswer, ExtendAnswer>(
    deps,
    { operationId: `extend:${holdId}:${operationId}`, body: {} },
    async (tx) => {
      const nowMs = deps.clock.nowMs();
      const expiresAtMs = nowMs + holdMs;
      if ((await extendHeld(tx, { holdId, screeningId, nowMs, expiresAtMs })) !== readLines(hold).length)
        throw new RolledBack<ExtendAnswer>({ ok: false, reason: 'hold-gone' });
      if (!(await sql.extendHoldRow(tx, holdId, expiresAtMs)))
        throw new RolledBack<ExtendAnswer>({ ok: false, reason: 'hold-extended' });
      return { ok: true, hold: { ...hold, expires_at_ms: expiresAtMs, extended: 1 } };
    },
    (refusal) => refusal,
  );
}

/** Gives a hold back; one that is being paid stays. Answers how many seats. */
export function releaseHold(deps: RightsDeps, hold: { holdId: string; screeningId: number }): Promise<number> {
  return endHold(deps, hold, (tx) => freeHeld(tx, hold.holdId, hold.screeningId, 'held'));
}

const expiredPerRoundMax = 100;

/** Ends holds whose time is over. Answers how many there were to look at. */
export async function expireHolds(deps: RightsDeps): Promise<number> {
  const nowMs = deps.clock.nowMs();
  const expired = await selectExpired(deps.database, nowMs, expiredPerRoundMax);
  for (const { operation_id: holdId, screening_id: screeningId } of expired) {
    const hold = { holdId, screeningId };
    await endHold(deps, hold, (tx) => freeExpired(tx, { ...hold, nowMs }));
  }
  return expired.length;
}

function endHold(
  deps: RightsDeps,
  { holdId, screeningId }: { holdId: string; screeningId: number },
  free: (tx: Transaction) => Promise<number>,
): Promise<number> {
  return deps.database.transaction('end-hold', async (tx) => {
    const rows = await selectHeld(tx, holdId, screeningId);
    const freed = await free(tx);
    // All that were read: between the reading and the writing a payment may have ended.
    const seatIds = rows.map((row) => row.seat_id);
    if (freed > 0) await writeOpenChanges(tx, deps, [await describeSeats(tx, screeningId, seatIds)]);
    return freed;
  });
}
