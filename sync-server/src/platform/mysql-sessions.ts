import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import type { Connection as DriverConnection } from 'mysql2';
import mysql from 'mysql2/promise';
import type { Value } from './database.ts';
import { describeMysqlError } from './mysql-errors.ts';

/** One connection with our settings, lent out by the pool. */
export interface MysqlSession {
  /** Rows, or the header of a change. Rejects with the driver's error. */
  send(sql: string, values?: readonly Value[]): Promise<unknown>;
  release(): void;
  destroy(): void;
}

export interface MysqlSessions {
  /** Throws Fault `database-unreachable`, or `database-busy` when too many wait. */
  borrow(): Promise<MysqlSession>;
  close(): Promise<void>;
}

const waitingMax = 2000;
/** A statement without an answer for this long: the connection is given up, the statement may have run. */
const answerMsMax = 20_000;

const settings = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = 5, sql_mode =
    'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`,
];

/** Connects once, so that a wrong address is noticed at the start. */
export async function openMysqlSessions(
  url: string,
  { clock, connectionsMax }: { clock: Pick<Clock, 'setTimer'>; connectionsMax: number },
): Promise<MysqlSessions> {
  const pool = openPool(url, connectionsMax);
  const { host } = new URL(url);
  const prepared = new WeakSet<object>();

  async function borrow(): Promise<MysqlSession> {
    const connection = await pool.getConnection().catch((thrown) => {
      const reason = describeMysqlError(thrown);
      if (reason === 'Queue limit reached.') throw new Fault('database-busy', 'too many requests wait');
      throw new Fault('database-unreachable', `${host}: ${reason}`, { cause: thrown });
    });
    const session = makeSession(connection, clock);
    // The pool makes a new wrapper each time; the connection inside stays the same.
    if (prepared.has(connection.connection)) return session;
    try {
      await prepareSession(session);
    } catch (thrown) {
      session.destroy();
      throw new Fault('database-unreachable', `${host}: ${describeMysqlError(thrown)}`, { cause: thrown });
    }
    prepared.add(connection.connection);
    return session;
  }

  try {
    (await borrow()).release();
  } catch (thrown) {
    await pool.end();
    throw thrown;
  }
  return { borrow, close: () => pool.end() };
}

async function prepareSession(session: MysqlSession): Promise<void> {
  for (const setting of settings) await session.send(setting);
  const [galera] = (await session.send("SHOW VARIABLES LIKE 'wsrep_on'")) as { Value: string }[];
  // On a cluster, a read that decides must see what other nodes have already committed.
  if (galera?.Value === 'ON') await session.send('SET SESSION wsrep_sync_wait = 1');
}

function makeSession(connection: mysql.PoolConnection, clock: Pick<Clock, 'setTimer'>): MysqlSession {
  // Under its promises, which note where each call came from: that alone took a tenth of a claim's time. The types say
  // that there are promises below as well.
  const driver = connection.connection as unknown as DriverConnection;
  return {
    send: (sql, values = []) =>
      new Promise((resolve, reject) => {
        // The driver's own time-out would keep its timer, and the process, alive after the connection is gone.
        const cancel = clock.setTimer(answerMsMax, () => {
          connection.destroy();
          reject(Object.assign(new Error('no answer from the database'), { code: 'ETIMEDOUT' }));
        });
        driver.query(sql, [...values], (thrown: unknown, answer: unknown) => {
          cancel();
          if (thrown) reject(thrown);
          else resolve(answer);
        });
      }),
    release: () => connection.release(),
    destroy: () => connection.destroy(),
  };
}

function openPool(url: string, connectionsMax: number): mysql.Pool {
  const { hostname, port, username, password, pathname } = new URL(url);
  return mysql.createPool({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 3306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    connectionLimit: connectionsMax,
    queueLimit: waitingMax,
    connectTimeout: 5000,
    enableKeepAlive: true,
    charset: 'UTF8MB4_BIN',
    timezone: 'Z',
    // What SQLite answers: dates and JSON as text, sums as numbers.
    dateStrings: true,
    jsonStrings: true,
    decimalNumbers: true,
  });
}
