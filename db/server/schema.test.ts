import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { openDataSource } from './data-source.ts';
import { describeMysqlSchema, describeSqliteSchema, readSqliteSchema } from './schema.ts';

test('schema.sql is what the migrations make of an empty SQLite database: run node db/server/write-schema.ts', async () => {
  expect(readSqliteSchema()).toBe(await describeSqliteSchema());
});

test('schema.sql makes the same database without the migrations', async () => {
  const source = await openDataSource({ url: 'sqlite::memory:' });
  const read = () => source.query("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name");
  for (const statement of readSqliteSchema()
    .split(/;\n/)
    .filter((part) => part.trim() !== ''))
    await source.query(statement);
  const fromText = await read();
  await source.dropDatabase();
  await source.runMigrations();
  const withoutSpace = (rows: { name: string; sql: string }[]) =>
    rows.map(({ name, sql }) => ({ name, sql: sql?.replaceAll(/\s/g, '') }));
  expect(withoutSpace(fromText)).toEqual(withoutSpace(await read()));
  await source.destroy();
});

test('schema.mysql.sql is what the migrations make of an empty MariaDB database: run node db/server/write-schema.ts', async () => {
  const serverUrl = process.env.TEST_DATABASE_URL;
  if (serverUrl === undefined) throw new Error('TEST_DATABASE_URL is not set: run the tests through npm test');
  expect(readFileSync(`${import.meta.dirname}/schema.mysql.sql`, 'utf8')).toBe(await describeMysqlSchema(serverUrl));
});
