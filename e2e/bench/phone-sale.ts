/** (n) From the wish for two seats to the tickets: held, paid, sold. */
import { systemClock } from '@marquee/sync-server/platform/clock';
import { spreadSeats } from './claim-house.ts';
import { closeAfter } from './close-after.ts';
import { type Figure, formatNumber } from './figures.ts';
import {
  type HoldHouse,
  holdSeats,
  learnHold,
  payFor,
  prepareHoldHouse,
  type SeatsToHold,
  toOrder,
} from './hold-house.ts';
import { grandHall, makeHouse } from './house.ts';
import { playScript } from './replay.ts';
import { quantile, takeTurns } from './rounds.ts';

export interface PhoneSaleOptions {
  rounds: number;
  /** Of each contender in each round, by how many phones buy side by side. */
  sales: ReadonlyMap<number, number>;
}

interface Round {
  perSecond: number;
  ms: number[];
}

const warmUps = 1;
const mixed = 20;
const seatsEach = 2;
const seatsPerDayMin = 2000;

export function measurePhoneSales(options: PhoneSaleOptions): Promise<Figure[]> {
  const perRound = [...options.sales.values()].reduce((sum, sales) => sum + sales, 0) * 2;
  const seats = perRound * seatsEach * (options.rounds + warmUps);
  return closeAfter(async (atEnd) => {
    const days = Math.ceil(seats / seatsPerDayMin) + 2;
    const house = makeHouse({ nowMs: systemClock.nowMs(), days, venue: grandHall });
    const held = await prepareHoldHouse(house, Math.max(...options.sales.keys(), 2), atEnd);
    const script = await learnHold(held, { count: seatsEach, isPaid: true });
    const ours = async (wanted: SeatsToHold) => {
      const answer = await holdSeats(held.deps, wanted);
      if (!answer.ok) throw new Error(`nobody else wants ${wanted.seatIds}: ${answer.reason}`);
      await payFor(held.deps, answer.hold);
    };
    const floor = async (wanted: SeatsToHold) => {
      await held.bare((send) => playScript(send, script, toOrder(wanted, wanted.seatIds ?? [])));
    };
    const pairs = pairUp(held);
    const figures: Figure[] = [];
    for (const [phones, count] of options.sales) {
      const sellAll = (sell: (wanted: SeatsToHold) => Promise<void>) => () =>
        sellSideBySide(
          Array.from({ length: count }, () => take(pairs)),
          { phones, userIds: held.userIds, sell },
        );
      const turns = await takeTurns<'floor' | 'ours', Round>(
        { warmUps, counted: options.rounds },
        { floor: sellAll(floor), ours: sellAll(ours) },
      );
      figures.push(describe(phones, script.length, turns));
    }
    await checkSold(held);
    return figures;
  });
}

type Pair = Pick<SeatsToHold, 'screeningId' | 'seatIds'>;

function* pairUp({ house }: HoldHouse): Generator<Pair> {
  const first = new Map<number, number>();
  // The last two are those whose sales were recorded.
  for (const { screeningId, seatId } of spreadSeats({ ...house, screenings: house.screenings.slice(0, -2) }, mixed)) {
    const left = first.get(screeningId);
    first.delete(screeningId);
    if (left === undefined) first.set(screeningId, seatId);
    else yield { screeningId, seatIds: [left, seatId] };
  }
}

function take(pairs: Iterator<Pair>): Pair {
  const { value, done } = pairs.next();
  if (done) throw new Error('the house is sold out');
  return value;
}

let holds = 0;

async function sellSideBySide(
  pairs: readonly Pair[],
  {
    phones,
    userIds,
    sell,
  }: { phones: number; userIds: readonly number[]; sell: (wanted: SeatsToHold) => Promise<void> },
): Promise<Round> {
  const queue = pairs.values();
  const ms: number[] = [];
  const startedMs = performance.now();
  await Promise.all(
    userIds.slice(0, phones).map(async (userId) => {
      for (const pair of queue) {
        const sinceMs = performance.now();
        await sell({ ...pair, holdId: `sale-${String(++holds).padStart(8, '0')}`, userId, count: seatsEach });
        ms.push(performance.now() - sinceMs);
      }
    }),
  );
  return { perSecond: (pairs.length * 1000) / (performance.now() - startedMs), ms };
}

/** A floor that sold less would prove nothing. */
async function checkSold({ database }: HoldHouse): Promise<void> {
  const [counts] = await database.all<Record<'bookings' | 'tickets' | 'payments' | 'sold', number>>(
    `SELECT (SELECT COUNT(*) FROM booking) AS bookings, (SELECT COUNT(*) FROM ticket) AS tickets,
            (SELECT COUNT(*) FROM payment) AS payments, (SELECT COUNT(*) FROM seat_right WHERE state = 'sold') AS sold`,
  );
  // Two were sold to be recorded.
  const sales = holds + 2;
  const expected = { bookings: sales, tickets: sales * seatsEach, payments: sales, sold: sales * seatsEach };
  if (JSON.stringify({ ...counts }) !== JSON.stringify(expected))
    throw new Error(`${JSON.stringify(counts)} was sold instead of ${JSON.stringify(expected)}`);
}

function describe(phones: number, statements: number, turns: Record<'floor' | 'ours', Round[]>): Figure {
  const of = (what: string, rounds: readonly Round[]) => {
    const ms = rounds.flatMap((round) => round.ms);
    return {
      what,
      rounds: rounds.map(({ perSecond }) => perSecond),
      notes: [`p50 ${formatNumber(quantile(ms, 0.5))} p99 ${formatNumber(quantile(ms, 0.99))} ms`],
    };
  };
  return {
    title: `(n) two seats held, paid and ticketed on MariaDB, ${phones} ${phones === 1 ? 'phone' : 'phones'}, ${mixed} screenings`,
    unit: 'sales/s',
    better: 'more',
    ours: of('a hold and its payment as the API carries them out, simulated provider', turns.ours),
    floor: of(`the same ${statements} statements by bare mysql2`, turns.floor),
    target: { of: 'ratio', atLeast: 0.6 },
  };
}
