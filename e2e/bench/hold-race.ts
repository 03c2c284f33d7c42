/** (m) Phones that want the seats of one screening, some by name and some the best that are left, until all are held. */
import { systemClock } from '@marquee/sync-server/platform/clock';
import { closeAfter } from './close-after.ts';
import { type Figure, formatNumber } from './figures.ts';
import { type Hold, makeHoldBare, type Outcome } from './hold-bare.ts';
import { type HoldHouse, holdSeats, prepareHoldHouse, type SeatsToHold } from './hold-house.ts';
import { grandHall, type House, makeHouse } from './house.ts';
import { quantile, shuffle, takeTurns } from './rounds.ts';

export interface HoldRaceOptions {
  rounds: number;
  phones: number;
  seats: number;
}

interface Attempts {
  heldMs: number[];
  refusedMs: number[];
}

const warmUps = 1;
const countMax = 2;
/** Nobody holds more than this at a time, in one screening or several. */
const holdsMax = 3;
/** Nobody is refused that often. */
const turnsMax = 200;

export function measureHoldRace({ rounds, phones, seats }: HoldRaceOptions): Promise<Figure> {
  return closeAfter(async (atEnd) => {
    const contests = (rounds + warmUps) * 2;
    const whole = makeHouse({ nowMs: systemClock.nowMs(), days: Math.ceil(contests / 4) + 2, venue: grandHall });
    const house = cutHouse(whole, seats);
    // Each race has phones of its own: what they hold stays theirs.
    const held = await prepareHoldHouse(house, phones * contests, atEnd);
    const bare = await makeHoldBare(held, countMax);
    const races = makeRaces(held, phones);
    const race = (hold: Hold) => async () => {
      const { screeningId, userIds } = races.next().value ?? { screeningId: 0, userIds: [] };
      return raceForAll(held, { screeningId, userIds, hold });
    };
    const turns = await takeTurns<'floor' | 'ours', Attempts>(
      { warmUps, counted: rounds },
      { floor: race(bare), ours: race((wanted) => holdOurs(held, wanted)) },
    );
    return {
      title: `(m) ${phones} phones hold the ${seats} seats of one screening on MariaDB, a hold made or refused, p99`,
      unit: 'ms',
      better: 'less',
      ours: describe('holds as the API makes them: seats chosen, priced, capped, told, remembered', turns.ours),
      floor: describe('the same statements by bare mysql2, any free seats in place of the best', turns.floor),
      target: null,
    };
  });
}

/** The front of each house, so that as many seats are wanted as there are. */
const cutHouse = (house: House, seats: number): House => ({
  ...house,
  venues: house.venues.map((venue) => ({ ...venue, seats: venue.seats.slice(0, seats) })),
});

function* makeRaces({ house, userIds }: HoldHouse, phones: number) {
  // The last two are those whose holds were recorded.
  for (const [at, { id: screeningId }] of house.screenings.slice(0, -2).entries())
    yield { screeningId, userIds: userIds.slice(at * phones, (at + 1) * phones) };
}

async function holdOurs({ deps }: HoldHouse, wanted: SeatsToHold): Promise<Outcome> {
  const answer = await holdSeats(deps, wanted);
  if (answer.ok) {
    const lines = JSON.parse(answer.hold.lines) as { seatId: number }[];
    return { ok: true, seatIds: lines.map(({ seatId }) => seatId) };
  }
  if (answer.reason === 'not-enough-seats') return { ok: false, gone: 'too-many' };
  if (answer.reason === 'seat-taken' || answer.reason === 'seats-contested') return { ok: false, gone: 'named' };
  throw new Error(`a phone's hold: ${answer.reason}`);
}

let holds = 0;

/** Each tries by name and by the best that are left in turn, one seat or two, until it has enough or all are gone. */
async function raceForAll(
  house: HoldHouse,
  { screeningId, userIds, hold }: { screeningId: number; userIds: readonly number[]; hold: Hold },
): Promise<Attempts> {
  const seats = seatsOf(house, screeningId);
  const holderOf = new Map<number, string>();
  const attempts: Attempts = { heldMs: [], refusedMs: [] };
  await Promise.all(
    userIds.map(async (userId, at) => {
      const wished = shuffle(seats, at + 1);
      let mine = 0;
      for (let turn = at; mine < holdsMax && holderOf.size < seats.length; turn++) {
        const holdId = `race-${String(++holds).padStart(8, '0')}`;
        const count = Math.min(1 + (turn % countMax), seats.length - holderOf.size);
        const named = turn % 4 < 2 ? wished.filter((id) => !holderOf.has(id)).slice(0, count) : null;
        const startedMs = performance.now();
        const answer = await hold({ holdId, screeningId, userId, seatIds: named, count });
        (answer.ok ? attempts.heldMs : attempts.refusedMs).push(performance.now() - startedMs);
        if (turn - at > turnsMax)
          throw new Error(`${seats.length - holderOf.size} seats are left, and nobody gets them`);
        if (!answer.ok) continue;
        mine += 1;
        for (const seatId of answer.seatIds) {
          if (holderOf.has(seatId)) throw new Error(`seat ${seatId} is held twice`);
          holderOf.set(seatId, holdId);
        }
      }
    }),
  );
  await compareHolders(house, screeningId, holderOf);
  return attempts;
}

const seatsOf = ({ house }: HoldHouse, screeningId: number): number[] => {
  const screening = house.screenings.find(({ id }) => id === screeningId);
  const venue = house.venues.find(({ id }) => id === screening?.venueId);
  if (!venue) throw new Error('no screening is left');
  return venue.seats.map(({ id }) => id);
};

/** What phones were told is what the database says, and no seat is left. */
async function compareHolders(
  { database, house }: HoldHouse,
  screeningId: number,
  holderOf: ReadonlyMap<number, string>,
): Promise<void> {
  const rows = await database.all<{ seat_id: number; state: string; operation_id: string }>(
    'SELECT seat_id, state, operation_id FROM seat_right WHERE screening_id = ?',
    [screeningId],
  );
  const wrong = rows.filter((row) => row.state !== 'held' || holderOf.get(row.seat_id) !== row.operation_id);
  if (wrong.length > 0 || rows.length === 0 || rows.length !== holderOf.size)
    throw new Error(
      `of ${rows.length} seats in ${house.cinema.name} ${wrong.length} are not with whom they were promised to`,
    );
}

function describe(what: string, rounds: readonly Attempts[]): Figure['ours'] {
  const held = rounds.flatMap(({ heldMs }) => heldMs);
  const refused = rounds.flatMap(({ refusedMs }) => refusedMs);
  const of = (name: string, ms: readonly number[]) =>
    `${name} p50 ${formatNumber(quantile(ms, 0.5))} p99 ${formatNumber(quantile(ms, 0.99))} ms`;
  return {
    what,
    rounds: rounds.map(({ heldMs, refusedMs }) => quantile([...heldMs, ...refusedMs], 0.99)),
    notes: [
      of('held', held),
      ...(refused.length > 0 ? [of('refused', refused)] : []),
      `${Math.round(refused.length / rounds.length)} refused a round`,
    ],
  };
}
