/** (l) Log-ins over HTTP, while others read the catalogue. */
import { join } from 'node:path';
import { insertUser } from '@marquee/sync-server/accounts/accounts.sql';
import { makeHasher } from '@marquee/sync-server/accounts/password';
import { systemClock } from '@marquee/sync-server/platform/clock';
import type { Database } from '@marquee/sync-server/platform/database';
import { z } from 'zod';
import { type Child, startChild } from './child.ts';
import { closeAfter } from './close-after.ts';
import { type Figure, formatNumber } from './figures.ts';
import { type Engine, prepareHttpHouse } from './http-house.ts';
import { makeGet, makePost, putLoad, type Served } from './http-load.ts';
import { quantile, takeTurns } from './rounds.ts';

export interface LogInOptions {
  engines: readonly Engine[];
  rounds: number;
  /** Of each contender in each round. */
  logIns: number;
  /** How many read meanwhile, and as many before. */
  reads: number;
}

const warmUps = 1;
const phones = 64;
/** So many wait for their turn to be hashed. */
const connections = 8;
const readers = 16;
const readsPerSecond = 300;
const password = 'correct horse 1';
/** One thread hashes, in both. */
const oneThread = { UV_THREADPOOL_SIZE: '1' };
const phoneOf = (turn: number): string => `+4915100${String(turn % phones).padStart(6, '0')}`;

interface Round {
  logInsPerSecond: number;
  logIns: Served | null;
  reads: Served | null;
}

export async function measureLogIns(options: LogInOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const engine of options.engines) figures.push(...(await measureOn(engine, options)));
  return figures;
}

function measureOn(engine: Engine, options: LogInOptions): Promise<Figure[]> {
  return closeAfter(async (atEnd) => {
    const house = await prepareHttpHouse(engine, atEnd, insertPhones);
    const ours = await house.startOurs(oneThread);
    const bare = await startChild([join('e2e', 'bench', 'serve-hashes.ts')], oneThread);
    atEnd(bare.stop);
    const turns = await takeTurns<'floor' | 'idle' | 'ours', Round>(
      { warmUps, counted: options.rounds },
      {
        floor: () => hashBare(bare, options.logIns),
        idle: async () => ({ logInsPerSecond: 0, logIns: null, reads: await readMany(ours, options) }),
        ours: async () => {
          const [logIns, reads] = await Promise.all([logInMany(ours, options), readMany(ours, options)]);
          return { logInsPerSecond: logIns.perSecond, logIns, reads };
        },
      },
    );
    return [describeLogIns(engine, turns), describeReads(engine, turns)];
  });
}

async function insertPhones(database: Database): Promise<void> {
  const salt = Buffer.alloc(16, 7).toString('base64url');
  const hash = await makeHasher()(password, salt);
  await database.transaction('phones', async (tx) => {
    for (let at = 0; at < phones; at++) {
      const nowMs = systemClock.nowMs();
      await insertUser(tx, { name: 'Ada', phone: phoneOf(at), hash, salt, role: 'moviegoer', nowMs });
    }
  });
}

async function hashBare({ url }: Child, count: number): Promise<Round> {
  const answer = await fetch(`${url}/?count=${count}`);
  const { ms } = z.object({ ms: z.number() }).parse(await answer.json());
  return { logInsPerSecond: (count * 1000) / ms, logIns: null, reads: null };
}

/** Addresses are spread so that nobody meets a limit. */
let addresses = 0;

function logInMany({ url }: Child, { logIns }: LogInOptions): Promise<Served> {
  const from = addresses;
  addresses += logIns;
  const request = (turn: number) =>
    makePost('/api/v1/sessions', from + turn, { phone: phoneOf(from + turn), password, device: 'bench' });
  return putLoad({ url, connections, requests: logIns, status: 201, request });
}

function readMany({ url }: Child, { reads }: LogInOptions): Promise<Served> {
  const from = addresses;
  addresses += reads;
  const request = (turn: number) => makeGet('/api/v1/movies', from + turn);
  return putLoad({ url, connections: readers, requests: reads, perSecond: readsPerSecond, request });
}

type Turns = Record<'floor' | 'idle' | 'ours', Round[]>;

function describeLogIns(engine: Engine, { ours, floor }: Turns): Figure {
  const ms = ours.flatMap(({ logIns }) => logIns?.ms ?? []);
  return {
    title: `(l) log-ins over HTTP on ${engine}, one thread hashes, while others read the catalogue`,
    unit: 'log-ins/s',
    better: 'more',
    ours: {
      what: `${connections} at a time: account, hash, session, tokens`,
      rounds: ours.map(({ logInsPerSecond }) => logInsPerSecond),
      notes: [`p99 ${formatNumber(quantile(ms, 0.99))} ms`],
    },
    floor: {
      what: 'bare argon2id with the same parameters, one after the other',
      rounds: floor.map(({ logInsPerSecond }) => logInsPerSecond),
    },
    target: { of: 'ratio', atLeast: 0.9 },
  };
}

function describeReads(engine: Engine, { ours, idle }: Turns): Figure {
  const of = (what: string, rounds: readonly Round[]) => {
    const perRound = rounds.map(({ reads }) => reads?.ms ?? []);
    return {
      what,
      rounds: perRound.map((ms) => quantile(ms, 0.99)),
      notes: [`p50 ${formatNumber(quantile(perRound.flat(), 0.5))} ms`],
    };
  };
  return {
    title: `(l) the first page of films on ${engine}, ${readsPerSecond} times a second, p99`,
    unit: 'ms',
    better: 'less',
    ours: of('while others log in', ours),
    floor: of('the same server while nobody does', idle),
    target: { of: 'ratio', above: 1 / 3 },
  };
}
