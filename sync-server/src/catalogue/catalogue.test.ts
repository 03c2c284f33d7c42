import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CinemaSnapshot } from '@marquee/shared/protocol/streams';
import { type Database, first, insertRows, type Transaction } from '../platform/database.ts';
import { engines, openTestDatabase, type TestDatabase } from '../platform/testing/databases.ts';
import { selectScreenings, selectScreeningsOfDate } from './catalogue.sql.ts';
import {
  isCatalogueEmpty,
  listCinemas,
  listScreenings,
  loadCinemaSnapshot,
  loadPoster,
  publishScreenings,
} from './catalogue.ts';
import { extendProgramme, importDemo } from './demo-import.ts';

const hourMs = 3_600_000;
/** Sunday afternoon, 14:00 in Berlin. */
const nowMs = Date.UTC(2026, 10, 22, 13);
const clockAt = (ms: number) => ({ nowMs: () => ms });
const count = async (database: Database, what: string) =>
  (await first<{ n: number }>(database, `SELECT COUNT(*) AS n FROM ${what}`))?.n;

describe.each(engines)('the catalogue on %s', (engine) => {
  let opened: TestDatabase;
  let database: Database;
  const parts: string[] = [];

  beforeAll(async () => {
    opened = await openTestDatabase(engine);
    database = opened.database;
    await database.transaction('begin', (tx) =>
      insertRows(
        tx,
        'incarnation',
        ['number', 'id', 'server_number', 'started_at_ms'],
        [
          [1, 'a', 0, 0],
          [3, 'b', 0, 1],
        ],
      ),
    );
  });
  afterAll(() => opened.drop());

  test('a new server is filled with the demo once', async () => {
    expect(await isCatalogueEmpty(database)).toBe(true);
    const options = { clock: clockAt(nowMs), days: 3, onProgress: ({ part }: { part: string }) => parts.push(part) };
    const imported = await importDemo(database, options);
    expect(imported?.films).toBe(3200);
    expect(imported?.screenings).toBe(await count(database, 'screening'));
    expect(parts).toEqual(['films', 'seats', 'screenings']);
    expect(await importDemo(database, options)).toBeNull();
    expect(await listCinemas(database)).toEqual([
      {
        id: 1,
        name: 'The Alcazar',
        city: 'Berlin',
        latitude: expect.any(Number),
        longitude: expect.any(Number),
        timeZone: 'Europe/Berlin',
        currency: 'EUR',
        information: expect.any(String),
      },
    ]);
  });

  test('each seat of a published screening has one right, held by the server, above all versions of earlier incarnations', async () => {
    const seatsToSell = await count(database, 'screening s JOIN seats t ON t.venue_id = s.venue_id');
    expect(await count(database, "seat_right WHERE state = 'free' AND holder = 0 AND version = 3 * 4096")).toBe(
      seatsToSell,
    );
    expect(await count(database, 'seat_right')).toBe(seatsToSell);
    expect(await count(database, "`stream` WHERE name LIKE 'screening:%' AND revision = 0 AND closed = 0")).toBe(
      await count(database, 'screening'),
    );
    expect(await count(database, "`stream` WHERE name = 'cinema:1'")).toBe(1);
  });

  test('a terminal is told all that it needs to sell, and nothing that is over', async () => {
    const catalogue = await loadCinemaSnapshot(database, 1, nowMs);
    const snapshot = CinemaSnapshot.parse({ ...catalogue, cinemaKey: '', keys: [], revokedKeys: [] });
    expect(snapshot).toMatchObject(catalogue);
    expect(snapshot.venues.map((venue) => venue.seats.length)).toEqual([500, 342, 184, 153, 60, 30]);
    const starts = snapshot.screenings.map((screening) => screening.startsAtMs);
    expect(Math.min(...starts)).toBeGreaterThan(nowMs - 3 * hourMs);
    expect(Math.min(...starts)).toBeLessThan(nowMs);
    expect(snapshot.screenings.length).toBe(
      await count(database, `screening WHERE starts_at_ms > ${nowMs - 3 * hourMs}`),
    );
    expect(new Set(snapshot.movies.map((movie) => movie.id))).toEqual(
      new Set(snapshot.screenings.map((screening) => screening.movieId)),
    );
    const amelie = snapshot.movies.find((movie) => movie.title.includes('Amélie'));
    expect(amelie).toMatchObject({
      director: 'Jean-Pierre Jeunet',
      classification: ['Comedy'],
      releasedYear: 2001,
      lengthMinutes: 122,
      posterSvg: expect.stringMatching(/^<svg/),
    });
    expect(snapshot.prices).toMatchObject({
      currency: 'EUR',
      classPercent: { adult: 100 },
      roundToMinor: 10,
      taxBasisPoints: 700,
    });
  });

  test('a seat out of order is blocked when its screening is published, and a screening is published once', async () => {
    const refused = new Error('keep the demo as it is');
    const work = database.transaction('broken seat', async (tx) => {
      await tx.run("UPDATE seats SET available = 0 WHERE venue_id = 6 AND label = 'A1'");
      await insertScreening(tx, 900);
      expect(await publishScreenings(tx, [900])).toEqual({ cinemaIds: [1], rights: 30 });
      const blocked = await tx.all(
        "SELECT t.label FROM seat_right r JOIN seats t ON t.id = r.seat_id WHERE r.screening_id = 900 AND r.state = 'blocked'",
      );
      expect(blocked).toEqual([{ label: 'A1' }]);
      await expect(publishScreenings(tx, [900])).rejects.toThrow(/UNIQUE|Duplicate/);
      expect(await publishScreenings(tx, [])).toEqual({ cinemaIds: [], rights: 0 });
      throw refused;
    });
    await expect(work).rejects.toBe(refused);
  });

  test('without all price rules no price list goes out', async () => {
    const refused = new Error('keep the demo as it is');
    const work = database.transaction('no tax', async (tx) => {
      await tx.run("DELETE FROM price_rule WHERE kind = 'tax' OR subject = 'student'");
      await expect(loadCinemaSnapshot(tx, 1, nowMs)).rejects.toMatchObject({
        code: 'configuration-invalid',
        detail: 'the price rules of cinema 1 lack classPercent.student, taxBasisPoints',
      });
      throw refused;
    });
    await expect(work).rejects.toBe(refused);
  });

  test('a film that was never shown here has a poster, too; an unknown one has none', async () => {
    const unshown = await first<{ id: number }>(
      database,
      'SELECT id FROM movie WHERE poster IS NULL AND show_date IS NULL',
    );
    expect(await loadPoster(database, unshown?.id ?? 0)).toMatch(/^<svg/);
    expect(await loadPoster(database, 99_999)).toBeNull();
  });

  test('the programme of a day is listed by its business date, for one cinema or for all', async () => {
    const day = await listScreenings(database, '2026-11-23', { cinemaId: null, limit: 1000 });
    expect(day).toHaveLength((await count(database, "screening WHERE show_date = '2026-11-23'")) ?? 0);
    expect(day[0]).toMatchObject({
      cinemaId: 1,
      currency: 'EUR',
      title: expect.any(String),
      venueName: expect.any(String),
    });
    expect(await listScreenings(database, '2026-11-23', { cinemaId: 1, limit: 2 })).toEqual(day.slice(0, 2));
    expect(await listScreenings(database, '2026-11-23', { cinemaId: 2, limit: 2 })).toEqual([]);
  });

  test('each list stands on an index', async () => {
    const plans: string[] = [];
    const explaining = {
      dialect: database.dialect,
      all: async <R>(sql: string, values: readonly (string | number | null)[] = []) => {
        const rows = await database.all<Record<string, unknown>>(
          `EXPLAIN ${database.dialect === 'sqlite' ? 'QUERY PLAN ' : ''}${sql}`,
          values,
        );
        plans.push(JSON.stringify(rows.map((row) => row.detail ?? [row.table, row.key])));
        return rows as R[];
      },
    };
    // Otherwise MariaDB may still plan for empty tables.
    if (database.dialect === 'mysql') await database.all('ANALYZE TABLE movie, screening, venue');
    await selectScreenings(explaining, 1, nowMs);
    await selectScreeningsOfDate(explaining, '2026-11-23', { cinemaId: null, limit: 10 });
    expect(plans[0]).toMatch(/ix_screening_(start|venue)/);
    expect(plans[1]).toMatch(/ix_screening_(date|venue)/);
  });

  test('days later the programme goes on from today, and the terminals are told in the same transaction', async () => {
    const announced: [number, number | undefined][] = [];
    const announceCinema = async (tx: Transaction, cinemaId: number) => {
      announced.push([cinemaId, (await loadCinemaSnapshot(tx, cinemaId, laterMs)).screenings.length]);
    };
    const laterMs = nowMs + 5 * 24 * hourMs;
    const before = (await count(database, 'screening')) ?? 0;
    expect(await extendProgramme(database, { clock: clockAt(nowMs), days: 3, announceCinema })).toBe(0);
    const added = await extendProgramme(database, { clock: clockAt(laterMs), days: 3, announceCinema });
    expect(await count(database, 'screening')).toBe(before + added);
    const dates = await database.all<{ show_date: string }>(
      'SELECT DISTINCT show_date FROM screening ORDER BY show_date',
    );
    expect(dates.map((row) => row.show_date)).toEqual([
      '2026-11-22',
      '2026-11-23',
      '2026-11-24',
      '2026-11-27',
      '2026-11-28',
      '2026-11-29',
    ]);
    expect(await count(database, 'seat_right')).toBe(
      await count(database, 'screening s JOIN seats t ON t.venue_id = s.venue_id'),
    );
    expect(await extendProgramme(database, { clock: clockAt(laterMs), days: 3, announceCinema })).toBe(0);
    expect(announced).toEqual([[1, (await loadCinemaSnapshot(database, 1, laterMs)).screenings.length]]);
    const [late, twin] = await Promise.all(
      [4, 4].map((days) => extendProgramme(database, { clock: clockAt(laterMs), days, announceCinema })),
    );
    expect([late, twin].filter((more) => more === 0)).toHaveLength(1);
  });
});

test('a cinema that is not the demo’s keeps its own programme', async () => {
  const { database, drop } = await openTestDatabase('sqlite');
  await database.transaction('own', (tx) =>
    insertRows(
      tx,
      'cinema',
      ['id', 'name', 'city', 'latitude', 'longitude', 'information', 'time_zone', 'currency'],
      [[1, 'Roxy', 'Bern', 0, 0, '', 'Europe/Zurich', 'CHF']],
    ),
  );
  expect(await importDemo(database, { clock: clockAt(nowMs), days: 3 })).toBeNull();
  expect(
    await extendProgramme(database, { clock: clockAt(nowMs), days: 3, announceCinema: async () => undefined }),
  ).toBe(0);
  await drop();
});

test('two servers that start on one new database fill it once', async () => {
  const { database, drop } = await openTestDatabase('mariadb');
  await database.transaction('begin', (tx) =>
    insertRows(tx, 'incarnation', ['number', 'id', 'server_number', 'started_at_ms'], [[1, 'a', 0, 0]]),
  );
  const both = await Promise.all([1, 2].map(() => importDemo(database, { clock: clockAt(nowMs), days: 1 })));
  expect(both.filter((imported) => imported === null)).toHaveLength(1);
  expect(await count(database, 'movie')).toBe(3200);
  await drop();
});

async function insertScreening(tx: Transaction, id: number): Promise<void> {
  const columns = [
    'id',
    'venue_id',
    'movie_id',
    'show_date',
    'starts_at_ms',
    'ends_at_ms',
    'sales_end_at_ms',
    'display',
    'language',
    'price_minor',
  ];
  await insertRows(tx, 'screening', columns, [[id, 6, 1, '2026-12-24', nowMs, nowMs + hourMs, nowMs, '2D', 'en', 900]]);
}
