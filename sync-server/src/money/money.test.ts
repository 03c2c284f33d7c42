/** The money of a day is the same wherever it is read: to the cent, in every grouping, chart, file and report. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aSaleLine, startsAtMs } from '@marquee/shared/testing/builders';
import type * as Page from '../dashboard/page/money-types.ts';
import { groupings } from '../dashboard/page/money-types.ts';
import { writeCsv } from '../dashboard/page/parts/csv.ts';
import * as figures from '../dashboard/page/screens/money/figures.ts';
import { makeWords } from '../dashboard/page/words/words.ts';
import { engines } from '../platform/testing/databases.ts';
import { toldSums } from '../shifts/shifts.ts';
import { cinemaId } from '../testing/house.ts';
import { serveTestApi, type TestApi } from '../testing/test-api.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { type BusyDay, day, dayAfter, liveBusyDay } from './testing/busy-day.ts';

const naming = { words: makeWords('en'), timeZone: 'Europe/Berlin' };
/** The cells of a file, without what marks it as UTF-8. Nothing in these is quoted over several lines. */
const readCsv = (text: string): Record<string, string>[] => {
  const [head = [], ...lines] = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
    );
  return lines.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ''])));
};
const cents = (decimal: string | undefined) => Math.round(Number(decimal) * 100);
const sum = <R>(rows: readonly R[], of: (row: R) => number) => rows.reduce((total, row) => total + of(row), 0);

describe.each(engines)('a busy day on %s', (engine) => {
  let server: TestServer;
  let api: TestApi;
  let lived: BusyDay;
  let token: string;
  let asked = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
    api = await serveTestApi(server);
    lived = await liveBusyDay(server);
    token = (await api.openAccount({ name: 'Ada', role: 'manager', cinemaIds: [cinemaId] })).token;
  }, 60_000);
  afterAll(async () => {
    await api.close();
    await server.close();
  });

  async function ask<B>(method: 'GET' | 'POST', path: string, body?: object): Promise<{ status: number; body: B }> {
    asked += 1;
    const answer = await fetch(`${api.http.url}/api/v1${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': `money-${asked}`,
        Authorization: `Bearer ${token}`,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
    };
  }
  const get = async <B>(path: string): Promise<B> => (await ask<B>('GET', path)).body;
  const takings = (by: Page.Grouping, days = { from: day, to: day }) =>
    get<Page.Takings>(`/managed/cinemas/1/takings?${new URLSearchParams({ ...days, by })}`);
  const ofDesks = (kind: 'sale.made' | 'tickets.refunded') =>
    sum(lived.desks, (desk) => sum(desk.payloads(kind), ({ totalMinor }) => totalMinor));

  test('takings are what terminals and phones have sold, less what they gave back', async () => {
    const { total, owedMinor } = await takings('film');
    const soldMinor = ofDesks('sale.made') + lived.phones.soldMinor;
    const backMinor = ofDesks('tickets.refunded') + lived.phones.backMinor;
    expect(total).toMatchObject({ soldMinor, backMinor, netMinor: soldMinor - backMinor, otherMinor: 0 });
    expect(owedMinor).toBe(lived.phones.owedMinor);
  });

  test.each(groupings)('by %s they come to the same, in the table, the chart and the file', async (by) => {
    const found = await takings(by);
    const { total } = await takings('film');
    const names = Object.keys(total) as (keyof typeof total)[];
    const isCounted = (name: string) => by !== 'class' || name !== 'bookings';
    const added = Object.fromEntries(
      names.filter(isCounted).map((name) => [name, sum(found.rows, (row) => row[name])]),
    );
    expect(found.total).toEqual(total);
    expect(added).toMatchObject(Object.fromEntries(names.filter(isCounted).map((name) => [name, total[name]])));
    expect(sum(figures.chartOf(found, by, naming).netMinor, (minor) => minor)).toBe(total.netMinor);
    const lines = readCsv(writeCsv(figures.takingsTable(found, by, naming.timeZone)));
    const last = lines.pop();
    for (const [column, name] of [
      ['sold', 'soldMinor'],
      ['given back', 'backMinor'],
      ['net', 'netMinor'],
      ['tax', 'taxMinor'],
    ] as const) {
      expect([column, sum(lines, (line) => cents(line[column])), cents(last?.[column])]).toEqual([
        column,
        total[name],
        total[name],
      ]);
    }
  });

  test('a night’s sale is of the evening before; the next morning’s of the next day', async () => {
    const byHour = await takings('hour');
    expect(byHour.rows.map(({ key }) => key)).toEqual(['12', '21', '22', '01']);
    const twoDays = await takings('day', { from: day, to: dayAfter });
    expect(twoDays.rows.map(({ key, itemsMinor }) => [key, itemsMinor])).toEqual([
      [day, expect.any(Number)],
      [dayAfter, 777],
    ]);
  });

  test('tenders taken are what was sold; tenders given back and what is owed are what goes back', async () => {
    const { tenders, total, owedMinor, back, ...rest } = await takings('film');
    expect(sum(tenders, ({ inMinor }) => inMinor)).toBe(total.soldMinor);
    expect(sum(tenders, ({ outMinor }) => outMinor) + owedMinor).toBe(total.backMinor);
    expect(sum(back, ({ minor }) => minor)).toBe(total.backMinor);
    expect(tenders.find(({ kind }) => kind === 'credit')).toMatchObject({ inMinor: 1200, outMinor: 1200 });
    expect(tenders.find(({ kind }) => kind === 'voucher')).toMatchObject({ inMinor: 500, outMinor: 0 });
    const lines = readCsv(writeCsv(figures.tendersTable({ tenders, total, owedMinor, back, ...rest })));
    expect(sum(lines, (line) => cents(line.net))).toBe(total.netMinor);
  });

  test('a sale that arrives while they are summed is in all sums or in none', async () => {
    const before = await takings('film');
    const { desk, shiftSeq } = lived.open;
    await desk.sell({ shiftSeq, screeningId: lived.screenings.late, seats: [33] });
    const { database } = server;
    const all = database.all.bind(database);
    let isFirst = true;
    database.all = (async (sql: string, values: never) => {
      if (isFirst && sql.includes('JOIN payment')) {
        isFirst = false;
        await desk.push();
      }
      return all(sql, values);
    }) as typeof database.all;
    const { total, tenders } = await takings('film').finally(() => {
      database.all = all;
    });
    expect(total.soldMinor).toBeGreaterThan(before.total.soldMinor);
    expect(sum(tenders, ({ inMinor }) => inMinor)).toBe(total.soldMinor);
  });

  test('each closed shift reads as its report says, and as what has arrived says', async () => {
    const { shifts } = await get<Page.ShiftList>(`/managed/cinemas/1/shifts?from=${day}&to=${day}`);
    for (const { desk, told } of lived.closed) {
      const listed = shifts.find(({ terminal, seq }) => terminal === desk.terminal.terminal && seq === told.shiftSeq);
      expect(listed).toMatchObject({ state: 'closed', sums: toldSums(told), isDifferent: false, unsent: 3 });
      const detail = await get<Page.ShiftDetail>(
        `/managed/terminals/${desk.terminal.terminal}/shifts/${told.shiftSeq}`,
      );
      expect(detail.here).toEqual(toldSums(told));
      const lines = figures.zParts(detail.shift.sums, detail.shift.countedMinor).flatMap((part) => part.lines);
      const minorOf = (word: string) => lines.find((line) => line.word === word)?.minor;
      const { ticketsMinor, itemsMinor, refundsMinor } = told.figures;
      expect([minorOf('z.net'), minorOf('z.expected'), minorOf('z.counted')]).toEqual([
        ticketsMinor + itemsMinor - refundsMinor,
        told.expectedMinor,
        told.countedMinor,
      ]);
    }
  });

  test('the tills’ takings are the sum of their shifts, of the open one too, on the screen and in the file', async () => {
    const list = await get<Page.ShiftList>(`/managed/cinemas/1/shifts?from=${day}&to=${day}`);
    const row = (await takings('channel')).rows.find(({ key }) => key === 'till');
    const { sums, shifts, open } = list.total ?? { sums: null, shifts: 0, open: 0 };
    expect([shifts, open]).toEqual([3, 1]);
    expect([sums && sums.ticketsMinor + sums.itemsMinor, sums?.refundsMinor]).toEqual([row?.soldMinor, row?.backMinor]);
    const lines = readCsv(writeCsv(figures.shiftsTable(list.shifts, 'EUR', naming.timeZone)));
    expect(sum(lines, (line) => cents(line.net))).toBe(row?.netMinor);
  });

  test('the file of all bookings comes to what was sold, whatever the size of its pages', async () => {
    const { total } = await takings('film');
    const lines = readCsv(await get<string>(`/managed/cinemas/1/bookings.csv?from=${day}&to=${day}`));
    expect(lines).toHaveLength(total.bookings);
    expect(sum(lines, (line) => cents(line.total))).toBe(total.soldMinor);
    expect(sum(lines, (line) => cents(line['given back']))).toBe(total.backMinor);
    const paid = (line: Record<string, string>) =>
      sum(['cash', 'card', 'voucher', 'credit'], (kind) => cents(line[kind]));
    expect(sum(lines, paid)).toBe(total.soldMinor);
  });

  test('who undid, gave away and opened the drawer is told by name', async () => {
    const { people } = await get<{ people: Page.Person[] }>(`/managed/cinemas/1/money-by-person?from=${day}&to=${day}`);
    const { total } = await takings('film');
    const undone = (person: Page.Person) =>
      sum(['void', 'refund', 'exchange', 'override'] as const, (kind) => person.did[kind]?.minor ?? 0);
    expect(sum(people, undone)).toBe(total.backMinor);
    const first = people.find(({ staffId }) => staffId === 1);
    expect(first?.did).toMatchObject({
      void: { count: 1, minor: 1200, approved: 0 },
      refund: { count: 2, approved: 1 },
      exchange: { count: 1, minor: 1200 },
      comp: { count: 1 },
      member: { count: 1 },
      'no-sale': { count: 1 },
      'paid-out': { count: 1, minor: 700 },
    });
    expect(people.find(({ staffId }) => staffId === null)).toMatchObject({
      name: 'Ada (user 1)',
      did: { refund: { count: 2, minor: 3600 } },
    });
  });

  describe('a return to a distributor', () => {
    const drafts = async (kind: Page.ReturnKind, from: string) =>
      (await get<{ drafts: Page.ReturnDraft[] }>(`/managed/cinemas/1/film-return-drafts?kind=${kind}&from=${from}`))
        .drafts;
    const make = (kind: Page.ReturnKind, from: string) =>
      ask<{ id: number; code?: string }>('POST', '/managed/cinemas/1/film-returns', { kind, from, movieId: 1 });

    test('tells of the day’s tickets that nobody has undone, once its screenings are over', async () => {
      const nowMs = server.time.nowMs;
      server.time.nowMs = startsAtMs;
      expect(await make('day', day)).toMatchObject({ status: 409, body: { code: 'return-too-early' } });
      server.time.nowMs = nowMs;
      const [draft] = await drafts('day', day);
      const { rows } = await takings('film');
      const film = rows.find(({ key }) => key === '1');
      expect(draft).toMatchObject({
        seats: (film?.tickets ?? 0) - (film?.ticketsBack ?? 0),
        isOver: true,
        madeId: null,
      });
      // Of the film’s bookings, all were sold and undone on its day; items are no distributor’s.
      const itemsMinor = film?.itemsMinor ?? 0;
      expect(draft?.grossMinor).toBe((film?.netMinor ?? 0) - itemsMinor);
      const lines = readCsv(writeCsv(figures.returnTable('film', draft?.lines ?? [], 'EUR')));
      expect(sum(lines, (line) => cents(line.gross))).toBe(draft?.grossMinor);
    });

    test('is made once, also where two managers make it at the same moment', async () => {
      const both = await Promise.all([make('day', day), make('day', day)]);
      expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
      expect(both.find(({ status }) => status === 409)?.body.code).toBe('return-made-already');
      expect(await server.count('film_return', "kind = 'day'")).toBe(1);
      expect(await server.count('user_action', "operation = 'make-film-return'")).toBe(1);
    });

    test('stays as it was made; what arrives and is undone later is an adjustment of the next one', async () => {
      const [{ id } = { id: 0 }] = (await get<{ returns: Page.MadeReturn[] }>('/managed/cinemas/1/film-returns'))
        .returns;
      const before = await get<{ made: Page.MadeReturn; lines: Page.ReturnLine[] }>(`/managed/film-returns/${id}`);
      const { desk, shiftSeq } = lived.open;
      const seq = await desk.sell({
        shiftSeq,
        screeningId: lived.screenings.late,
        seats: [50, 51],
        changes: [{}, { priceMinor: 840, taxMinor: 55, ticketClass: 'child' }],
      });
      const other = desk.payloads('sale.made')[0];
      desk.undo('refund', other?.seq ?? 0, { shiftSeq, lines: [1] });
      expect(seq).toBeGreaterThan(other?.seq ?? 0);
      await desk.push();
      expect(await get(`/managed/film-returns/${id}`)).toEqual(before);

      const [next] = await drafts('day', dayAfter);
      const late = { showDate: day, ofReturn: id };
      const adult = aSaleLine();
      expect(next?.lines).toEqual([
        // One more, and one fewer, of the same price: nothing to tell.
        { ...late, ticketClass: 'child', priceMinor: 840, seats: 1, grossMinor: 840, taxMinor: 55, netMinor: 785 },
      ]);
      desk.undo('refund', other?.seq ?? 0, { shiftSeq, lines: [2] });
      await desk.push();
      const made = await make('day', dayAfter);
      const kept = await get<{ made: Page.MadeReturn; lines: Page.ReturnLine[] }>(
        `/managed/film-returns/${made.body.id}`,
      );
      const { priceMinor, taxMinor } = adult;
      expect(kept.lines).toEqual([
        {
          ...late,
          ticketClass: 'adult',
          priceMinor,
          seats: -1,
          grossMinor: -priceMinor,
          taxMinor: -taxMinor,
          netMinor: taxMinor - priceMinor,
        },
        { ...late, ticketClass: 'child', priceMinor: 840, seats: 1, grossMinor: 840, taxMinor: 55, netMinor: 785 },
      ]);
      expect(kept.made).toMatchObject({ number: 2, seats: 0, grossMinor: 840 - priceMinor });
      // All that was told is what is known now.
      const [now] = await drafts('day', day);
      expect(now).toMatchObject({ madeId: id, lines: [] });
      expect(before.made.grossMinor + kept.made.grossMinor).toBe((await drafts('week', day))[0]?.grossMinor);
    });

    test('of a week is apart from those of its days, and of nothing is none', async () => {
      expect((await make('week', day)).status).toBe(201);
      expect(await make('week', dayAfter)).toMatchObject({ status: 409, body: { code: 'return-made-already' } });
      expect(await make('day', '2026-10-30')).toMatchObject({ status: 409, body: { code: 'nothing-to-return' } });
    });
  });

  describe('a refund that is owed', () => {
    const list = async (state: string) =>
      (await get<{ refunds: Page.ListedRefund[] }>(`/managed/cinemas/1/refunds?state=${state}`)).refunds;

    test('is listed until it is paid out, which is noted once', async () => {
      const [owed, ...more] = await list('prepared');
      expect([more, owed?.amountMinor, owed?.channel, owed?.tickets]).toEqual([[], 1200, 'phone', 1]);
      const path = `/managed/refunds/${owed?.id}/pay-out`;
      expect(await ask('POST', path, { kind: 'cash' })).toMatchObject({ status: 200, body: { ok: true } });
      expect(await ask('POST', path, { kind: 'cash' })).toMatchObject({
        status: 409,
        body: { code: 'refund-not-prepared' },
      });
      expect(await list('prepared')).toEqual([]);
      expect((await list('refunded')).map(({ id }) => id)).toContain(owed?.id);
      expect((await takings('film')).owedMinor).toBe(0);
    });
  });

  test.each(['from=2026-09-05&to=2026-09-04', 'from=2026-01-01&to=2026-09-04'])(
    'days that make no sense are refused: %s',
    async (days) => {
      for (const path of ['takings', 'money-by-person', 'shifts'])
        expect(await ask('GET', `/managed/cinemas/1/${path}?${days}&by=film`)).toMatchObject({
          status: 422,
          body: { code: 'days-wrong' },
        });
    },
  );
});
