/** (a) From an open basket of two seats to sold: on the disk, journalled, signed, its papers queued. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@marquee/terminal/platform/clock';
import type { Handle } from '@marquee/terminal/platform/store';
import { type BareSales, openBareSales, readSaleRows, saleTables } from './bare-sale.ts';
import {
  type BenchTerminal,
  databaseFile,
  fillBasket,
  fillTerminal,
  type OpenBasket,
  openBenchTerminal,
  sellForCash,
} from './bench-terminal.ts';
import { closeAfter } from './close-after.ts';
import { type Figure, formatNumber } from './figures.ts';
import { grandHall, makeHouse, pairSeats } from './house.ts';
import { quantile, takeTurns } from './rounds.ts';
import { makeDiskFolder } from './system.ts';

export interface DurableSaleOptions {
  rounds: number;
  salesPerRound: number;
}
export interface DurableSale {
  figure: Figure;
  /** Rows of each table that a sale writes to, at the end: the floor must have done the same work. */
  rowCounts: Record<'ours' | 'floor', Record<string, number>>;
}

/** The first few hundred sales are slower: the code is not compiled yet. */
const warmUps = 3;
/** Screenings that sell at the same time. */
const mixed = 5;
const seatsPerSale = 2;
/** The Grand Hall shows at least four films a day. */
const seatsPerDayMin = 2000;

export function measureDurableSale(options: DurableSaleOptions): Promise<DurableSale> {
  return closeAfter(async (atEnd) => {
    const { folder, remove } = await makeDiskFolder('sale');
    atEnd(remove);
    const data = join(folder, 'terminal');
    const terminal = await openBenchTerminal(data);
    atEnd(terminal.close);
    const baskets = await fillBaskets(terminal, (warmUps + options.rounds) * options.salesPerRound);
    terminal.handle.pragma('wal_checkpoint(TRUNCATE)');
    const bareFile = join(folder, 'bare.db');
    copyFileSync(databaseFile(data), bareFile);
    const bare = openBareSales(bareFile);
    atEnd(bare.close);
    return sellInTurn({ terminal, baskets, bare }, options);
  });
}

async function fillBaskets({ core }: BenchTerminal, count: number): Promise<OpenBasket[]> {
  const days = Math.ceil((count * seatsPerSale) / seatsPerDayMin) + 1;
  const house = makeHouse({ nowMs: systemClock.nowMs(), days, venue: grandHall });
  fillTerminal(core, house);
  const baskets: OpenBasket[] = [];
  for (const pair of pairSeats(house, count, mixed)) baskets.push(await fillBasket(core, pair));
  return baskets;
}

async function sellInTurn(
  { terminal, baskets, bare }: { terminal: BenchTerminal; baskets: readonly OpenBasket[]; bare: BareSales },
  { rounds, salesPerRound }: DurableSaleOptions,
): Promise<DurableSale> {
  const { core, handle } = terminal;
  let sold: number[] = [];
  const turns = await takeTurns<'ours' | 'floor', number[]>(
    { warmUps, counted: rounds },
    {
      ours: (round) => {
        const part = baskets.slice(round * salesPerRound, (round + 1) * salesPerRound);
        sold = [];
        return timeEach(part, (basket) => sold.push(sellForCash(core, basket)));
      },
      // What the real sales of this round have just written.
      floor: () =>
        timeEach(
          sold.map((seq) => readSaleRows(handle, seq)),
          bare.write,
        ),
    },
  );
  return {
    figure: {
      title: '(a) durable sale on the terminal: two seats, cash, WAL, synchronous=FULL',
      unit: 'sales/s',
      better: 'more',
      ours: describe('open basket to sold, with journal entry, tickets and print jobs', turns.ours),
      floor: describe('bare better-sqlite3, the same rows and signatures', turns.floor),
      target: { of: 'ratio', atLeast: 0.6 },
    },
    rowCounts: { ours: countRows(handle), floor: countRows(bare.handle) },
  };
}

/** Milliseconds of each. */
function timeEach<T>(items: readonly T[], work: (item: T) => unknown): number[] {
  return items.map((item) => {
    const startedMs = performance.now();
    work(item);
    return performance.now() - startedMs;
  });
}

function describe(what: string, rounds: readonly number[][]): Figure['ours'] {
  const all = rounds.flat();
  return {
    what,
    rounds: rounds.map((sales) => (sales.length * 1000) / sales.reduce((total, ms) => total + ms, 0)),
    notes: [`p50 ${formatNumber(quantile(all, 0.5))} ms`, `p99 ${formatNumber(quantile(all, 0.99))} ms`],
  };
}

function countRows(handle: Handle): Record<string, number> {
  const counts = saleTables.map((table) => {
    const where = table === 'basket' || table === 'seat_right' ? " WHERE state = 'sold'" : '';
    return [table, Number(handle.prepare(`SELECT COUNT(*) FROM ${table}${where}`).pluck().get())] as const;
  });
  return Object.fromEntries(counts);
}
