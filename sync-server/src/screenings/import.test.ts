import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { aPriceList } from '@marquee/shared/testing/builders';
import { insertPrices } from '../catalogue/catalogue.ts';
import { runLongActions } from '../long-actions/long-actions.ts';
import { insertRows } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { Killed, makeDying } from '../platform/testing/dying-database.ts';
import { cinemaId } from '../testing/house.ts';
import { insertSold } from '../testing/sold-rows.ts';
import { serveTestApi, type TestApi } from '../testing/test-api.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { cancelScreening, makeImportWork } from './screenings.ts';

const dayMs = 86_400_000;

describe.each(engines)('a schedule import on %s', (engine) => {
  let server: TestServer;
  let api: TestApi;
  let token: string;
  let asked = 0;
  /** Each test has a day of its own. */
  let day: string;
  let tests = 0;
  let seq = 1000;
  beforeAll(async () => {
    server = await openTestServer(engine);
    await server.database.transaction('house', async (tx) => {
      await insertPrices(tx, cinemaId, aPriceList());
      await insertRows(
        tx,
        'venue',
        ['id', 'cinema_id', 'name', 'information', 'category'],
        [[2, cinemaId, 'Studio', '', 'standard']],
      );
      await insertRows(
        tx,
        'seats',
        ['id', 'venue_id', 'x', 'y', 'row_label', 'label', 'kind', 'vip', 'available'],
        [1, 2].map((x) => [900 + x, 2, x, 0, 'A', `A${x}`, 'standard', 0, 1]),
      );
      await insertRows(
        tx,
        'movie',
        ['id', 'name', 'search_text', 'length'],
        [
          [2, 'Amélie', 'amelie', 122],
          [3, 'Twins', 'twins', 90],
          [4, 'Twins', 'twins', 95],
        ],
      );
    });
    api = await serveTestApi(server);
    ({ token } = await api.openAccount({ name: 'owner', role: 'manager', cinemaIds: [cinemaId] }));
  });
  afterAll(async () => {
    await api.close();
    await server.close();
  });
  beforeEach(() => {
    tests += 1;
    day = new Date(server.time.nowMs + tests * 10 * dayMs).toISOString().slice(0, 10);
  });

  async function send(path: string, body: object, key = '') {
    asked += 1;
    const answer = await fetch(`${api.http.url}/api/v1/managed/cinemas/${cinemaId}/${path}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${token}`,
        'Idempotency-Key': key || `import-test-${asked}`,
      },
      body: JSON.stringify(body),
    });
    // biome-ignore lint/suspicious/noExplicitAny: each answer was checked against its schema already
    return { status: answer.status, body: (await answer.json()) as any };
  }
  interface Row {
    id?: string;
    venue?: string;
    film?: string;
    at?: string;
    price?: string;
    minutes?: string;
  }
  const fileOf = (...rows: Row[]) => ({
    format: 'csv',
    text: [
      'id,venue,film,starts,minutes,language,price',
      ...rows.map(({ id = 'A', venue = 'Venue 1', film = 'amelie', at = '20:00', price = '9.50', minutes = '' }) =>
        [`${id}-${tests}`, venue, film, at.length > 5 ? at : `${day}T${at}`, minutes, 'fr', price].join(','),
      ),
    ].join('\n'),
  });
  type File = ReturnType<typeof fileOf> & { removeMissing?: boolean };
  const preview = async (file: File) => (await send('schedule-preview', file)).body;
  const kindsOf = (diff: { entries: { kind: string }[] }) => diff.entries.map(({ kind }) => kind);
  const confirm = async (file: File, hash?: string) =>
    send('schedules', { ...file, hash: hash ?? (await preview(file)).hash, name: 'week.csv' });
  const run = (deps = server.deps) => runLongActions(deps, [makeImportWork(deps)]);
  async function bring(...rows: Row[]) {
    const file = fileOf(...rows);
    expect((await confirm(file)).status).toBe(202);
    await run();
    return file;
  }
  const screenings = () =>
    server.database.all<{
      id: number;
      show_id: string;
      state: string;
      price_minor: number;
      venue_id: number;
      starts_at_ms: number;
    }>(
      `SELECT s.id, i.show_id, s.state, s.price_minor, s.venue_id, s.starts_at_ms FROM imported_show i JOIN screening s ON s.id = i.screening_id
        WHERE i.show_id LIKE ? ORDER BY i.show_id`,
      [`%-${tests}`],
    );
  const outcomes = async () =>
    (
      await server.database.all<{ outcome: unknown }>(
        "SELECT i.outcome FROM long_action_item i JOIN long_action a ON a.id = i.action_id WHERE i.state = 'refused' AND a.started_at_ms = ?",
        [server.time.nowMs],
      )
    ).map(({ outcome }) => (typeof outcome === 'string' ? JSON.parse(outcome) : outcome) as { code: string });

  test('shows what is new, changes nothing before it is confirmed, and then puts it on sale', async () => {
    const file = fileOf({ id: 'A' }, { id: 'B', at: '23:30' });
    const diff = await preview(file);
    expect([kindsOf(diff), diff.toDo, diff.mistakes]).toEqual([['new', 'new'], 2, []]);
    expect(await screenings()).toEqual([]);
    const begun = await confirm(file, diff.hash);
    expect(begun).toMatchObject({ status: 202, body: { toDo: 2 } });
    await run();
    const made = await screenings();
    expect(made.map(({ show_id, price_minor, state }) => [show_id, price_minor, state])).toEqual([
      [`A-${tests}`, 950, 'published'],
      [`B-${tests}`, 950, 'published'],
    ]);
    expect(await server.count('seat_right', 'screening_id = ?', [made[0]?.id ?? 0])).toBeGreaterThan(10);
    // By the clock on the wall in Berlin.
    expect(
      new Intl.DateTimeFormat('de', { timeStyle: 'short', timeZone: 'Europe/Berlin' }).format(made[0]?.starts_at_ms),
    ).toBe('20:00');
  });

  test('the same file again changes nothing, and there is nothing to confirm', async () => {
    const file = await bring({ id: 'A' }, { id: 'B', at: '10:00' });
    const diff = await preview(file);
    expect([kindsOf(diff), diff.toDo]).toEqual([['unchanged', 'unchanged'], 0]);
    expect(await confirm(file)).toMatchObject({ status: 409, body: { code: 'import-nothing' } });
  });

  test('a repeated confirmation is the same import', async () => {
    const file = fileOf({ id: 'A' });
    const { hash } = await preview(file);
    const body = { ...file, hash, name: 'week.csv' };
    const first = await send('schedules', body, `same-key-${tests}-${engine}`);
    await run();
    expect(await send('schedules', body, `same-key-${tests}-${engine}`)).toEqual(first);
    expect(await screenings()).toHaveLength(1);
  });

  test('a changed price or time is a difference; another venue is another screening under the same id', async () => {
    await bring({ id: 'A' }, { id: 'B', at: '10:00' }, { id: 'C', at: '15:00' });
    const before = await screenings();
    await bring({ id: 'A', price: '11' }, { id: 'B', at: '11:00' }, { id: 'C', at: '15:00', venue: 'Studio' });
    const after = await screenings();
    expect(after.map(({ price_minor }) => price_minor)).toEqual([1100, 950, 950]);
    expect((after[1]?.starts_at_ms ?? 0) - (before[1]?.starts_at_ms ?? 0)).toBe(3600_000);
    expect(after.map(({ id }, at) => id === before[at]?.id)).toEqual([true, true, false]);
    expect(after[2]).toMatchObject({ venue_id: 2, state: 'published' });
    expect(await server.count('screening', "id = ? AND state = 'cancelled'", [before[2]?.id ?? 0])).toBe(1);
  });

  test('what is sold is never changed nor removed, and says so', async () => {
    await bring({ id: 'A' }, { id: 'B', at: '10:00' }, { id: 'C', at: '15:00' });
    const [a, b] = await screenings();
    for (const screening of [a, b]) {
      await insertSold(server, { screeningId: screening?.id ?? 0, bookings: 1, firstSeq: seq });
      seq += 1;
    }
    const file = { ...fileOf({ id: 'A', price: '11' }), removeMissing: true };
    const diff = await preview(file);
    expect(diff.entries.map(({ kind, why }: { kind: string; why: string }) => [kind, why])).toEqual([
      ['held', 'sold'],
      ['held', 'sold'],
      ['removed', null],
    ]);
  });

  test('what was sold between the confirmation and its turn is left as it is', async () => {
    await bring({ id: 'A' });
    const [a] = await screenings();
    await confirm(fileOf({ id: 'A', price: '11' }));
    await insertSold(server, { screeningId: a?.id ?? 0, bookings: 1, firstSeq: seq });
    seq += 1;
    server.time.nowMs += 1;
    await run();
    expect((await screenings())[0]?.price_minor).toBe(950);
    server.time.nowMs -= 1;
    expect(await outcomes()).toContainEqual({ code: 'screening-sold' });
    server.time.nowMs += 1;
  });

  test('shows of the file’s days that it does not have any more go only where that is wished', async () => {
    await bring({ id: 'A' }, { id: 'B', at: '10:00' });
    const rest = fileOf({ id: 'A' });
    expect(kindsOf(await preview(rest))).toEqual(['unchanged']);
    const file = { ...rest, removeMissing: true };
    expect(kindsOf(await preview(file))).toEqual(['unchanged', 'removed']);
    await confirm(file);
    await run();
    expect((await screenings()).map(({ state }) => state)).toEqual(['published', 'cancelled']);
    expect(kindsOf(await preview(file))).toEqual(['unchanged']);
  });

  test('one that was cancelled here is not put on sale again', async () => {
    const file = await bring({ id: 'A' });
    const [a] = await screenings();
    await cancelScreening(server.deps, {
      operationId: `c-${tests}-${engine}`,
      screeningId: a?.id ?? 0,
      reason: 'rain',
      by: 'Mara',
    });
    expect((await preview(file)).entries).toMatchObject([{ kind: 'held', why: 'cancelled-here' }]);
  });

  test('every conflict is named, and what is in conflict is left out', async () => {
    await bring({ id: 'A', at: '20:00', minutes: '120' });
    const diff = await preview(
      fileOf(
        { id: 'A', at: '20:00', minutes: '120' },
        { id: 'B', at: '20:30', minutes: '60' },
        { id: 'C', at: '22:10', minutes: '30' },
        { id: 'D', at: '10:00', minutes: '120' },
        { id: 'E', at: '11:00', minutes: '60' },
        { id: 'F', at: '2020-01-01T10:00', minutes: '60' },
      ),
    );
    const codes = diff.entries.map(({ conflicts }: { conflicts: { code: string }[] }) =>
      conflicts.map(({ code }) => code),
    );
    expect(codes).toEqual([[], ['overlaps'], ['cleaning'], [], ['overlaps'], ['past']]);
    expect(diff.toDo).toBe(1);
  });

  test('what changes places in one file is not in its own way', async () => {
    await bring({ id: 'A', at: '10:00', minutes: '60' }, { id: 'B', at: '12:00', minutes: '60' });
    const diff = await preview(
      fileOf({ id: 'A', at: '15:00', minutes: '60' }, { id: 'B', at: '10:00', minutes: '60' }),
    );
    expect(
      diff.entries.map(({ kind, conflicts }: { kind: string; conflicts: object[] }) => [kind, conflicts.length]),
    ).toEqual([
      ['changed', 0],
      ['changed', 0],
    ]);
  });

  test('two that swap their places are in each other’s way, and it says so before anything is done', async () => {
    await bring({ id: 'A', at: '10:00', minutes: '60' }, { id: 'B', at: '12:00', minutes: '60' });
    const { entries } = await preview(
      fileOf({ id: 'A', at: '12:00', minutes: '60' }, { id: 'B', at: '10:00', minutes: '60' }),
    );
    expect(entries[0].conflicts).toMatchObject([{ code: 'overlaps', with: { title: 'Amélie' } }]);
  });

  test.each([
    ['a venue of nowhere', { venue: 'Nowhere' }, 'venue'],
    ['a film that is not there', { film: 'Nothing' }, 'film'],
    ['a name of two films', { film: 'Twins' }, 'film'],
    ['a length that nobody knows', { film: 'The Long Interval' }, 'minutes'],
    ['a price finer than the currency', { price: '9.505' }, 'price'],
  ])('%s is a mistake, and nothing of the file is read', async (_what, row, field) => {
    const file = fileOf({ id: 'A' }, { id: 'B', at: '10:00', ...row });
    const diff = await preview(file);
    expect(diff.mistakes).toMatchObject([{ line: 3, field }]);
    expect(diff.entries).toEqual([]);
    expect(await confirm(file, '0'.repeat(64))).toMatchObject({ status: 422, body: { code: 'import-mistakes' } });
  });

  test('of two films of one name the number says which', async () => {
    await bring({ id: 'A', film: '#4' });
    const [row] = await server.database.all<{ movie_id: number }>(
      'SELECT s.movie_id FROM imported_show i JOIN screening s ON s.id = i.screening_id WHERE i.show_id = ?',
      [`A-${tests}`],
    );
    expect(row?.movie_id).toBe(4);
  });

  test('what would be something else by now is not carried out', async () => {
    const file = fileOf({ id: 'A' });
    expect(await confirm(file, 'f'.repeat(64))).toMatchObject({ status: 409, body: { code: 'import-changed' } });
  });

  const many = (price: string) =>
    Array.from({ length: 24 }, (_, at) => ({
      id: `M${String(at).padStart(2, '0')}`,
      at: `${String(at).padStart(2, '0')}:00`,
      minutes: '30',
      price,
    }));

  test.each([0, 3, 30, 120, 300])(
    'a server that is killed after %d statements leaves the rest to the next one',
    async (statements) => {
      await confirm(fileOf(...many('9')));
      const dying = { ...server.deps, database: makeDying(server.database, statements) };
      await run(dying).catch((thrown: unknown) => expect(thrown).toBeInstanceOf(Killed));
      await run();
      expect(await screenings()).toHaveLength(24);
      expect((await preview(fileOf(...many('9')))).toDo).toBe(0);
    },
  );

  test('two instances at once import each show once', async () => {
    await confirm(fileOf(...many('9')));
    await Promise.all([run(), run(), run()]);
    expect(await screenings()).toHaveLength(24);
  });
});
