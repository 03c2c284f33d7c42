/** (b) A terminal that was alone for a long time comes back: ten thousand sales go up to the server. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry } from '@marquee/shared/protocol/journal';
import { makeSendEnrolment } from '@marquee/terminal/enrol/send-enrolment';
import { systemClock } from '@marquee/terminal/platform/clock';
import { makeSocketLink } from '@marquee/terminal/sync/socket-link';
import { fillBasket, openBenchTerminal, sellForCash } from './bench-terminal.ts';
import type { Child } from './child.ts';
import { closeAfter } from './close-after.ts';
import { drainByDocuments, fillDocuments, startDocumentsServer } from './drain-documents.ts';
import { drainByJournal } from './drain-journal.ts';
import { drainByRows, startRowsServer } from './drain-rows.ts';
import {
  countServer,
  fillServer,
  grantAll,
  openServerDatabase,
  restoreServer,
  type ServerCounts,
  saveServer,
  startSyncServer,
} from './drain-server.ts';
import type { Figure } from './figures.ts';
import { grandHall, type House, makeHouse, pairSeats } from './house.ts';
import { takeTurns } from './rounds.ts';
import { loadMariaDb, makeDiskFolder } from './system.ts';

export interface DrainOptions {
  rounds: number;
  sales: number;
}

/** Screenings that sell at the same time. */
const mixed = 10;
const seatsPerSale = 2;
/** The Grand Hall shows at least four films a day. */
const seatsPerDayMin = 2000;
/** Let the disk and the database settle between two contenders. */
const settleMs = 300;

export function measureDrain(options: DrainOptions): Promise<Figure[]> {
  return closeAfter(async (atEnd) => {
    const { folder, remove } = await makeDiskFolder('drain');
    atEnd(remove);
    const { startMariaDb } = await loadMariaDb();
    const mariaDb = await startMariaDb();
    atEnd(mariaDb.stop);
    const outbox = await prepareOutbox({ folder, databaseUrl: mariaDb.url, sales: options.sales, atEnd });
    return drainInTurn(outbox, options);
  });
}

/** A terminal's folder full of unsent sales, and the three servers that can take them. */
interface Outbox {
  folder: string;
  terminal: number;
  databaseUrl: string;
  serverUrl: string;
  rowsUrl: string;
  documentsUrl: string;
}

async function prepareOutbox(
  options: Pick<Outbox, 'folder' | 'databaseUrl'> & { sales: number; atEnd(close: () => unknown): void },
): Promise<Outbox> {
  const { folder, databaseUrl, sales, atEnd } = options;
  const running = async (starting: Promise<Child>): Promise<string> => {
    const child = await starting;
    atEnd(child.stop);
    return child.url;
  };
  const days = Math.ceil((sales * seatsPerSale) / seatsPerDayMin) + 2;
  const house = makeHouse({ nowMs: systemClock.nowMs(), days, venue: grandHall });
  const database = await openServerDatabase(databaseUrl);
  atEnd(() => database.close());
  const code = await fillServer(databaseUrl, database, house);
  const serverUrl = await running(startSyncServer(databaseUrl, folder));
  const terminal = await enrol(folder, { serverUrl, code });
  await grantAll(database, house, terminal);
  await syncOnce(folder, serverUrl);
  await saveServer(databaseUrl);
  const entries = await sellAll(folder, house, sales);
  const rowsUrl = await running(startRowsServer(databaseUrl));
  const documentsUrl = await running(startDocumentsServer(folder));
  await fillDocuments(folder, terminal, entries);
  return { folder, terminal, databaseUrl, serverUrl, rowsUrl, documentsUrl };
}

const outboxFolder = (folder: string): string => join(folder, 'outbox');

async function enrol(folder: string, { serverUrl, code }: { serverUrl: string; code: string }): Promise<number> {
  const send = makeSendEnrolment({ serverUrl, clock: systemClock });
  const terminal = await openBenchTerminal(outboxFolder(folder), {
    enrolment: { enrol: { code, name: 'bench', role: 'kiosk' }, send },
  });
  await terminal.close();
  return terminal.core.identity.terminal;
}

/** While the network was still there: catalogue, pictures and rights came down, the enrolment's entry went up. */
async function syncOnce(folder: string, serverUrl: string): Promise<void> {
  const link = makeSocketLink({
    serverUrl,
    clock: systemClock,
    log: { warn: (context, message) => console.error(message, context) },
  });
  const terminal = await openBenchTerminal(outboxFolder(folder), { link });
  try {
    while (!terminal.core.sync.isOnline()) await systemClock.sleep(20);
    if (!(await terminal.core.sync.drain(10_000))) throw new Error('the first sync did not end');
  } finally {
    await terminal.close();
  }
}

/** Without a network: real sales, one after the other. Answers their journal entries. */
async function sellAll(folder: string, house: House, sales: number): Promise<JournalEntry[]> {
  const terminal = await openBenchTerminal(outboxFolder(folder));
  // How the outbox came to be is not measured; it is on the disk when the file is closed.
  terminal.handle.pragma('synchronous = OFF');
  try {
    for (const pair of pairSeats(house, sales, mixed))
      sellForCash(terminal.core, await fillBasket(terminal.core, pair));
    return terminal.handle
      .prepare<[], JournalEntry>(
        "SELECT seq, type, payload, at_ms AS atMs, hash, signature FROM journal WHERE type = 'sale.made' ORDER BY seq",
      )
      .all();
  } finally {
    await terminal.close();
  }
}

async function drainInTurn(outbox: Outbox, { rounds, sales }: DrainOptions): Promise<Figure[]> {
  const { folder, databaseUrl } = outbox;
  const expected: ServerCounts = {
    bookings: sales,
    tickets: sales * seatsPerSale,
    payments: sales,
    entries: sales + 1,
    soldRights: sales * seatsPerSale,
    acked: sales + 1,
    exceptions: 0,
  };
  /** From a copy of the outbox into a server as it was before; checked afterwards. Answers sales a second. */
  const intoServer = async (drain: (folder: string) => Promise<number>): Promise<number> => {
    const copy = join(folder, 'round');
    cpSync(outboxFolder(folder), copy, { recursive: true });
    await restoreServer(databaseUrl);
    await systemClock.sleep(settleMs);
    const ms = await drain(copy);
    const counts = await countServer(databaseUrl);
    if (JSON.stringify(counts) !== JSON.stringify(expected)) throw new Error(`drained to ${JSON.stringify(counts)}`);
    rmSync(copy, { recursive: true });
    return (sales * 1000) / ms;
  };
  const turns = await takeTurns<'floor' | 'ours' | 'peer', number>(
    { warmUps: 1, counted: rounds },
    {
      floor: () => intoServer((copy) => drainByRows(copy, { url: outbox.rowsUrl, terminal: outbox.terminal })),
      ours: () => intoServer((copy) => drainByJournal(copy, outbox.serverUrl)),
      peer: async (round) => {
        await systemClock.sleep(settleMs);
        return (sales * 1000) / (await drainByDocuments(folder, `${outbox.documentsUrl}/round-${round}`, sales));
      },
    },
  );
  const ours = {
    what: 'terminal on SQLite to server on MariaDB, from the first packet to the last acknowledgement',
    rounds: turns.ours,
  };
  const title = `(b) drain of ${sales.toLocaleString('en-US')} sales of two seats`;
  return [
    {
      title: `${title}, beside bare statements`,
      unit: 'sales/s',
      better: 'more',
      ours,
      floor: { what: 'bare Socket.IO and mysql2, the same batches and rows', rounds: turns.floor },
      target: { of: 'ratio', atLeast: 0.6 },
    },
    {
      title: `${title}, beside a document database`,
      unit: 'sales/s',
      better: 'more',
      ours,
      floor: { what: 'PouchDB to express-pouchdb, LevelDB, as many documents of the same content', rounds: turns.peer },
      target: { of: 'ratio', above: 1 },
    },
  ];
}
