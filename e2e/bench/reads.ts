/** (k) What phones read all the time, through the whole server: a page of films, a screening, and who sits where. */

import type { Child } from './child.ts';
import { closeAfter } from './close-after.ts';
import { readCpuMs } from './cpu-time.ts';
import { type Figure, formatNumber } from './figures.ts';
import { prepareHttpHouse, startBareTwin } from './http-house.ts';
import { makeGet, putLoad, type Served } from './http-load.ts';
import { median, quantile, takeTurns } from './rounds.ts';

export interface ReadsOptions {
  rounds: number;
  /** Of each contender in each round. */
  requests: number;
  connections: number;
}

interface Read extends Served {
  /** Of the server's process, per request. */
  cpuUs: number;
}

const warmUps = 1;

export function measureReads(options: ReadsOptions): Promise<Figure[]> {
  return closeAfter(async (atEnd) => {
    const house = await prepareHttpHouse('SQLite', atEnd);
    const wanted = [
      { what: 'the first page of films', path: '/api/v1/movies' },
      { what: 'a screening with its film and prices', path: `/api/v1/screenings/${house.screeningId}` },
      {
        what: `the seat map of a house of ${house.seats}, a seat of which changes five times a second,`,
        path: `/api/v1/screenings/${house.screeningId}/seats`,
      },
    ];
    const ours = await house.startOurs();
    const paths = wanted.map(({ path }) => path);
    const bare = await startBareTwin(house, ours.url, { paths, atEnd });
    const figures: Figure[] = [];
    for (const { what, path } of wanted) {
      const turns = await takeTurns<'floor' | 'ours', Read>(
        { warmUps, counted: options.rounds },
        { floor: () => readMany(bare, path, options), ours: () => readMany(ours, path, options) },
      );
      figures.push({
        title: `(k) ${what} over HTTP, ${options.connections} connections`,
        unit: 'reads/s',
        better: 'more',
        ours: describe('the whole server on SQLite, headers, limits, ETag and all', turns.ours),
        floor: describe('a bare @koa/router that sends the same bytes', turns.floor),
        target: { of: 'ratio', atLeast: 0.6 },
      });
    }
    return figures;
  });
}

/** Addresses are spread so that nobody meets a limit. */
let turns = 0;

async function readMany({ url, pid }: Child, path: string, { requests, connections }: ReadsOptions): Promise<Read> {
  const first = turns;
  turns += requests;
  const beforeMs = readCpuMs(pid);
  const served = await putLoad({ url, connections, requests, request: (turn) => makeGet(path, first + turn) });
  return { ...served, cpuUs: ((readCpuMs(pid) - beforeMs) * 1000) / requests };
}

function describe(what: string, rounds: readonly Read[]): Figure['ours'] {
  const ms = rounds.flatMap((round) => round.ms);
  return {
    what,
    rounds: rounds.map((round) => round.perSecond),
    notes: [
      `${formatNumber((rounds.at(-1)?.bodyBytes ?? 0) / 1000)} kB`,
      `p50 ${formatNumber(quantile(ms, 0.5))} p99 ${formatNumber(quantile(ms, 0.99))} ms`,
      `${formatNumber(median(rounds.map((round) => round.cpuUs)))} µs of the processor`,
    ],
  };
}
