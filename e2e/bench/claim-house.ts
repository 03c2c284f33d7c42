/** A server's database full of free seats, and the three ways in which one is claimed in it. */
import { systemClock } from '@marquee/sync-server/platform/clock';
import { type Database, insertRows } from '@marquee/sync-server/platform/database';
import { systemRandomness } from '@marquee/sync-server/platform/randomness';
import { answerAsk } from '@marquee/sync-server/rights/rights';
import { makeServerKeys } from '@marquee/sync-server/terminals/terminals';
import mysql from 'mysql2/promise';
import { type Claim, claimBare, claimLocked, type Send } from './claim-statements.ts';
import { fillServer, openServerDatabase } from './drain-server.ts';
import { grandHall, type House, makeHouse } from './house.ts';
import { loadMariaDb } from './system.ts';

export type Contestant = 'ours' | 'floor' | 'locked';

export interface ClaimHouse {
  house: House;
  database: Database;
  /** One seat for one terminal: granted, or refused because it is taken. */
  claims: Record<Contestant, (claim: Claim) => Promise<boolean>>;
}

/** As many as the server's own pool has: more wait. */
const connectionsMax = 16;

/** A MariaDB of its own with this house in it. */
export async function prepareMariaDb(
  house: House,
  atEnd: (close: () => unknown) => void,
): Promise<{ url: string; database: Database }> {
  const { startMariaDb } = await loadMariaDb();
  const mariaDb = await startMariaDb();
  atEnd(mariaDb.stop);
  const database = await openServerDatabase(mariaDb.url);
  atEnd(() => database.close());
  await fillServer(mariaDb.url, database, house);
  return { url: mariaDb.url, database };
}

export async function prepareClaims(
  options: { days: number; terminals: number },
  atEnd: (close: () => unknown) => void,
): Promise<ClaimHouse> {
  const house = makeHouse({ nowMs: systemClock.nowMs(), days: options.days, venue: grandHall });
  const { url, database } = await prepareMariaDb(house, atEnd);
  await database.transaction('grants', (tx) =>
    insertRows(
      tx,
      'stream',
      ['name', 'revision', 'closed'],
      Array.from({ length: options.terminals }, (_, at) => [`grants:${at + 1}`, 0, 0]),
    ),
  );
  const bare = connectBare(url, atEnd);
  await compareStatements(house, database);
  return {
    house,
    database,
    claims: {
      ours: (claim) => ask(database, claim),
      floor: (claim) => bare((send) => claimBare(send, claim)),
      locked: (claim) => bare((send) => claimLocked(send, claim)),
    },
  };
}

/** Runs `work` on a connection of bare mysql2. */
export type WithConnection = <R>(work: (send: Send) => Promise<R>) => Promise<R>;

export function connectBare(url: string, atEnd: (close: () => unknown) => void): WithConnection {
  const pool = mysql.createPool({
    uri: url,
    connectionLimit: connectionsMax,
    charset: 'UTF8MB4_BIN',
    jsonStrings: true,
  });
  atEnd(() => pool.end());
  pool.on('connection', (connection) => {
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  });
  return async (work) => {
    const connection = await pool.getConnection();
    try {
      return await work(async (sql, values) => (await connection.query(sql, [...(values ?? [])]))[0]);
    } finally {
      connection.release();
    }
  };
}

async function ask(database: Database, { operationId, terminal, screeningId, seatId }: Claim): Promise<boolean> {
  const deps = {
    database,
    clock: systemClock,
    randomness: systemRandomness,
    feed: { announce: () => undefined },
    incarnation: 1,
    serverKeys: makeServerKeys(new Uint8Array(32)),
    // Nobody is there who could be asked to give a seat back: taken is taken.
    isReachable: () => false,
  };
  const answer = await answerAsk(deps, terminal, { operationId, screeningId, seatIds: [seatId] });
  return answer.outcome === 'granted';
}

/** A floor that sends something else than the server would prove nothing: the statements of a claim are compared. */
async function compareStatements({ screenings, venues }: House, database: Database): Promise<void> {
  const screening = screenings.at(-1);
  const seat = venues.find(({ id }) => id === screening?.venueId)?.seats.at(-1);
  if (!screening || !seat) throw new Error('the house has no seat');
  // The second terminal comes too late.
  const claim = (terminal: number): Claim => ({
    operationId: `compared-${terminal}`,
    terminal,
    screeningId: screening.id,
    seatId: seat.id,
  });
  for (const terminal of [1, 2]) {
    const ours: string[] = [];
    await ask(record(database, ours), claim(terminal));
    const bare: string[] = [];
    const affectedRows = terminal === 1 ? 1 : 0;
    const send: Send = async (sql) => {
      bare.push(sql);
      return { affectedRows, insertId: 1 };
    };
    await claimBare(send, claim(terminal));
    const sent = bare.filter((sql) => sql !== 'START TRANSACTION' && sql !== 'COMMIT');
    if (JSON.stringify(sent.map(squeeze)) !== JSON.stringify(ours.map(squeeze)))
      throw new Error(`the server sends other statements than its floor:\n${ours.join('\n')}\n---\n${sent.join('\n')}`);
  }
}

const squeeze = (sql: string): string => sql.replaceAll(/\s+/g, ' ').trim();

function record(database: Database, statements: string[]): Database {
  return {
    ...database,
    transaction: (name, work) =>
      database.transaction(name, (tx) =>
        work({
          ...tx,
          all: (sql, values) => {
            statements.push(sql);
            return tx.all(sql, values);
          },
          run: (sql, values) => {
            statements.push(sql);
            return tx.run(sql, values);
          },
        }),
      ),
  };
}

/** Screening by screening, each with a stream of its own; as guests come for several at a time. */
export function* spreadSeats(
  { screenings, venues }: House,
  mixed: number,
): Generator<Omit<Claim, 'operationId' | 'terminal'>> {
  const seatsOf = new Map(venues.map(({ id, seats }) => [id, seats]));
  for (let from = 0; from < screenings.length; from += mixed) {
    const group = screenings.slice(from, from + mixed);
    const most = Math.max(...group.map(({ venueId }) => seatsOf.get(venueId)?.length ?? 0));
    for (let at = 0; at < most; at++) {
      for (const { id, venueId } of group) {
        const seat = seatsOf.get(venueId)?.[at];
        if (seat) yield { screeningId: id, seatId: seat.id };
      }
    }
  }
}
