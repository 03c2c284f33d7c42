/** (i) What one sale costs the server, while everything around it grows a hundredfold. */
import { systemClock } from '@marquee/terminal/platform/clock';
import { closeAfter } from './close-after.ts';
import { findMariaDbPid, readCpuMs } from './cpu-time.ts';
import { connectFleet, drainInto, type FleetOptions, prepareFleet } from './fleet.ts';
import { median } from './rounds.ts';

export interface GrowthOptions {
  rounds: number;
  /** Times the first size; the first is 1. */
  steps: readonly number[];
}

export interface GrowthPoint {
  times: number;
  size: number;
  /** Milliseconds of processor time of one sale, server and database together; median of the rounds. */
  cpuMs: number;
  /** Milliseconds of one sale by the clock on the wall, all terminals together. */
  wallMs: number;
}
export interface GrowthLine {
  name: string;
  /** What is beside it, the same at every step. */
  beside: string;
  points: GrowthPoint[];
}

/** A sale may cost this many times as much when everything has grown. */
export const growthMax = 1.2;

interface Axis extends Pick<GrowthLine, 'name' | 'beside'> {
  first: number;
  fleetAt(times: number): FleetOptions;
}

/** The Grand Hall shows its 504 seats four times a day. */
const seatsPerDay = 2016;

const axes: readonly Axis[] = [
  {
    name: 'seats on sale',
    beside: '4 terminals with 200 queued sales each',
    first: seatsPerDay,
    fleetAt: (times) => ({ terminals: 4, salesEach: 200, days: times }),
  },
  {
    name: 'terminals',
    beside: '100 queued sales at each, all sent at once',
    first: 1,
    fleetAt: (times) => ({ terminals: times, salesEach: 100, days: 14 }),
  },
  {
    name: 'queued sales',
    beside: 'at one terminal',
    first: 100,
    fleetAt: (times) => ({ terminals: 1, salesEach: 100 * times, days: 14 }),
  },
];

export async function measureGrowth({ rounds, steps }: GrowthOptions): Promise<GrowthLine[]> {
  const lines: GrowthLine[] = [];
  for (const { name, beside, first, fleetAt } of axes) {
    const points: GrowthPoint[] = [];
    for (const times of steps) {
      const costs = await measureFleet(fleetAt(times), rounds);
      points.push({ times, size: first * times, ...costs });
    }
    lines.push({ name, beside, points });
  }
  return lines;
}

function measureFleet(options: FleetOptions, rounds: number): Promise<Pick<GrowthPoint, 'cpuMs' | 'wallMs'>> {
  return closeAfter(async (atEnd) => {
    const fleet = await prepareFleet(options, atEnd);
    const pids = [fleet.server.pid, await findMariaDbPid(fleet.databaseUrl)];
    const readAll = () => pids.reduce((sum, pid) => sum + readCpuMs(pid), 0);
    const sales = options.terminals * options.salesEach;
    const cpuMs: number[] = [];
    const wallMs: number[] = [];
    // A small fleet is over before the compiler has warmed up, or a tick of the processor's clock has passed: again and again.
    const warmUps = Math.max(1, Math.ceil(warmUpSales / sales));
    const repeats = Math.max(1, Math.ceil(salesPerRoundMin / sales));
    for (let at = 0; at < warmUps; at++) await drainOnce();
    for (let round = 0; round < rounds; round++) {
      const drains = [];
      for (let at = 0; at < repeats; at++) drains.push(await drainOnce());
      cpuMs.push(drains.reduce((sum, drain) => sum + drain.cpuMs, 0) / repeats / sales);
      wallMs.push(drains.reduce((sum, drain) => sum + drain.wallMs, 0) / repeats / sales);
    }
    return { cpuMs: median(cpuMs), wallMs: median(wallMs) };

    async function drainOnce(): Promise<{ cpuMs: number; wallMs: number }> {
      return drainInto(fleet, async () => {
        const { push, disconnect } = await connectFleet(fleet);
        await systemClock.sleep(settleMs + settleMsEach * options.terminals);
        const [startedCpuMs, startedMs] = [readAll(), performance.now()];
        await push();
        const answer = { cpuMs: readAll() - startedCpuMs, wallMs: performance.now() - startedMs };
        disconnect();
        return answer;
      });
    }
  });
}

/** Let the database put away what was there before, and the server the greetings. */
const settleMs = 700;
const settleMsEach = 20;
/** Until the server's code is compiled. */
const warmUpSales = 1500;
const salesPerRoundMin = 1000;

export const growthOf = ({ points }: GrowthLine): number => (points.at(-1)?.cpuMs ?? 0) / (points[0]?.cpuMs ?? 1);

/** Rounding is no miss. */
export const isGrowthReached = (line: GrowthLine): boolean => growthOf(line) <= growthMax + 0.005;

export function describeGrowth(lines: readonly GrowthLine[]): string {
  const rows = lines.flatMap((line) => [
    `  ${line.name} (${line.beside})`,
    ...line.points.map(({ times, size, cpuMs, wallMs }) =>
      [
        `${times}x`.padStart(8),
        size.toLocaleString('en-US').padStart(10),
        `${cpuMs.toFixed(3)} ms of processor time a sale`.padStart(42),
        `${(cpuMs / (line.points[0]?.cpuMs ?? 1)).toFixed(2)}x`.padStart(8),
        `${wallMs.toFixed(3)} ms by the clock`.padStart(26),
      ].join(''),
    ),
    `  grown ${growthOf(line).toFixed(2)}x   target: at most ${growthMax}x   ${isGrowthReached(line) ? 'ok' : 'NOT REACHED'}`,
  ]);
  return ['(i) what one sale of two seats costs the server and its database, while the house grows', ...rows].join(
    '\n',
  );
}
