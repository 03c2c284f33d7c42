/** (e) Seats claimed at the server, each by one terminal alone; (f) by many who want the same ones. */
import { type Contestant, prepareClaims, spreadSeats } from './claim-house.ts';
import type { Claim } from './claim-statements.ts';
import { closeAfter } from './close-after.ts';
import { type Figure, formatNumber } from './figures.ts';
import type { House } from './house.ts';
import { quantile, shuffle, takeTurns } from './rounds.ts';

export interface ClaimsOptions {
  rounds: number;
  /** Of each contender in each round, by how many clients claim side by side. */
  claims: ReadonlyMap<number, number>;
}

const clientsMax = 64;
/** Screenings for which guests come at the same time. */
const mixed = 20;
const warmUps = 1;
/** The Grand Hall shows at least four films a day. */
const seatsPerDayMin = 2000;

const what: Record<Contestant, string> = {
  ours: 'rights:ask as the server answers it: one transaction, compare-and-set, two changes, the answer remembered',
  floor: 'the same statements by bare mysql2, as many connections',
  locked: 'the same effect by SELECT ... FOR UPDATE, bare mysql2',
};

export function measureClaims(options: ClaimsOptions): Promise<Figure[]> {
  const perRound = [...options.claims.values()].reduce((sum, claims) => sum + claims, 0) * 3;
  const seats = perRound * (options.rounds + warmUps);
  return closeAfter(async (atEnd) => {
    const days = Math.ceil(seats / seatsPerDayMin) + 2;
    const { house, claims } = await prepareClaims({ days, terminals: clientsMax }, atEnd);
    const free = spreadSeats(house, mixed);
    const figures: Figure[] = [];
    for (const [clients, count] of options.claims) {
      const claimAll = (by: Contestant) => () => claimSideBySide(take(free, count), { clients, claim: claims[by] });
      const turns = await takeTurns<Contestant, number>(
        { warmUps, counted: options.rounds },
        { floor: claimAll('floor'), ours: claimAll('ours'), locked: claimAll('locked') },
      );
      figures.push(...describe(clients, turns));
    }
    return figures;
  });
}

type Seat = Omit<Claim, 'operationId' | 'terminal'>;

function take(free: Iterator<Seat>, count: number): Seat[] {
  return Array.from({ length: count }, () => {
    const { value, done } = free.next();
    if (done) throw new Error('the house is sold out');
    return value;
  });
}

let operations = 0;
const makeOperationId = (): string => `operation-${String(++operations).padStart(8, '0')}`;

/** Claims a second; each client goes on to the next seat when it has its answer. */
async function claimSideBySide(
  seats: readonly Seat[],
  { clients, claim }: { clients: number; claim: (claim: Claim) => Promise<boolean> },
): Promise<number> {
  const queue = seats.values();
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, at) => {
      for (const seat of queue) {
        const granted = await claim({ operationId: makeOperationId(), terminal: at + 1, ...seat });
        if (!granted) throw new Error(`nobody else wants seat ${seat.seatId} of screening ${seat.screeningId}`);
      }
    }),
  );
  return (seats.length * 1000) / (performance.now() - startedMs);
}

function describe(clients: number, turns: Record<Contestant, number[]>): Figure[] {
  const title = `(e) seat claims on MariaDB, ${clients} ${clients === 1 ? 'client' : 'clients'}, ${mixed} screenings`;
  const of = (by: Contestant) => ({ what: what[by], rounds: turns[by] });
  const figure = { unit: 'claims/s', better: 'more', ours: of('ours') } as const;
  return [
    { ...figure, title: `${title}, beside bare statements`, floor: of('floor'), target: { of: 'ratio', atLeast: 0.7 } },
    { ...figure, title: `${title}, beside locking reads`, floor: of('locked'), target: { of: 'ratio', above: 1 } },
  ];
}

export interface RaceOptions {
  rounds: number;
  clients: number;
  seats: number;
}

interface Attempts {
  wonMs: number[];
  lostMs: number[];
}

export function measureRace({ rounds, clients, seats }: RaceOptions): Promise<Figure> {
  return closeAfter(async (atEnd) => {
    const contests = (rounds + warmUps) * 2;
    const { house, claims } = await prepareClaims({ days: Math.ceil(contests / 4) + 2, terminals: clients }, atEnd);
    const screenings = house.screenings.values();
    const race = (by: 'ours' | 'floor') => () =>
      raceForSeats(pickSeats(house, screenings.next().value, seats), clients, claims[by]);
    const turns = await takeTurns<'floor' | 'ours', Attempts>(
      { warmUps, counted: rounds },
      { floor: race('floor'), ours: race('ours') },
    );
    return {
      title: `(f) ${clients} clients race for ${seats} seats of one screening, an attempt won or lost, p99`,
      unit: 'ms',
      better: 'less',
      ours: describeAttempts(what.ours, turns.ours),
      floor: describeAttempts(what.floor, turns.floor),
      target: null,
    };
  });
}

function pickSeats({ venues }: House, screening: House['screenings'][number] | undefined, count: number): Seat[] {
  const seats = venues.find(({ id }) => id === screening?.venueId)?.seats.slice(0, count) ?? [];
  if (!screening || seats.length < count) throw new Error(`no screening with ${count} seats is left`);
  return seats.map(({ id }) => ({ screeningId: screening.id, seatId: id }));
}

/** Everybody wants any seat, tries them in an order of their own, and goes on until all are gone. */
async function raceForSeats(
  seats: readonly Seat[],
  clients: number,
  claim: (claim: Claim) => Promise<boolean>,
): Promise<Attempts> {
  const winners = new Map<number, number>();
  const attempts: Attempts = { wonMs: [], lostMs: [] };
  await Promise.all(
    Array.from({ length: clients }, async (_, at) => {
      for (const seat of shuffle(seats, at + 1)) {
        if (winners.size === seats.length) return;
        const startedMs = performance.now();
        const won = await claim({ operationId: makeOperationId(), terminal: at + 1, ...seat });
        (won ? attempts.wonMs : attempts.lostMs).push(performance.now() - startedMs);
        if (!won) continue;
        if (winners.has(seat.seatId)) throw new Error(`seat ${seat.seatId} was granted twice`);
        winners.set(seat.seatId, at + 1);
      }
    }),
  );
  if (winners.size !== seats.length) throw new Error(`${winners.size} of ${seats.length} seats found a terminal`);
  return attempts;
}

function describeAttempts(of: string, rounds: readonly Attempts[]): Figure['ours'] {
  const won = rounds.flatMap(({ wonMs }) => wonMs);
  const lost = rounds.flatMap(({ lostMs }) => lostMs);
  return {
    what: of,
    rounds: rounds.map(({ wonMs, lostMs }) => quantile([...wonMs, ...lostMs], 0.99)),
    notes: [
      `won p50 ${formatNumber(quantile(won, 0.5))} p99 ${formatNumber(quantile(won, 0.99))} ms`,
      `lost p50 ${formatNumber(quantile(lost, 0.5))} p99 ${formatNumber(quantile(lost, 0.99))} ms`,
      `${Math.round(lost.length / rounds.length)} lost a round`,
    ],
  };
}
