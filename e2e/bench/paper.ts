/** (v) From "paid" to the last byte of its papers at a printer on TCP. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { TcpPrinter } from '@marquee/terminal/devices/testing/tcp-printer';
import { systemClock } from '@marquee/terminal/platform/clock';
import { type Kiosk, startKiosk } from '../fakes/kiosk.ts';
import { fillTerminal, openBenchTerminal } from './bench-terminal.ts';
import { closeAfter } from './close-after.ts';
import { type Figure, formatNumber } from './figures.ts';
import { grandHall, makeHouse, type Pair, pairSeats } from './house.ts';
import { quantile, takeTurns } from './rounds.ts';
import { makeDiskFolder } from './system.ts';

export interface PaperOptions {
  rounds: number;
  salesPerRound: number;
}

const limitMs = 150;
const warmUps = 1;
/** Two tickets and the receipt. */
const slipsPerSale = 3;

export function measurePaper({ rounds, salesPerRound }: PaperOptions): Promise<Figure> {
  return closeAfter(async (atEnd) => {
    const { folder, remove } = await makeDiskFolder('paper');
    atEnd(remove);
    const printer = await TcpPrinter.start();
    atEnd(() => printer.stop());
    const bare = await listenBare();
    atEnd(bare.close);
    const data = join(folder, 'terminal');
    const pairs = await prepareTerminal(data, (warmUps + rounds) * salesPerRound);
    const kiosk = await startTerminal(data, printer.address);
    atEnd(async () => void (await kiosk.stop()));
    let papers: Buffer[] = [];
    const turns = await takeTurns<'ours' | 'floor', number[]>(
      { warmUps, counted: rounds },
      {
        ours: async (round) => {
          papers = [];
          const times: number[] = [];
          for (const pair of pairs.slice(round * salesPerRound, (round + 1) * salesPerRound)) {
            times.push(await timePapers(kiosk, printer, pair));
            papers.push(printer.received);
          }
          return times;
        },
        // What has just been printed.
        floor: async () => {
          const times: number[] = [];
          for (const bytes of papers) times.push(await bare.time(bytes));
          return times;
        },
      },
    );
    const kiloBytes = (papers[0]?.length ?? 0) / 1000;
    const all = turns.ours.flat();
    return {
      title: '(v) paid to the last byte of the receipt and two tickets at a printer on TCP',
      unit: 'ms, p95',
      better: 'less',
      ours: {
        what: 'spool, templates, pictures, the printer asked before and after each slip',
        rounds: turns.ours.map((times) => quantile(times, 0.95)),
        notes: [`p50 ${formatNumber(quantile(all, 0.5))} ms`, `${formatNumber(kiloBytes)} kB`],
      },
      floor: {
        what: 'the same bytes over one bare connection',
        rounds: turns.floor.map((times) => quantile(times, 0.95)),
      },
      target: { of: 'value', below: limitMs },
    };
  });
}

/** A data folder as a kiosk of the Grand Hall alone has it in the morning. Answers so many pairs of its seats. */
async function prepareTerminal(folder: string, count: number): Promise<Pair[]> {
  const house = makeHouse({ nowMs: systemClock.nowMs(), days: 1, venue: grandHall });
  const terminal = await openBenchTerminal(folder);
  try {
    fillTerminal(terminal.core, house);
  } finally {
    await terminal.close();
  }
  return pairSeats(house, count, 1);
}

/** Nobody opens its page, so it needs none that is built. */
function startTerminal(folder: string, printer: string): Promise<Kiosk> {
  const pageFolder = join(folder, 'page');
  mkdirSync(pageFolder);
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html>');
  const env = { PAGE_FOLDER: pageFolder, PRINTER: printer };
  return startKiosk({ name: 'kiosk', folder, serverUrl: 'http://127.0.0.1:9', enrolCode: 'OFFLINE', env });
}

async function timePapers(kiosk: Kiosk, printer: TcpPrinter, { screeningId, seatIds }: Pair): Promise<number> {
  const tickets = [{ ticketClass: 'adult' as const, count: seatIds.length }];
  const choice = { basketId: null, screeningId, seatIds: [...seatIds], tickets, allowSingleSeat: true };
  const chosen = await kiosk.call('choose-seats', choice);
  if (!chosen.ok) throw new Error(`seats were refused: ${chosen.reason}`);
  const { basketId } = chosen.basket;
  printer.received = Buffer.alloc(0);
  const slips = printer.slips.length + slipsPerSale;
  const paid = await kiosk.call('pay', { basketId, tender: 'cash' });
  if (!paid.ok) throw new Error(`a sale was refused: ${paid.reason}`);
  const paidMs = performance.now();
  await printer.until(() => printer.slips.length >= slips);
  const lastByteMs = performance.now();
  await kiosk.untilAnswer(
    'see-basket',
    { basketId },
    ({ basket }) => basket?.sale?.tickets.every(({ print }) => print === 'printed') ?? false,
  );
  return lastByteMs - paidMs;
}

interface BareReceiver {
  /** Until all of it has arrived, from before the connection is opened. */
  time(bytes: Buffer): Promise<number>;
  close(): void;
}

async function listenBare(): Promise<BareReceiver> {
  let arrived = 0;
  let wanted: { bytes: number; tell: () => void } = { bytes: 0, tell: () => undefined };
  const server = createServer((socket) =>
    socket.on('data', (bytes) => {
      arrived += bytes.length;
      if (arrived >= wanted.bytes) wanted.tell();
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    async time(bytes) {
      const { promise, resolve } = Promise.withResolvers<void>();
      arrived = 0;
      wanted = { bytes: bytes.length, tell: resolve };
      const fromMs = performance.now();
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      socket.end(bytes);
      await promise;
      return performance.now() - fromMs;
    },
    close: () => void server.close(),
  };
}
