/** (h) After an outage of the whole cinema: fifty terminals send all their sales at once to one server. */
import type { JournalEntry } from '@marquee/shared/protocol/journal';
import { systemClock } from '@marquee/terminal/platform/clock';
import { io, type Socket } from 'socket.io-client';
import { closeAfter } from './close-after.ts';
import { startRowsServer } from './drain-rows.ts';
import type { Figure } from './figures.ts';
import { connectFleet, drainInto, type Fleet, prepareFleet } from './fleet.ts';
import { cutBatch } from './light-journal.ts';
import { takeTurns } from './rounds.ts';

export interface FleetDrainOptions {
  rounds: number;
  terminals: number;
  salesEach: number;
}

/** Let the disk and the database settle between two contenders. */
const settleMs = 300;

export function measureFleetDrain({ rounds, ...options }: FleetDrainOptions): Promise<Figure> {
  return closeAfter(async (atEnd) => {
    const fleet = await prepareFleet(options, atEnd);
    const rows = await startRowsServer(fleet.databaseUrl);
    atEnd(rows.stop);
    const sales = options.terminals * options.salesEach;
    const perSecond = (push: () => Promise<void>) => async () => {
      await systemClock.sleep(settleMs);
      const startedMs = performance.now();
      await push();
      return (sales * 1000) / (performance.now() - startedMs);
    };
    const turns = await takeTurns<'floor' | 'ours', number>(
      { warmUps: 1, counted: rounds },
      {
        floor: () => drainInto(fleet, () => sendRows(fleet, rows.url, perSecond)),
        ours: () => drainInto(fleet, () => sendJournals(fleet, perSecond)),
      },
    );
    return {
      title: `(h) drain of ${options.terminals} terminals with ${options.salesEach} sales each at once, into one server on MariaDB`,
      unit: 'sales/s',
      better: 'more',
      ours: { what: 'every terminal follows all screenings and hears of all sales meanwhile', rounds: turns.ours },
      floor: {
        what: 'bare Socket.IO and mysql2, the same batches and rows, nobody hears of anything',
        rounds: turns.floor,
      },
      target: { of: 'ratio', atLeast: 0.6 },
    };
  });
}

type Timed = (push: () => Promise<void>) => () => Promise<number>;

async function sendJournals(fleet: Fleet, timed: Timed): Promise<number> {
  const { push, disconnect } = await connectFleet(fleet);
  try {
    return await timed(push)();
  } finally {
    disconnect();
  }
}

async function sendRows({ members }: Fleet, url: string, timed: Timed): Promise<number> {
  const sockets = await Promise.all(members.map(() => connect(url)));
  try {
    return await timed(async () => {
      await Promise.all(
        members.map(({ light, journal }, at) => sendAll(sockets[at] as Socket, light.terminal, journal)),
      );
    })();
  } finally {
    for (const socket of sockets) socket.disconnect();
  }
}

async function connect(url: string): Promise<Socket> {
  const socket = io(url, { reconnection: false, forceNew: true, transports: ['websocket'] });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  return socket;
}

async function sendAll(socket: Socket, terminal: number, journal: readonly JournalEntry[]): Promise<void> {
  for (let acked = 0; acked < journal.length; ) {
    const batch = cutBatch(journal, acked + 1);
    acked = await new Promise<number>((resolve) => socket.emit('rows', terminal, batch, resolve));
  }
}
