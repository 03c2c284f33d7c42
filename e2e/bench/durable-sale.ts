/** (a) From an open basket of two seats to sold: on the disk, journalled, signed, its papers queued. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@marquee/terminal/platform/clock';
import type { Handle } from '@marquee/terminal/platform/store';
import { openBareSales, readSaleRows, saleTables } from './bare-sale.ts';
import { type BenchTerminal, databaseFile, fillBasket, fillTerminal, openBenchTerminal, sellForCash } from './bench-terminal.ts';
import type { Figure } from './figures.ts';
import { formatNumber } from './figures.ts';
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

const warmUps = 1;
/** Screenings that sell at the same time. */
const mixed = 5;

export async function measureDurableSale({ rounds, salesPerRound }: DurableSaleOptions): Promise<DurableSale> {
  const { folder, remove } = await makeDiskFolder('sale');
  const terminal = await openBenchTerminal(join(folder, 'terminal'));
  try {
    return await sellBoth(terminal, folder, { rounds, salesPerRound });
  } finally {
    await terminal.close();
    remove();
  }
}

async function sellBoth(terminal: BenchTerminal, folder: string, { rounds, salesPerRound }: DurableSaleOptions): Promise<DurableSale> {
  const { core, handle } = terminal;
  const count = (warmUps + rounds) * salesPerRound;
  const house = makeHouse({ nowMs: systemClock.nowMs(), days: Math.ceil(count / 1000) + 1, venue: grandHall });
  fillTerminal(core, house);
  const baskets = [];
  for (const pair of pairSeats(house, count, mixed)) baskets.push(await fillBasket(core, pair));

  handle.pragma('wal_checkpoint(TRUNCATE)');
  const bareFile = join(folder, 'bare.db');
  copyFileSync(databaseFile(join(folder, 'terminal')), bareFile);
  const bare = openBareSales(bareFile);
  try {
    let sold: number[] = [];
    const turns = await takeTurns<'ours' | 'floor', number[]>({ warmUps, counted: rounds }, {
      ours: (round) => {
        const part = baskets.slice(round * salesPerRound, (round + 1) * salesPerRound);
        sold = [];
        return timeEach(part, (basket) => sold.push(sellForCash(core, basket)));
      },
      floor: () => timeEach(sold.map((seq) => readSaleRows(handle, seq)), bare.write),
    });
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
  } finally {
    bare.close();
  }
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
