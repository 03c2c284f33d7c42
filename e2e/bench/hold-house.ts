/** A house on MariaDB, people with accounts, and their two ways to hold seats and pay: the server's, and by bare statements. */
import { insertUser } from '@marquee/sync-server/accounts/accounts.sql';
import { holdForUser, type PayingDeps } from '@marquee/sync-server/bookings/bookings';
import type { HoldRow } from '@marquee/sync-server/bookings/hold.sql';
import { nameAttempt, payForHold } from '@marquee/sync-server/bookings/pay-booking';
import { makeSimulatedProvider } from '@marquee/sync-server/payments/simulated-provider';
import { systemClock } from '@marquee/sync-server/platform/clock';
import { type Database, insertRows } from '@marquee/sync-server/platform/database';
import { systemRandomness } from '@marquee/sync-server/platform/randomness';
import { makeServerKeys } from '@marquee/sync-server/terminals/terminals';
import { connectBare, prepareMariaDb, type WithConnection } from './claim-house.ts';
import type { House } from './house.ts';
import { learnScript, type Order, type Recorded, recordStatements, type Script } from './replay.ts';

export interface HoldHouse {
  house: House;
  database: Database;
  deps: PayingDeps;
  userIds: number[];
  bare: WithConnection;
}

export interface SeatsToHold {
  holdId: string;
  screeningId: number;
  userId: number;
  /** Null: the best that are left. */
  seatIds: readonly number[] | null;
  count: number;
}

/** People whose orders are recorded, after those of the measure. */
const recorders = 3;

type AtEnd = (close: () => unknown) => void;

export async function prepareHoldHouse(house: House, phones: number, atEnd: AtEnd): Promise<HoldHouse> {
  const { url, database } = await prepareMariaDb(house, atEnd);
  const bare = connectBare(url, atEnd);
  // No other number is one of theirs by accident, when orders are compared.
  await bare((send) => send('ALTER TABLE `user` AUTO_INCREMENT = 50000'));
  const userIds: number[] = [];
  await database.transaction('phones', async (tx) => {
    await insertRows(tx, 'stream', ['name', 'revision', 'closed'], [['orders:0', 0, 0]]);
    for (let at = 0; at < phones + recorders; at++) {
      const phone = `+4915100${String(at).padStart(6, '0')}`;
      const user = { name: 'Ada', phone, hash: 'x', salt: 'x', role: 'moviegoer', nowMs: systemClock.nowMs() } as const;
      userIds.push(await insertUser(tx, user));
    }
  });
  const deps = {
    database,
    clock: systemClock,
    randomness: systemRandomness,
    feed: { announce: () => undefined },
    incarnation: 1,
    serverKeys: makeServerKeys(new Uint8Array(32)),
    serverNumber: 0,
    isReachable: () => false,
  };
  return { house, database, deps, userIds, bare };
}

export function holdSeats(deps: PayingDeps, { seatIds, count, ...order }: SeatsToHold) {
  const tickets = Array.from({ length: count }, (_, at) => ({ ticketClass: 'adult' as const, seatId: seatIds?.[at] }));
  return holdForUser(deps, { ...order, tickets, wheelchair: false, allowSingleSeat: true });
}

const provider = makeSimulatedProvider({ clock: systemClock });

/** Charged and ticketed, or an error. */
export async function payFor(deps: PayingDeps, hold: HoldRow): Promise<void> {
  const answer = await payForHold(deps, provider, { hold, key: 'bench', paymentToken: 'token' });
  if (answer.outcome !== 'sold') throw new Error(`hold ${hold.id}: ${answer.outcome}`);
}

/** The ids by which a recorded order is told from another. */
export function toOrder({ holdId, screeningId, userId }: SeatsToHold, seatIds: readonly number[]): Order {
  const attemptId = nameAttempt({ hold: { id: holdId } as HoldRow, key: 'bench' });
  return { holdId, attemptId, screeningId, userId, ...Object.fromEntries(seatIds.map((id, at) => [`seat${at}`, id])) };
}

/** What the server sends for a hold of so many seats, and where `isPaid` for its payment. */
export async function learnHold(
  { house, deps, database, userIds }: HoldHouse,
  { count, isPaid }: { count: number; isPaid: boolean },
): Promise<Script> {
  const recorded: Recorded[] = [];
  for (const turn of [0, 1]) {
    // Of the end, where nobody else begins.
    const screening = house.screenings.at(-1 - turn);
    const seats = house.venues.find(({ id }) => id === screening?.venueId)?.seats ?? [];
    const userId = userIds.at(-1 - turn);
    if (!screening || userId === undefined) throw new Error('two screenings and two people are needed');
    const pick = (beforeEnd: number, of: number) =>
      seats
        .slice(seats.length - beforeEnd)
        .slice(0, of)
        .map(({ id }) => id);
    const order = { holdId: `recorded-${count}-${isPaid}-${turn}`, screeningId: screening.id, userId };
    if (turn === 1) {
      // So that it is not the same number of changes, by accident, that both screenings have had.
      const before = { ...order, holdId: `before-${count}-${isPaid}`, userId: userIds.at(-3) ?? 0 };
      await holdSeats(deps, { ...before, seatIds: pick(2 + count, 1), count: 1 });
    }
    const seatIds = pick(8 + 4 * turn + 2 * count, count);
    if (seatIds.length < count) throw new Error('a house of sixteen seats is the smallest');
    const recording = recordStatements(database);
    const held = await holdSeats({ ...deps, database: recording.database }, { ...order, seatIds, count });
    if (!held.ok) throw new Error(`a recorded hold: ${held.reason}`);
    if (isPaid) await payFor({ ...deps, database: recording.database }, held.hold);
    recorded.push({ order: toOrder({ ...order, seatIds, count }, seatIds), statements: recording.statements });
  }
  const [one, other] = recorded;
  if (!one || !other) throw new Error('two orders were recorded');
  return learnScript(one, other);
}
