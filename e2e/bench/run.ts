/**
 * npm run bench [-- --only a,b,...] [--quick] [--chart]: the published figures, measured on this machine.
 *
 * How to read them. Absolute numbers say more about the machine and what else it does than about Marquee, so each figure
 * stands beside its floor: what the platform itself (SQLite, MariaDB, Chromium, Node) needs for the same work without any
 * of our code around it. Both run in turns, in the same process and on the same disk, after a round that doesn't count.
 * `ratio` is our speed as a share of the floor's, from the medians: 1 is as fast as the floor, 0.5 is half as fast.
 * Behind it stands how the ratio varied from round to round: a wide range means that the machine was busy, and so does a
 * load far above the number of cores. (c), (t), (u), (v) and the memory of (w) are those whose targets are absolute: on a busy machine look at their floors first.
 *
 * A missed target is printed as NOT REACHED and fails nothing: only an error makes the exit code 1. --quick runs a
 * fraction of the work, to see that everything runs; its numbers mean little. (i) is no figure beside a floor but a table:
 * what a sale costs when everything around it is a hundred times as much. --chart draws it into docs/pictures.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { orExit, readOptions } from '../command-line.ts';
import { measureBookingFile } from './booking-file.ts';
import { measureClaims, measureRace } from './claims.ts';
import { measureColdStart } from './cold-start.ts';
import { measureDrain } from './drain.ts';
import { measureDurableSale } from './durable-sale.ts';
import { measureFanOut } from './fan-out.ts';
import { describeFigure, type Figure, isReached } from './figures.ts';
import { measureFleetDrain } from './fleet-drain.ts';
import { measureGateScan } from './gate-scan.ts';
import { describeGrowth, type GrowthLine, isGrowthReached, measureGrowth } from './growth.ts';
import { drawGrowth } from './growth-chart.ts';
import { measureHoldRace } from './hold-race.ts';
import { measureLogIns } from './log-ins.ts';
import { measurePaper } from './paper.ts';
import { measurePhoneSales } from './phone-sale.ts';
import { measureReads } from './reads.ts';
import { measureSearch } from './search.ts';
import { measureSeatTap } from './seat-tap.ts';
import { measureSignatures } from './signatures.ts';
import { loadSystemPrograms, root } from './system.ts';
import { measureTickets } from './tickets.ts';
import { measureTillTap } from './till-tap.ts';

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

/** By how many phones buy side by side. */
const phoneSales = new Map([
  [1, 60],
  [16, 250],
]);
const phoneSalesQuick = new Map([
  [1, 10],
  [16, 48],
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
  j: async ({ rounds, quick }) => [await measureSearch({ rounds, repeats: quick ? 1 : 10, screenings: 20_000 })],
  k: ({ rounds, quick }) => measureReads({ rounds, requests: quick ? 500 : 8000, connections: 32 }),
  l: ({ rounds, quick }) =>
    measureLogIns({ engines: ['SQLite', 'MariaDB'], rounds, logIns: quick ? 8 : 128, reads: quick ? 50 : 400 }),
  m: async ({ rounds }) => [await measureHoldRace({ rounds, phones: 64, seats: 200 })],
  n: ({ rounds, quick }) => measurePhoneSales({ rounds, sales: quick ? phoneSalesQuick : phoneSales }),
  p: ({ rounds, quick }) => measureTickets({ rounds, pdfs: quick ? 10 : 50 }),
  s: ({ quick }) => measureSignatures({ rounds: quick ? 3 : 31, signatures: 512 }),
  t: async ({ rounds, quick }) => [await measureGateScan({ rounds, scansPerRound: quick ? 100 : 500 })],
  u: async ({ rounds, quick }) => [await measureTillTap({ rounds, salesPerRound: quick ? 2 : 8 })],
  v: async ({ rounds, quick }) => [await measurePaper({ rounds, salesPerRound: quick ? 5 : 40 })],
  w: ({ quick }) => measureBookingFile({ rounds: quick ? 2 : 3, bookings: quick ? 20_000 : 1_000_000 }),
};

const growth = 'i';
const known = [...Object.keys(measures), growth];
const options = {
  only: { type: 'string', default: known.join(',') },
  chart: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
} as const;
const { only, quick, chart } = orExit(() => readOptions('npm run bench --', options, process.argv.slice(2)));
const wanted = only.split(',').map((name) => name.trim());
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no measure ${unknown.join(', ')}: --only takes ${known.join(', ')}.`);
  process.exit(1);
}

// An orderly exit ends the database and removes the folders; a signal alone would leave both behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const programs = await loadSystemPrograms();
await programs.installSystemPrograms();
const machine = `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'of an unknown kind'}`;
console.log(
  [
    `Node ${process.versions.node}, ${programs.describeSystemPrograms()}`,
    `${machine}, load ${readLoad()} before the start`,
  ].join('\n'),
);
const figures: Figure[] = [];
const lines: GrowthLine[] = [];
for (const name of wanted) {
  const before = readLoad();
  if (name === growth) lines.push(...(await showGrowth()));
  for (const figure of (await measures[name]?.({ rounds: quick ? 3 : 7, quick })) ?? []) {
    figures.push(figure);
    console.log(`\n${describeFigure(figure)}`);
  }
  console.log(`  load   ${before} before, ${readLoad()} after`);
}
const missed =
  figures.filter((figure) => !isReached(figure)).length + lines.filter((line) => !isGrowthReached(line)).length;
const targets = figures.filter(({ target }) => target !== null).length + lines.length;
console.log(
  `\n${targets - missed} of ${targets} targets reached${quick ? ' (a quick run: its numbers mean little)' : ''}`,
);

async function showGrowth(): Promise<GrowthLine[]> {
  const grown = await measureGrowth({ rounds: quick ? 1 : 3, steps: quick ? [1, 4] : [1, 10, 100] });
  console.log(`\n${describeGrowth(grown)}`);
  if (chart) {
    const file = join(root, 'docs', 'pictures', 'cost-per-sale.svg');
    writeFileSync(file, drawGrowth(grown, `${machine}, Node ${process.versions.node}`));
    console.log(`  drawn into ${file}`);
  }
  return grown;
}

/** Programs that wanted a core, over the last minute. Ours are one or two of them. */
function readLoad(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}
