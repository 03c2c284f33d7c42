import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { migrationNames } from '@marquee/db/server/schema';
import type { DataSource } from 'typeorm';
import { Cinema } from './catalogue/Cinema.entity.ts';
import { Screening } from './catalogue/Screening.entity.ts';
import { entities } from './entities.ts';
import { migrateDatabase, openDataSource } from './platform/data-source.ts';
import { createMysqlDatabase, engines } from './platform/testing/databases.ts';

describe.each(engines)('the entities on %s', (engine) => {
  let source: DataSource;
  let drop: () => Promise<void>;

  beforeEach(async () => {
    const fresh =
      engine === 'sqlite' ? { url: 'sqlite::memory:', drop: async () => undefined } : await createMysqlDatabase();
    source = await openDataSource(fresh.url, entities);
    drop = fresh.drop;
  });
  afterEach(async () => {
    await source.destroy();
    await drop();
  });

  test('equal the schema that the migrations make of an empty database', async () => {
    expect((await source.runMigrations()).map((migration) => migration.name)).toEqual(migrationNames);
    expect(await source.runMigrations()).toEqual([]);
    const drift = await source.driver.createSchemaBuilder().log();
    expect(drift.upQueries.map(({ query }) => query)).toEqual([]);
    const known = [...entities.map((entity) => entity.options.tableName), 'migrations'];
    expect(await listTables(source)).toEqual(known.sort());
  });

  test('read back what they wrote, times as whole numbers and dates as text', async () => {
    await source.runMigrations();
    const cinema = {
      name: 'Roxy',
      city: 'Bern',
      latitude: 46.94,
      longitude: 7.44,
      information: '',
      rating: null,
      timeZone: 'Europe/Zurich',
      currency: 'CHF',
    };
    const { id } = await source.getRepository(Cinema).save({ ...cinema });
    expect(await source.getRepository(Cinema).findOneBy({ name: 'Roxy' })).toEqual({ id, ...cinema });
    const screening = {
      id: 1,
      venueId: 1,
      movieId: 1,
      showDate: '2026-11-22',
      startsAtMs: 1_795_372_200_000,
      endsAtMs: 1_795_380_000_000,
      salesEndAtMs: 1_795_373_400_000,
      display: '2D' as const,
      language: 'de',
      priceMinor: 1250,
      cancelledAtMs: null,
    };
    await source.query(engine === 'sqlite' ? 'PRAGMA foreign_keys = OFF' : 'SET FOREIGN_KEY_CHECKS = 0');
    await source.getRepository(Screening).insert(screening);
    expect(await source.getRepository(Screening).findOneBy({ id: 1 })).toEqual({
      ...screening,
      state: 'published',
      seating: 'numbered',
    });
  });
});

test('a database that can’t be reached is a fault that never shows the password', async () => {
  await expect(migrateDatabase('mysql://marquee:s3cret@127.0.0.1:1/marquee')).rejects.toMatchObject({
    code: 'database-unreachable',
    message: expect.not.stringContaining('s3cret'),
  });
  await expect(migrateDatabase('sqlite:/dev/null/marquee.sqlite')).rejects.toMatchObject({ code: 'disk-failed' });
});

test('several server instances may migrate one new database at the same moment', async () => {
  const { url, drop } = await createMysqlDatabase();
  const ran = await Promise.all([1, 2, 3].map(() => migrateDatabase(url)));
  expect(ran.flat()).toEqual(migrationNames);
  await drop();
});

async function listTables(source: DataSource): Promise<string[]> {
  const sqlite = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
  const mariadb = 'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()';
  const rows: { name: string }[] = await source.query(source.options.type === 'mariadb' ? mariadb : sqlite);
  return rows.map(({ name }) => name).sort();
}
