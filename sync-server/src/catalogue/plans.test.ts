/** Every list of the catalogue finds its rows by an index. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, first, insertRows, type Queries } from '../platform/database.ts';
import { engines, openTestDatabase, type TestDatabase } from '../platform/testing/databases.ts';
import { explain, isScan, type TableUse } from '../platform/testing/explain.ts';
import * as plan from '../screenings/seat-plan.sql.ts';
import { selectScreeningsOnSale } from '../search/load.sql.ts';
import { selectAllCinemas, selectSeatsOfVenue, selectVenuesOf } from './cinemas.sql.ts';
import { importDemo } from './demo-import.ts';
import { selectCinemasShowing, selectCinemasShowingGenre, selectOverlap } from './edit.sql.ts';
import { type FilmFilter, selectAllClassifications, selectFilm, selectFilms } from './films.sql.ts';
import * as programme from './programme.sql.ts';

const nowMs = Date.UTC(2026, 10, 22, 13);
const dayMs = 86_400_000;
/** Read from end to end: they have a few rows per house, and all of them are asked for or joined. */
const mayBeScanned = new Set([
  'cinema', // a chain has some hundred; the nearest are found by counting
  'c',
  'classification', // some twenty genres
  'venue', // some ten per cinema: a planner may begin with them
  'v',
  'n', // the screenings of one film, already selected
  '<derived2>',
  '(subquery-3)',
  'every', // the films that are coming, already selected
  'coming',
  '<derived3>',
  '<union3,4>',
]);
/** Of a query, the table whose index may be read from its beginning. */
const mayBeReadInOrder = new Set([
  'films: m', // every film is wanted, by name: the reading ends with the page
]);

describe.each(engines)('the catalogue’s queries on %s', (engine) => {
  let opened: TestDatabase;
  let database: Database;
  let smallVenueId = 0;
  beforeAll(async () => {
    opened = await openTestDatabase(engine);
    database = opened.database;
    await database.transaction('begin', (tx) =>
      insertRows(tx, 'incarnation', ['number', 'id', 'server_number', 'started_at_ms'], [[1, 'a', 0, 0]]),
    );
    await importDemo(database, { clock: { nowMs: () => nowMs }, days: 14 });
    // Otherwise MariaDB may still plan for empty tables.
    if (database.dialect === 'mysql') {
      await database.all('ANALYZE TABLE movie, screening, venue, cinema, seats, seat_right, film_classification');
    }
    const sql = 'SELECT venue_id AS id FROM seats GROUP BY venue_id ORDER BY COUNT(*) LIMIT 1';
    smallVenueId = (await first<{ id: number }>(database, sql))?.id ?? 0;
  }, 30_000);
  afterAll(() => opened.drop());

  const film = (filter: Partial<FilmFilter>) => (queries: Queries) =>
    selectFilms(queries, {
      when: 'all',
      cinemaId: null,
      classificationId: null,
      after: null,
      nowMs,
      today: '2026-11-22',
      limit: 25,
      ...filter,
    });
  const after = { startsAtMs: nowMs, id: 5 };
  const lists: [string, (queries: Queries) => Promise<unknown>][] = [
    ['screenings for search', (queries) => selectScreeningsOnSale(queries, { nowMs, limit: 10 })],
    ['films', film({})],
    ['films after one', film({ after: { name: 'Casablanca', id: 9 } })],
    ['films of a genre', film({ classificationId: 3 })],
    ['films showing', film({ when: 'showing' })],
    ['films showing in a cinema', film({ when: 'showing', cinemaId: 1 })],
    // A week on: in a house that has run for a while, most screenings are over.
    ['films coming', film({ when: 'coming', nowMs: nowMs + 6 * dayMs, after: { name: 'Casablanca', id: 9 } })],
    ['films coming to a cinema', film({ when: 'coming', nowMs: nowMs + 6 * dayMs, cinemaId: 1 })],
    ['films of a cinema', film({ cinemaId: 1 })],
    ['a film', (queries) => selectFilm(queries, 3)],
    ['genres', selectAllClassifications],
    ['cinemas', selectAllCinemas],
    ['venues', (queries) => selectVenuesOf(queries, 1)],
    // One of seven venues: the largest has so many of all the seats that MariaDB reads them all.
    ['seats', (queries) => selectSeatsOfVenue(queries, smallVenueId)],
    [
      'a day',
      (queries) => programme.selectProgramme(queries, '2026-11-23', { cinemaId: null, after: null, limit: 25 }),
    ],
    [
      'a day of a cinema',
      (queries) => programme.selectProgramme(queries, '2026-11-23', { cinemaId: 1, after, limit: 25 }),
    ],
    [
      'a film in a cinema',
      (queries) => programme.selectOfFilm(queries, { movieId: 3, cinemaId: 1, nowMs, after, limit: 25 }),
    ],
    ['a film everywhere', (queries) => programme.selectNextOfFilm(queries, 3, nowMs + dayMs)],
    ['a screening', (queries) => programme.selectOne(queries, 3)],
    ['seats now', (queries) => programme.selectSeatsNow(queries, 3, 'screening:3')],
    [
      'what overlaps',
      (queries) => selectOverlap(queries, { venueId: 1, startsAtMs: nowMs, endsAtMs: nowMs + 7_200_000 }),
    ],
    ['cinemas that show a film', (queries) => selectCinemasShowing(queries, 3, nowMs)],
    ['the venues of a cinema', (queries) => plan.selectManagedVenues(queries, 1, { after: 0, limit: 50 })],
    ['their seats by kind', (queries) => plan.countSeatsByKind(queries, [smallVenueId])],
    ['what is to come in them', (queries) => plan.countComing(queries, [1, 2], nowMs)],
    ['the seats of a plan', (queries) => plan.selectPresentSeats(queries, smallVenueId)],
    ['the screenings that terminals know', (queries) => plan.selectKnownScreenings(queries, 1, nowMs)],
    ['whose right sits at a seat', (queries) => plan.selectRightsAtSeats(queries, 7, [1, 2])],
    ['cinemas that show films of a genre', (queries) => selectCinemasShowingGenre(queries, 3, nowMs)],
    ['a stream', (queries) => programme.selectStreamPlace(queries, 'screening:3')],
  ];
  test.each(lists)('%s: no large table and no index of one is read from end to end', async (name, ask) => {
    const uses = await explain(database, ask);
    const inOrder = ([table]: TableUse) => mayBeReadInOrder.has(`${name}: ${table}`);
    const scans = uses.filter((use) => isScan(use) && !(use[1] !== null && inOrder(use)) && !mayBeScanned.has(use[0]));
    expect(scans).toEqual([]);
  });

  test('films come in the order of the index of their names', async () => {
    expect(await explain(database, film({}))).toEqual([['m', 'all of ix_movie_name']]);
    expect(await explain(database, film({ after: { name: 'Casablanca', id: 9 } }))).toEqual([['m', 'ix_movie_name']]);
  });
});
