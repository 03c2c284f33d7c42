import { assert } from '@marquee/shared/assert';
import { Fault } from '@marquee/shared/errors';

/**
 * The small port behind which rights, journal and feed write their own SQL, with a driver for embedded SQLite and one
 * for MariaDB/MySQL. All writes of the server go through `transaction`: TypeORM's SQLite connection is never written to
 * while one is open (see `exclusively`).
 */
export type Dialect = 'sqlite' | 'mysql';
export type Value = string | number | null;

export interface Queries {
  readonly dialect: Dialect;
  all<R>(sql: string, values?: readonly Value[]): Promise<R[]>;
}

export interface Transaction extends Queries {
  /** `changes` counts the rows that the WHERE matched; `insertId` is the LAST_INSERT_ID of the statement on MySQL. */
  run(sql: string, values?: readonly Value[]): Promise<{ changes: number; insertId: number }>;
  /** Runs after a commit that is known to have happened; not when the outcome is unknown. */
  afterCommit(run: () => void): void;
}

export interface Database extends Queries {
  /**
   * All or nothing. `work` may run several times (deadlock, certification failure), so it has no effect outside the
   * transaction. Throws Fault: `database-busy` after too many tries, `database-outcome-unknown` when the connection
   * broke around the commit (send the same operation again), `database-unreachable`.
   */
  transaction<R>(name: string, work: (tx: Transaction) => Promise<R>): Promise<R>;
  /** Keeps our transactions away while another library writes to the same SQLite file; passes straight through elsewhere. */
  exclusively<R>(work: () => Promise<R>): Promise<R>;
  close(): Promise<void>;
}

export async function first<R>(queries: Queries, sql: string, values: readonly Value[] = []): Promise<R | undefined> {
  return (await queries.all<R>(sql, values))[0];
}

/** Thrown inside a transaction to roll it back and still answer the caller: an expected refusal, never retried. */
export class RolledBack<A> extends Error {
  readonly answer: A;
  constructor(answer: A) {
    super('rolled back');
    this.answer = answer;
  }
}

/** Like `transaction`, where `work` may throw RolledBack to refuse. */
export async function transactionOrRefusal<R>(
  database: Database,
  name: string,
  work: (tx: Transaction) => Promise<R>,
): Promise<R> {
  try {
    return await database.transaction(name, work);
  } catch (thrown) {
    if (thrown instanceof RolledBack) return thrown.answer as R;
    throw thrown;
  }
}

/** Inserts many rows: one statement on MySQL, a loop of one prepared statement on SQLite. */
export async function insertRows(
  tx: Transaction,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const head = `INSERT INTO \`${table}\` (${columns.map((column) => `\`${column}\``).join(', ')}) VALUES `;
  const marks = `(${columns.map(() => '?').join(', ')})`;
  if (tx.dialect === 'sqlite') {
    for (const row of rows) await tx.run(head + marks, row);
    return;
  }
  for (let from = 0; from < rows.length; from += 2000) {
    const part = rows.slice(from, from + 2000);
    await tx.run(head + part.map(() => marks).join(', '), part.flat());
  }
}

export type Row = Readonly<Record<string, Value>>;

/** Inserts a row of a table that numbers its rows; answers the number that it got. */
export async function insertRow(tx: Transaction, table: string, row: Row): Promise<number> {
  const columns = Object.keys(row);
  const names = columns.map((column) => `\`${column}\``).join(', ');
  const sql = `INSERT INTO \`${table}\` (${names}) VALUES (${marks(columns.length)})`;
  if (tx.dialect === 'mysql') return (await tx.run(sql, Object.values(row))).insertId;
  const inserted = await first<{ id: number }>(tx, `${sql} RETURNING id`, Object.values(row));
  assert(inserted, 'what was inserted has a number');
  return inserted.id;
}

export interface UpdateMany {
  table: string;
  /** Column -> SQL expression; `r` is the row, `v` the given values. */
  set: Record<string, string>;
  where: string;
  /** Names of the given values, all integers, in order. */
  columns: readonly string[];
  /** Bound values of `where`, after the rows. */
  values?: readonly Value[];
}

/**
 * Compare-and-set of many rows: in one statement on MySQL, row by row on SQLite. Answers how many rows changed: the
 * caller compares it with `rows.length` and rolls back when it is less.
 */
export async function updateMany(
  tx: Transaction,
  update: UpdateMany,
  rows: readonly (readonly number[])[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const { table, set, where, columns, values = [] } = update;
  if (tx.dialect === 'sqlite') {
    // Row by row: joined with a list, its planner may scan the whole table once for every row of the list.
    const source = `(SELECT ${columns.map((column) => `? AS ${column}`).join(', ')}) AS v`;
    const assignments = Object.entries(set).map(([column, expression]) => `\`${column}\` = ${expression}`);
    const sql = `UPDATE \`${table}\` AS r SET ${assignments.join(', ')} FROM ${source} WHERE ${where}`;
    let changes = 0;
    for (const row of rows) changes += (await tx.run(sql, [...row, ...values])).changes;
    return changes;
  }
  const source = `JSON_TABLE(?, '$[*]' COLUMNS (${columns.map((column, i) => `${column} BIGINT PATH '$[${i}]'`).join(', ')})) AS v`;
  const assignments = Object.entries(set).map(([column, expression]) => `r.\`${column}\` = ${expression}`);
  return (
    await tx.run(`UPDATE ${source} STRAIGHT_JOIN \`${table}\` AS r SET ${assignments.join(', ')} WHERE ${where}`, [
      JSON.stringify(rows),
      ...values,
    ])
  ).changes;
}

/** A list of `?` for IN (...). */
export const marks = (count: number): string => new Array(count).fill('?').join(', ');

/** Which database a URL names; the file of embedded SQLite, or the URL for the MySQL driver. */
export function readDatabaseUrl(url: string): { dialect: Dialect; target: string } {
  if (url.startsWith('sqlite:')) return { dialect: 'sqlite', target: url.slice('sqlite:'.length) };
  if (/^(mysql|mariadb):\/\//.test(url)) return { dialect: 'mysql', target: url.replace(/^mariadb:/, 'mysql:') };
  throw new Fault('configuration-invalid', 'DATABASE_URL must start with mysql:// or mariadb:// or sqlite:');
}

/** A URL may name the nodes of a cluster, `mysql://user:password@one:3306,two:3306/database`: a URL for each, in order. */
export function splitNodes(url: string): string[] {
  const parts = /^(\w+:\/\/(?:.*@)?)([^/@]+)(\/[^/@]*)?$/.exec(url);
  if (parts === null)
    throw new Fault('configuration-invalid', 'DATABASE_URL must be mysql://user:password@host:port/database');
  const [, start = '', hosts = '', database = ''] = parts;
  return hosts.split(',').map((host) => start + host + database);
}
