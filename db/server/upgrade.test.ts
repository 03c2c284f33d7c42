/** A database that was shipped, with rows in every table, is brought to the newest schema and keeps all of them. */
import { expect, jest, test } from '@jest/globals';
import type { DataSource, Table, TableColumn } from 'typeorm';
import { openDataSource } from './data-source.ts';
import { migrations } from './migrations.ts';

// MariaDB makes some thirty tables each time.
jest.setTimeout(30_000);

type Row = Record<string, string | number | null>;

const shipped = migrations.slice(0, -1).map(({ name }, index) => ({ name, count: index + 1 }));
const cases = ['SQLite', 'MariaDB'].flatMap((engine) => shipped.map(({ name, count }) => ({ engine, name, count })));

test.each(cases)(
  'on $engine, nothing is lost on the way from $name to the newest schema',
  async ({ engine, count }) => {
    const { source, drop } = await openEmpty(engine);
    try {
      const all = source.migrations.splice(count);
      await source.runMigrations();
      const before = await fillTables(source);
      expect(before.map(({ name }) => name)).toEqual(expect.arrayContaining(['user', 'booking', 'ticket']));
      source.migrations.push(...all);
      expect(await source.runMigrations()).toHaveLength(all.length);
      for (const { name, columns, rows } of before) {
        expect([name, await readRows(source, name, columns)]).toEqual([name, rows]);
      }
      if (engine === 'SQLite') expect(await source.query('PRAGMA foreign_key_check')).toEqual([]);
    } finally {
      await drop();
    }
  },
);

async function openEmpty(engine: string): Promise<{ source: DataSource; drop(): Promise<void> }> {
  if (engine === 'SQLite') {
    const source = await openDataSource({ url: 'sqlite::memory:' });
    return { source, drop: () => source.destroy() };
  }
  const serverUrl = process.env.TEST_DATABASE_URL;
  if (serverUrl === undefined) throw new Error('TEST_DATABASE_URL is not set: run the tests through npm test');
  const name = `marquee_upgrade_${process.pid}`;
  const server = await openDataSource({ url: serverUrl });
  await server.query(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const source = await openDataSource({ url: url.href });
  return {
    source,
    drop: async () => {
      await source.destroy();
      await server.query(`DROP DATABASE \`${name}\``);
      await server.destroy();
    },
  };
}

/** Two rows in each table: one with all that it can say, one with as little as it may. */
async function fillTables(source: DataSource): Promise<{ name: string; columns: string[]; rows: Row[] }[]> {
  const tables = await readTables(source);
  const isSqlite = source.options.type === 'better-sqlite3';
  const queries = source.createQueryRunner();
  // Each row refers to those of the same number, in whatever order the tables come.
  await queries.query(isSqlite ? 'PRAGMA foreign_keys = OFF' : 'SET FOREIGN_KEY_CHECKS = 0');
  for (const { name, columns } of tables) {
    for (const number of [1, 2]) {
      const values = columns.map((column) => aValueOf(column, number));
      const names = columns.map((column) => `\`${column.name}\``).join(', ');
      await queries.query(`INSERT INTO \`${name}\` (${names}) VALUES (${values.map(() => '?').join(', ')})`, values);
    }
  }
  await queries.query(isSqlite ? 'PRAGMA foreign_keys = ON' : 'SET FOREIGN_KEY_CHECKS = 1');
  await queries.release();
  const filled: { name: string; columns: string[]; rows: Row[] }[] = [];
  for (const table of tables) {
    const columns = table.columns.map(({ name }) => name);
    const rows = await readRows(source, table.name, columns);
    expect([table.name, rows.length]).toEqual([table.name, 2]);
    filled.push({ name: table.name, columns, rows });
  }
  return filled;
}

async function readTables(source: DataSource): Promise<Table[]> {
  const listed: { name: string }[] = await source.query(
    source.options.type === 'better-sqlite3'
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
      : 'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()',
  );
  const queries = source.createQueryRunner();
  const tables = await queries.getTables(listed.map(({ name }) => name).filter((name) => name !== 'migrations'));
  await queries.release();
  return tables.map((table) => Object.assign(table, { name: table.name.split('.').at(-1) ?? '' }));
}

function aValueOf({ type, isNullable }: TableColumn, number: number): string | number | null {
  if (isNullable && number === 2) return null;
  if (type === 'varchar') return String(number);
  if (type === 'date') return `2026-11-0${number}`;
  if (type === 'json' || type.endsWith('text')) return `{"row":${number}}`;
  return number;
}

async function readRows(source: DataSource, table: string, columns: readonly string[]): Promise<Row[]> {
  const names = columns.map((column) => `\`${column}\``).join(', ');
  const rows: Row[] = await source.query(`SELECT ${names} FROM \`${table}\``);
  return rows.map((row) => ({ ...row })).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
