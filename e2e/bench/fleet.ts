/** A server on MariaDB, and many terminals that come back with sales which it doesn't know yet. */

import type { JournalEntry } from '@marquee/shared/protocol/journal';
import { cinemaStream, grantsStream, screeningStream } from '@marquee/shared/protocol/streams';
import { jitter } from '@marquee/shared/randomness';
import { systemClock } from '@marquee/sync-server/platform/clock';
import { type Database, updateMany } from '@marquee/sync-server/platform/database';
import { systemRandomness } from '@marquee/sync-server/platform/randomness';
import type { Child } from './child.ts';
import {
  countServer,
  fillServer,
  openServerDatabase,
  restoreServer,
  saveServer,
  startSyncServer,
} from './drain-server.ts';
import { grandHall, type House, makeHouse, type Pair, pairSeats } from './house.ts';
import { cutBatch, rightVersion, writeSales } from './light-journal.ts';
import { connectAllLight, enrolLight, type LightSession, type LightTerminal } from './light-terminal.ts';
import { loadMariaDb, makeDiskFolder } from './system.ts';

export interface FleetOptions {
  terminals: number;
  salesEach: number;
  /** The Grand Hall's programme: about two thousand seats a day. As many days as the sales need where it isn't given. */
  days?: number;
}

export interface Fleet {
  databaseUrl: string;
  database: Database;
  server: Child;
  /** With their journals, none of which the server has seen. */
  members: { light: LightTerminal; journal: JournalEntry[] }[];
  /** What they follow beside their own grants. */
  streams: string[];
}

export const seatsPerSale = 2;
/** Screenings that sell at the same time. */
const mixed = 10;
const seatsPerDayMin = 2000;
const dayMs = 24 * 3600_000;
const rowsAtOnce = 2000;
const busyWaitMs = 500;

export async function prepareFleet(
  { terminals, salesEach, days }: FleetOptions,
  atEnd: (close: () => unknown) => void,
): Promise<Fleet> {
  const { folder, remove } = await makeDiskFolder('fleet');
  atEnd(remove);
  const { startMariaDb } = await loadMariaDb();
  const mariaDb = await startMariaDb();
  atEnd(mariaDb.stop);
  const sales = terminals * salesEach;
  // So far ahead that the server deals out no seats by itself.
  const nowMs = systemClock.nowMs() + 2 * dayMs;
  const house = makeHouse({
    nowMs,
    days: days ?? Math.ceil((sales * seatsPerSale) / seatsPerDayMin) + 2,
    venue: grandHall,
  });
  const database = await openServerDatabase(mariaDb.url);
  atEnd(() => database.close());
  await fillServer(mariaDb.url, database, house);
  const lights = await enrolLight(database, house.cinema.id, terminals);
  const pairs = pairSeats(house, sales, mixed);
  // All of them sell for the same screenings at the same time: neighbours in time are dealt to different terminals.
  const dealtTo = (index: number) => (index + Math.floor(index / mixed)) % terminals;
  const pairsOf = lights.map((_, at) => pairs.filter((_pair, index) => dealtTo(index) === at));
  await grantPairs(database, lights, pairsOf);
  await saveServer(mariaDb.url);
  const server = await startSyncServer(mariaDb.url, folder);
  atEnd(server.stop);
  return {
    databaseUrl: mariaDb.url,
    database,
    server,
    members: lights.map((light, at) => ({ light, journal: writeSales(house, pairsOf[at] ?? [], light.key) })),
    streams: namesOf(house),
  };
}

const namesOf = ({ cinema, screenings }: House): string[] => [
  cinemaStream(cinema.id),
  ...screenings.map(({ id }) => screeningStream(id)),
];

/** As grants long ago would have left it. */
async function grantPairs(
  database: Database,
  lights: readonly LightTerminal[],
  pairsOf: readonly (readonly Pair[])[],
): Promise<void> {
  const rows = lights.flatMap(({ terminal }, at) =>
    (pairsOf[at] ?? []).flatMap(({ screeningId, seatIds }) => seatIds.map((seatId) => [screeningId, seatId, terminal])),
  );
  const update = {
    table: 'seat_right',
    columns: ['screening_id', 'seat_id', 'terminal'],
    set: { state: "'granted'", holder: 'v.terminal', version: String(rightVersion) },
    where: "r.screening_id = v.screening_id AND r.seat_id = v.seat_id AND r.state = 'free'",
  };
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const part = rows.slice(from, from + rowsAtOnce);
    const changed = await database.transaction('grants', (tx) => updateMany(tx, update, part));
    if (changed !== part.length) throw new Error(`${part.length - changed} seats could not be granted`);
  }
}

/** The server as it was before the first sale; then `drain`, and every sale must be there, once. */
export async function drainInto<R>({ databaseUrl, members }: Fleet, drain: () => Promise<R>): Promise<R> {
  await restoreServer(databaseUrl);
  const answer = await drain();
  const sales = members.reduce((sum, { journal }) => sum + journal.length, 0);
  const expected = {
    bookings: sales,
    tickets: sales * seatsPerSale,
    payments: sales,
    entries: sales,
    soldRights: sales * seatsPerSale,
    acked: Math.max(...members.map(({ journal }) => journal.length)),
    exceptions: 0,
  };
  const counts = await countServer(databaseUrl);
  if (JSON.stringify(counts) !== JSON.stringify(expected)) throw new Error(`drained to ${JSON.stringify(counts)}`);
  return answer;
}

/** All connected and following first; then `push` sends every journal at once. */
export async function connectFleet(fleet: Fleet): Promise<{ push(): Promise<void>; disconnect(): void }> {
  // The tokens of a restored database are the first ones again.
  const lights = fleet.members.map(({ light }) => ({ ...light }));
  const sessions = await connectAllLight(fleet.server.url, lights, ({ terminal }) => [
    ...fleet.streams,
    grantsStream(terminal),
  ]);
  const byTerminal = new Map(sessions.map((session) => [session.terminal, session]));
  return {
    async push() {
      await Promise.all(
        fleet.members.map(({ light, journal }) => {
          const session = byTerminal.get(light.terminal);
          if (!session) throw new Error(`terminal ${light.terminal} is not connected`);
          return pushJournal(session, journal);
        }),
      );
    },
    disconnect() {
      for (const { socket } of sessions) socket.disconnect();
    },
  };
}

/** As a terminal does it: a server that takes in others' journals, or is silent, is sent the same batch again. */
async function pushBatch({ tryCall }: LightSession, request: object): Promise<{ ackedSeq: number }> {
  for (;;) {
    const answered = await tryCall('journal:push', request);
    if (answered?.ok) return answered.answer as { ackedSeq: number };
    if (answered && answered.code !== 'server-busy') throw new Error(`${answered.code} ${answered.detail}`);
    await systemClock.sleep(jitter(systemRandomness, busyWaitMs));
  }
}

async function pushJournal(session: LightSession, journal: readonly JournalEntry[]): Promise<void> {
  for (let acked = 0; acked < journal.length; ) {
    const entries = cutBatch(journal, acked + 1);
    const previousHash = acked === 0 ? '0'.repeat(64) : (journal[acked - 1]?.hash ?? '');
    acked = (await pushBatch(session, { fromSeq: acked + 1, previousHash, entries })).ackedSeq;
  }
}
