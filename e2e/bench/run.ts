/**
 * npm run bench [-- --only a,b,...] [--quick]: the published figures, measured on this machine.
 *
 * How to read them. Absolute numbers say more about the machine and what else it does than about Marquee, so each figure
 * stands beside its floor: what the platform itself (SQLite, MariaDB, Chromium, Node) needs for the same work without any
 * of our code around it. Both run in turns, in the same process and on the same disk, after a round that doesn't count.
 * `ratio` is our speed as a share of the floor's, from the medians: 1 is as fast as the floor, 0.5 is half as fast.
 * Behind it stands how the ratio varied from round to round: a wide range means that the machine was busy, and so does a
 * load far above the number of cores. (c) is the one whose target is absolute: on a busy machine look at its floor first.
 *
 * A missed target is printed as NOT REACHED and fails nothing: only an error makes the exit code 1. --quick runs a
 * fraction of the work, to see that everything runs; its numbers mean little.
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureClaims, measureRace } from './claims.ts';
import { measureColdStart } from './cold-start.ts';
import { measureDrain } from './drain.ts';
import { measureDurableSale } from './durable-sale.ts';
import { measureFanOut } from './fan-out.ts';
import { describeFigure, type Figure, isReached } from './figures.ts';
import { measureFleetDrain } from './fleet-drain.ts';
import { measureSeatTap } from './seat-tap.ts';
import { loadSystemPrograms } from './system.ts';

interface Size {
  rounds: number;
  /** A tenth of the work for a first look. */
  quick: boolean;
}

/** By how many clients claim side by side. */
const claims = new Map([
  [1, 300],
  [16, 1500],
  [64, 1500],
]);
const claimsQuick = new Map([
  [1, 50],
  [16, 200],
  [64, 200],
]);

const measures: Record<string, (size: Size) => Promise<Figure[]>> = {
  // Many short rounds: a disk that stalls for a moment then spoils one of them.
  a: async ({ quick }) => [(await measureDurableSale({ rounds: quick ? 5 : 31, salesPerRound: 100 })).figure],
  b: ({ rounds, quick }) => measureDrain({ rounds, sales: quick ? 1000 : 10_000 }),
  c: async ({ rounds, quick }) => [await measureSeatTap({ rounds, tapsPerRound: quick ? 10 : 30 })],
  d: async ({ rounds }) => [await measureColdStart({ rounds })],
  e: ({ rounds, quick }) => measureClaims({ rounds, claims: quick ? claimsQuick : claims }),
  f: async ({ rounds }) => [await measureRace({ rounds, clients: 64, seats: 200 })],
  g: async ({ rounds, quick }) => [
    await measureFanOut({ rounds, changesPerRound: quick ? 5 : 20, terminals: quick ? 100 : 1000 }),
  ],
  h: async ({ rounds, quick }) => [await measureFleetDrain({ rounds, terminals: 50, salesEach: quick ? 50 : 500 })],
};

const { only, quick } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(measures).join(',') },
    quick: { type: 'boolean', default: false },
  },
}).values;
const wanted = only.split(',').map((name) => name.trim());
const unknown = wanted.filter((name) => measures[name] === undefined);
if (unknown.length > 0) {
  console.error(`There is no measure ${unknown.join(', ')}: --only takes ${Object.keys(measures).join(', ')}.`);
  process.exit(1);
}

// An orderly exit ends the database and removes the folders; a signal alone would leave both behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const programs = await loadSystemPrograms();
await programs.installSystemPrograms();
console.log(
  [
    `Node ${process.versions.node}, ${programs.describeSystemPrograms()}`,
    `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'of an unknown kind'}, load ${readLoad()} before the start`,
  ].join('\n'),
);
const figures: Figure[] = [];
for (const name of wanted) {
  const before = readLoad();
  for (const figure of (await measures[name]?.({ rounds: quick ? 3 : 7, quick })) ?? []) {
    figures.push(figure);
    console.log(`\n${describeFigure(figure)}`);
  }
  console.log(`  load   ${before} before, ${readLoad()} after`);
}
const missed = figures.filter((figure) => !isReached(figure)).length;
const targets = figures.filter(({ target }) => target !== null).length;
console.log(
  `\n${targets - missed} of ${targets} targets reached${quick ? ' (a quick run: its numbers mean little)' : ''}`,
);

/** Programs that wanted a core, over the last minute. Ours are one or two of them. */
function readLoad(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}
