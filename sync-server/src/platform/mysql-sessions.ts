import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import type { Connection as DriverConnection } from 'mysql2';
import mysql from 'mysql2/promise';
import { splitNodes, type Value } from './database.ts';
import { describeMysqlError, nodeNotReady } from './mysql-errors.ts';

/** One connection with our settings, lent out by the pool. */
export interface MysqlSession {
  /** Rows, or the header of a change. Rejects with the driver's error. */
  send(sql: string, values?: readonly Value[]): Promise<unknown>;
  release(): void;
  destroy(): void;
  /** This connection is lost, or its node answers nothing useful now: for a while the others are asked first. */
  abandon(): void;
}

export interface MysqlSessions {
  /** Throws Fault `database-unreachable`, or `database-busy` when too many wait. */
  borrow(): Promise<MysqlSession>;
  close(): Promise<void>;
}

const waitingMax = 2000;
/** A statement without an answer for this long: the connection is given up, the statement may have run. */
const answerMsMax = 20_000;
/** A node that could not be used is tried again after this long, or at once where no other can be. */
const awayMs = 3000;

const settings = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = 5, sql_mode =
    'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`,
];

export interface SessionsOptions {
  clock: Pick<Clock, 'setTimer' | 'monotonicMs'>;
  connectionsMax: number;
}

/**
 * The first node of the URL that can be used serves all; the others stand in for it. Connects once, so that a wrong
 * address is noticed at the start.
 */
export async function openMysqlSessions(url: string, options: SessionsOptions): Promise<MysqlSessions> {
  const nodes = splitNodes(url).map((nodeUrl) => openNode(nodeUrl, options));

  async function borrow(): Promise<MysqlSession> {
    const refusals: Fault[] = [];
    for (const node of [...nodes].sort((a, b) => a.awayUntilMs() - b.awayUntilMs())) {
      try {
        return await node.borrow();
      } catch (thrown) {
        if (!(thrown instanceof Fault) || thrown.code !== 'database-unreachable') throw thrown;
        refusals.push(thrown);
      }
    }
    const [only] = refusals;
    if (only !== undefined && refusals.length === 1) throw only;
    throw new Fault('database-unreachable', refusals.map((refusal) => refusal.detail).join('; '), {
      cause: refusals.map((refusal) => refusal.cause),
    });
  }
  const close = async () => {
    await Promise.all(nodes.map((node) => node.close()));
  };

  try {
    (await borrow()).release();
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { borrow, close };
}

interface Node extends MysqlSessions {
  /** 0 where it can be used as far as is known. */
  awayUntilMs(): number;
}

function openNode(url: string, { clock, connectionsMax }: SessionsOptions): Node {
  const pool = openPool(url, connectionsMax);
  const { host } = new URL(url);
  const prepared = new WeakSet<object>();
  let awayUntilMs = 0;
  const noteAway = () => {
    awayUntilMs = clock.monotonicMs() + awayMs;
  };

  async function borrow(): Promise<MysqlSession> {
    const connection = await pool.getConnection().catch((thrown) => {
      const reason = describeMysqlError(thrown);
      if (reason === 'Queue limit reached.') throw new Fault('database-busy', 'too many requests wait');
      noteAway();
      throw new Fault('database-unreachable', `${host}: ${reason}`, { cause: thrown });
    });
    const session = makeSession(connection, { clock, noteAway });
    // The pool makes a new wrapper each time; the connection inside stays the same.
    if (prepared.has(connection.connection)) return session;
    try {
      await prepareSession(session);
    } catch (thrown) {
      session.abandon();
      throw new Fault('database-unreachable', `${host}: ${describeMysqlError(thrown)}`, { cause: thrown });
    }
    prepared.add(connection.connection);
    return session;
  }

  return {
    borrow,
    awayUntilMs: () => (clock.monotonicMs() < awayUntilMs ? awayUntilMs : 0),
    close: () => pool.end(),
  };
}

async function prepareSession(session: MysqlSession): Promise<void> {
  for (const setting of settings) await session.send(setting);
  const readVariable = async (sql: string) => ((await session.send(sql)) as { Value: string }[])[0]?.Value;
  if ((await readVariable("SHOW VARIABLES LIKE 'wsrep_on'")) !== 'ON') return;
  // On a cluster, a read that decides must see what other nodes have already committed.
  await session.send('SET SESSION wsrep_sync_wait = 1');
  // A node that is not one of the cluster's majority takes settings, and nothing else.
  if ((await readVariable("SHOW STATUS LIKE 'wsrep_ready'")) !== 'ON')
    throw Object.assign(new Error('the node is not ready'), { code: 'ER_UNKNOWN_COM_ERROR', errno: nodeNotReady });
}

function makeSession(
  connection: mysql.PoolConnection,
  { clock, noteAway }: { clock: Pick<Clock, 'setTimer'>; noteAway: () => void },
): MysqlSession {
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
    abandon: () => {
      connection.destroy();
      noteAway();
    },
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
