/** (g) One seat changes: until the last of a thousand connected terminals has heard of it. */
import { join } from 'node:path';
import { grantsStream, screeningStream } from '@marquee/shared/protocol/streams';
import { systemClock } from '@marquee/terminal/platform/clock';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { type Child, startChild } from './child.ts';
import { closeAfter } from './close-after.ts';
import { cinemaSeed, fillServer, openServerDatabase } from './drain-server.ts';
import { type Figure, formatNumber } from './figures.ts';
import { grandHall, makeHouse } from './house.ts';
import { connectAllLight, enrolLight } from './light-terminal.ts';
import { quantile, takeTurns } from './rounds.ts';
import { loadMariaDb, makeDiskFolder } from './system.ts';

export interface FanOutOptions {
  rounds: number;
  changesPerRound: number;
  terminals: number;
}

const warmUps = 1;
/** So long the machine rests between two changes: nothing of the last one is left. */
const restMs = 20;
const heardMsMax = 10_000;
/** Far enough ahead that the server deals out no seats of it by itself. */
const days = 4;

interface Audience {
  control: string;
  sockets: Socket[];
}

export function measureFanOut(options: FanOutOptions): Promise<Figure> {
  return closeAfter(async (atEnd) => {
    const { folder, remove } = await makeDiskFolder('fan-out');
    atEnd(remove);
    const ours = await prepareOurs(folder, options.terminals, atEnd);
    const floor = await prepareBare(options.terminals, atEnd);
    const hear = (audience: Audience) => () => tellAll(audience, options.changesPerRound);
    const turns = await takeTurns<'floor' | 'ours', number[]>(
      { warmUps, counted: options.rounds },
      { floor: hear(floor), ours: hear(ours) },
    );
    return {
      title: `(g) one seat's change heard by ${options.terminals.toLocaleString('en-US')} connected terminals, p99 from the commit`,
      unit: 'ms',
      better: 'less',
      ours: describe(
        'the server on MariaDB: the feed reads the change, each terminal follows the screening',
        turns.ours,
      ),
      floor: describe('a bare Socket.IO broadcast of the same message', turns.floor),
      target: { of: 'ratio', atLeast: 1 / 1.3 },
    };
  });
}

type AtEnd = (close: () => unknown) => void;

async function prepareOurs(folder: string, terminals: number, atEnd: AtEnd): Promise<Audience> {
  const { startMariaDb } = await loadMariaDb();
  const mariaDb = await startMariaDb();
  atEnd(mariaDb.stop);
  const house = makeHouse({ nowMs: systemClock.nowMs(), days, venue: grandHall });
  const screenings = house.screenings.slice(-1);
  const [screening] = screenings;
  if (!screening) throw new Error(`the ${grandHall} shows nothing`);
  const database = await openServerDatabase(mariaDb.url);
  atEnd(() => database.close());
  await fillServer(mariaDb.url, database, { ...house, screenings });
  const lights = await enrolLight(database, house.cinema.id, terminals);
  const child = await startChild([join('e2e', 'bench', 'serve-fan-out.ts')], {
    CONTESTANT: 'ours',
    DATABASE_URL: mariaDb.url,
    DATA_DIR: join(folder, 'server'),
    CINEMA_KEY: Buffer.from(cinemaSeed).toString('base64url'),
    SCREENING: String(screening.id),
  });
  atEnd(child.stop);
  const sessions = await connectAllLight(await askWhere(child), lights, ({ terminal }) => [
    grantsStream(terminal),
    screeningStream(screening.id),
  ]);
  return gather(
    child,
    sessions.map(({ socket }) => socket),
    atEnd,
  );
}

async function prepareBare(count: number, atEnd: AtEnd): Promise<Audience> {
  const child = await startChild([join('e2e', 'bench', 'serve-fan-out.ts')], { CONTESTANT: 'bare' });
  atEnd(child.stop);
  const url = await askWhere(child);
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
    sockets.push(socket);
  }
  return gather(child, sockets, atEnd);
}

function gather({ url }: Child, sockets: Socket[], atEnd: AtEnd): Audience {
  atEnd(() => {
    for (const socket of sockets) socket.disconnect();
  });
  return { control: url, sockets };
}

async function askWhere({ url }: Child): Promise<string> {
  const answer = await fetch(`${url}/where`);
  return z.object({ url: z.string() }).parse(await answer.json()).url;
}

/** Milliseconds of every terminal and change, from the commit to the message's arrival. */
async function tellAll({ control, sockets }: Audience, changes: number): Promise<number[]> {
  const ms: number[] = [];
  for (let change = 0; change < changes; change++) {
    const heard = hearOnce(sockets);
    const answer = await fetch(`${control}/change`);
    const { atNs } = z.object({ atNs: z.string() }).parse(await answer.json());
    for (const heardNs of await heard) ms.push(Number(heardNs - BigInt(atNs)) / 1e6);
    await systemClock.sleep(restMs);
  }
  return ms;
}

function hearOnce(sockets: readonly Socket[]): Promise<bigint[]> {
  return new Promise((resolve, reject) => {
    const atNs: bigint[] = [];
    const cancel = systemClock.setTimer(heardMsMax, () =>
      reject(new Error(`${atNs.length} of ${sockets.length} terminals have heard of a change`)),
    );
    for (const socket of sockets) {
      // The asker hears of its grant too.
      const hear = (broadcasts: { stream: string }[]) => {
        if (!broadcasts.some(({ stream }) => stream.startsWith('screening:'))) return;
        socket.off('changes', hear);
        atNs.push(process.hrtime.bigint());
        if (atNs.length < sockets.length) return;
        cancel();
        resolve(atNs);
      };
      socket.on('changes', hear);
    }
  });
}

function describe(what: string, rounds: readonly number[][]): Figure['ours'] {
  const all = rounds.flat();
  return {
    what,
    rounds: rounds.map((ms) => quantile(ms, 0.99)),
    notes: [
      `p50 ${formatNumber(quantile(all, 0.5))} ms`,
      `slowest ${formatNumber(Math.max(...rounds.map((ms) => quantile(ms, 1))))} ms`,
    ],
  };
}
