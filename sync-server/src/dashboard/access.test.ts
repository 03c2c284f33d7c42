/** Who sees which cinema: each route that names one, or something of one, asks. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aPriceList } from '@marquee/shared/testing/builders';
import { insertPrices } from '../catalogue/catalogue.ts';
import { raiseExceptions } from '../exceptions/exceptions.ts';
import { beginAction } from '../long-actions/long-actions.ts';
import { insertReport } from '../outages/reports.sql.ts';
import { insertRows } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { tillLimits } from '../staff/staff.ts';
import { saveStatus } from '../terminals/status.sql.ts';
import { askForBundle } from '../terminals/support.ts';
import { createEnrolmentCode } from '../terminals/terminals.ts';
import { aStatus } from '../testing/a-status.ts';
import { cinemaId, seats } from '../testing/house.ts';
import { serveTestApi, type TestApi } from '../testing/test-api.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';

const days = '?from=2026-11-30&to=2026-11-30';
/** Of those that can't be asked without. */
const queries: Record<string, string> = {
  House_info: '?day=2026-11-30',
  Plan_info: '?from=2026-11-30&to=2026-12-06',
  Takings_info: `${days}&by=film`,
  Money_by_person: days,
  Shifts_info: days,
  Bookings_file: days,
  Film_return_drafts: '?kind=day&from=2026-11-30',
};
const aReport = {
  cinema_id: cinemaId,
  drill_id: null,
  began_at_ms: 1,
  ended_at_ms: 2,
  made_at_ms: 3,
  terminals: 1,
  sold_seats: 0,
  stranded_seats: 0,
  refused: null,
  broken: 0,
  body: '[]',
};

/** They name no cinema and nothing of one: they list what is the caller's. */
const lists = ['Dashboard_info', 'Vouchers_info'];

describe.each(engines)('a cinema’s managers on %s', (engine) => {
  let server: TestServer;
  let api: TestApi;
  let screening: number;
  let terminal: number;
  const tokens = new Map<string, string>();
  const users = new Map<string, number>();

  beforeAll(async () => {
    server = await openTestServer(engine);
    screening = await server.aScreening();
    terminal = (await server.aTerminal()).terminal;
    api = await serveTestApi(server);
    await server.database.transaction('prices', (tx) => insertPrices(tx, cinemaId, aPriceList()));
    await server.database.transaction('another cinema', (tx) =>
      insertRows(
        tx,
        'cinema',
        ['id', 'name', 'city', 'latitude', 'longitude', 'information', 'time_zone', 'currency'],
        [[2, 'Odeon', 'Bern', 46.9, 7.4, '', 'Europe/Zurich', 'CHF']],
      ),
    );
    for (const [name, role, cinemaIds] of [
      ['owner', 'manager', [cinemaId]],
      ['stranger', 'manager', [2]],
      ['newcomer', 'manager', []],
      ['admin', 'admin', []],
    ] as const) {
      const { userId, token } = await api.openAccount({ name, role, cinemaIds });
      users.set(name, userId);
      tokens.set(name, token);
    }
    await raiseCase(terminal);
  });
  afterAll(async () => {
    await api.close();
    await server.close();
  });

  async function raiseCase(at: number): Promise<string> {
    await server.database.transaction('case', (tx) =>
      raiseExceptions(tx, server.deps, [{ kind: 'holdings-differ', terminal: at, detail: { here: 1, there: 2 } }]),
    );
    const [found] = await server.database.all<{ id: string }>('SELECT id FROM `exception` WHERE terminal_id = ?', [at]);
    return found?.id ?? '';
  }

  let asked = 0;
  async function ask(who: string, method: string, path: string, body: unknown = {}) {
    asked += 1;
    const answer = await fetch(api.http.url + path, {
      method: method.toUpperCase(),
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': `access-${asked}-${who}`,
        Authorization: `Bearer ${tokens.get(who)}`,
      },
      ...(method === 'get' ? {} : { body: JSON.stringify(body) }),
    });
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    const text = await answer.text();
    return { status: answer.status, body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown> };
  }
  async function issueVoucher(who: string, cinema: number | null, currency = 'EUR') {
    const expiresAtMs = server.time.nowMs + 86_400_000;
    const wanted = { cinemaId: cinema, currency, amountMinor: 2500, count: 1, expiresAtMs };
    const answer = await ask(who, 'post', '/api/v1/vouchers', wanted);
    const [voucher] = (answer.body.vouchers ?? []) as { id: number }[];
    return { ...answer, id: voucher?.id ?? 0 };
  }

  test('a manager sees their own cinemas, an administrator all of them', async () => {
    const cinemasOf = async (who: string) => {
      const { body } = await ask(who, 'get', '/api/v1/managed');
      return (body.cinemas as { id: number }[]).map(({ id }) => id);
    };
    expect(await Promise.all(['owner', 'stranger', 'newcomer', 'admin'].map(cinemasOf))).toEqual([
      [1],
      [2],
      [],
      [1, 2],
    ]);
  });

  test('an administrator gives a cinema and takes it away again; it counts at once', async () => {
    const path = `/api/v1/users/${users.get('newcomer')}/cinemas`;
    expect(await ask('owner', 'put', path, { cinemaIds: [1] })).toMatchObject({ status: 403 });
    expect(await ask('admin', 'put', path, { cinemaIds: [1, 99] })).toMatchObject({ status: 404 });
    expect(await ask('admin', 'put', path, { cinemaIds: [1] })).toMatchObject({ status: 200 });
    expect((await ask('newcomer', 'get', '/api/v1/managed/cinemas/1/terminals')).status).toBe(200);
    expect((await ask('admin', 'get', path)).body).toEqual({ cinemaIds: [1] });
    expect(await ask('admin', 'put', path, { cinemaIds: [] })).toMatchObject({ status: 200 });
    expect((await ask('newcomer', 'get', '/api/v1/managed/cinemas/1/terminals')).status).toBe(404);
  });

  test('a case is settled by name, once, and stays to be read', async () => {
    const { body } = await ask('owner', 'get', '/api/v1/managed/cinemas/1/exceptions');
    const [open] = body.exceptions as { id: string }[];
    const path = `/api/v1/managed/exceptions/${open?.id}/settlement`;
    const settled = await ask('owner', 'post', path, { action: 'noted', note: 'Looked at it' });
    expect(settled.body).toMatchObject({ ok: true, by: `owner (user ${users.get('owner')})` });
    const again = await ask('admin', 'post', path, { action: 'noted', note: 'Me too' });
    expect(again).toMatchObject({ status: 409, body: { code: 'settled-already' } });
    const kept = await ask('owner', 'get', '/api/v1/managed/cinemas/1/exceptions?state=settled');
    expect(kept.body).toMatchObject({ open: [], exceptions: [{ settled: { note: 'Looked at it' } }] });
  });

  test('the house counts each seat once, and says in whose hands the unsold are', async () => {
    const [a, b, c] = seats.map(({ id }) => id);
    await server.grant(terminal, screening, [a ?? 0, b ?? 0]);
    await ask('owner', 'post', `/api/v1/managed/screenings/${screening}/block`, { seatIds: [c], reason: 'house' });
    const { body } = await ask('owner', 'get', `/api/v1/managed/screenings/${screening}`);
    expect(body).toMatchObject({
      capacity: seats.length,
      granted: 2,
      stranded: 0,
      blocked: 1,
      free: seats.length - 3,
      holders: [{ terminal, seats: 2, isReachable: true }],
    });
    server.deps.isReachable = () => false;
    expect((await ask('owner', 'get', `/api/v1/managed/screenings/${screening}`)).body.stranded).toBe(2);
    delete server.deps.isReachable;
    const { events } = (await ask('owner', 'get', `/api/v1/managed/screenings/${screening}/seats/${a}/history`))
      .body as { events: object[] };
    expect(events).toMatchObject([{ what: 'moved', state: 'granted', terminal }]);
  });

  test('replacing a terminal closes it, says what is stranded, and gives a code for the next one', async () => {
    const holding = await ask('owner', 'get', `/api/v1/managed/terminals/${terminal}/holding`);
    expect(holding.body).toMatchObject({ screenings: [{ id: screening, seats: 2 }] });
    const order = { as: 'dead', reason: 'Its screen is broken' };
    const replaced = await ask('owner', 'post', `/api/v1/managed/terminals/${terminal}/replacement`, order);
    expect(replaced).toMatchObject({ status: 201, body: { quarantined: 2, code: { role: 'kiosk' } } });
    const twice = await ask('owner', 'post', `/api/v1/managed/terminals/${terminal}/break`, order);
    expect(twice).toMatchObject({ status: 409, body: { code: 'terminal-closed' } });
    const codes = await ask('owner', 'get', '/api/v1/managed/cinemas/1/enrolment-codes');
    expect((codes.body.codes as unknown[]).length).toBeGreaterThan(0);
  });

  test('a terminal may be replaced by one in another role: it is enrolled anew, with the code for that', async () => {
    const { terminal: kiosk } = await server.aTerminal();
    const order = { as: 'dead', reason: 'It becomes a till', role: 'till' };
    const replaced = await ask('owner', 'post', `/api/v1/managed/terminals/${kiosk}/replacement`, order);
    expect(replaced).toMatchObject({ status: 201, body: { code: { role: 'till', name: 'kiosk' } } });
  });

  test('a voucher of a cinema is its managers’; one that is good everywhere they only look at', async () => {
    const own = (await issueVoucher('owner', cinemaId)).id;
    const others = (await issueVoucher('stranger', 2, 'CHF')).id;
    const everywhere = (await issueVoucher('admin', null)).id;
    const listed = async (who: string) => {
      const { body } = await ask(who, 'get', '/api/v1/vouchers');
      return (body.vouchers as { id: number }[]).map(({ id }) => id);
    };
    expect(await Promise.all(['owner', 'stranger', 'newcomer', 'admin'].map(listed))).toEqual([
      [everywhere, own],
      [everywhere, others],
      [everywhere],
      [everywhere, others, own],
    ]);
    expect((await ask('newcomer', 'get', `/api/v1/vouchers/${everywhere}`)).status).toBe(200);
    const ofChain = { status: 403, body: { code: 'voucher-of-chain' } };
    expect(await issueVoucher('owner', null)).toMatchObject(ofChain);
    for (const act of ['void', 'take-back'])
      expect(await ask('owner', 'post', `/api/v1/vouchers/${everywhere}/${act}`, { reason: 'lost' })).toMatchObject(
        ofChain,
      );
    expect((await ask('admin', 'post', `/api/v1/vouchers/${everywhere}/void`, { reason: 'lost' })).status).toBe(200);
  });

  /** A booking of a terminal with its shift, a refund that is owed for it, and a return to a distributor. */
  async function makeMoney(at: number): Promise<{ shift: number; refund: string; filmReturn: number }> {
    const rows: Record<string, Record<string, string | number>> = {
      booking: {
        order_key: `T${at}-1`,
        user_type: 'till',
        total_minor: 5,
        sold_at_ms: 1,
        recorded_at_ms: 1,
        state: 'paid',
      },
      refund: {
        id: `refund-${at}`,
        kind: 'refund',
        state: 'prepared',
        amount_minor: 5,
        reason: 'ill',
        requested_by: 'Ada',
        at_ms: 1,
      },
      shift: {
        cinema_id: cinemaId,
        staff_id: 1,
        drawer: 'A',
        business_date: '2026-11-30',
        float_minor: 0,
        state: 'open',
        opened_at_ms: 1,
      },
    };
    await server.database.transaction('money', async (tx) => {
      for (const [table, row] of Object.entries(rows)) {
        const whole = { terminal_id: at, seq: 1, currency: 'EUR', ...row };
        await insertRows(tx, table, Object.keys(whole), [Object.values(whole)]);
      }
      const told = { cinema_id: cinemaId, movie_id: 1, kind: 'day', number: at, currency: 'EUR', made_by: 'Ada' };
      const sums = { from_date: '2026-01-01', to_date: '2026-01-01', seats: 0, gross_minor: 0, tax_minor: 0 };
      const filmReturn = { id: at, ...told, ...sums, made_at_ms: 1 };
      await insertRows(tx, 'film_return', Object.keys(filmReturn), [Object.values(filmReturn)]);
    });
    return { shift: 1, refund: `refund-${at}`, filmReturn: at };
  }

  /** One of each thing of the cinema that a path may name, by what stands before it there. */
  async function makeThings(): Promise<Record<string, string | number>> {
    const made = async (path: string, body: object) => (await ask('admin', 'post', path, body)).body.id as number;
    const { terminal: at } = await server.aTerminal();
    // It says how it is, and so can be told to drill.
    const status = { terminal: at, status: aStatus(), body: JSON.stringify(aStatus()), atMs: 1, isNews: true };
    await server.database.transaction('status', (tx) => saveStatus(tx, status));
    await server.database.transaction('no drill goes on', (tx) => tx.run('UPDATE drill SET ordered_at_ms = 1'));
    const bundle = { operationId: `bundle of ${at}`, by: 'test', terminal: at, cinemaId };
    await createEnrolmentCode(server.deps, { cinemaId, role: 'kiosk', name: `next to ${at}` });
    const [code] = await server.database.all<{ code_hash: string }>(
      'SELECT code_hash FROM enrolment_code WHERE name = ?',
      [`next to ${at}`],
    );
    const money = await makeMoney(at);
    return {
      cinemas: cinemaId,
      shifts: money.shift,
      refunds: money.refund,
      'film-returns': money.filmReturn,
      screenings: await server.aScreening(),
      seats: seats[0]?.id ?? 0,
      terminals: at,
      exceptions: await raiseCase(at),
      'support-bundles': (await askForBundle(server.deps, bundle)).id,
      'outage-reports': await server.database.transaction('report', (tx) => insertReport(tx, aReport)),
      'enrolment-codes': code?.code_hash ?? '',
      papers: 'ticket',
      staff: await made(`/api/v1/cinemas/${cinemaId}/staff`, { name: 'Ann', role: 'usher', pin: '135790' }),
      items: await made(`/api/v1/cinemas/${cinemaId}/items`, {
        name: 'Popcorn',
        priceMinor: 500,
        taxBasisPoints: 1900,
      }),
      vouchers: (await issueVoucher('admin', cinemaId)).id,
      venues: 1,
      'long-actions': await server.database.transaction('action', (tx) =>
        beginAction(tx, server.deps, { kind: 'test', cinemaId, subject: {}, items: [1], by: 'Mara' }),
      ),
    };
  }

  /** What each order says; those that read say nothing. */
  const makeBodies = (things: Record<string, string | number>): Record<string, object> => {
    const { rules: _, ...prices } = aPriceList();
    const startsAtMs = server.time.nowMs + 100 * 86_400_000;
    const show = { venueId: 1, movieId: 1, startsAtMs, endsAtMs: startsAtMs + 7_200_000 };
    const aSeat = { row: 'A', label: 'A1', x: 0, y: 0, kind: 'standard' };
    const of = { venueId: 1, movieId: 1, display: '2D', language: 'de', priceMinor: 1000 };
    const day = new Date(startsAtMs + 7 * 86_400_000).toISOString().slice(0, 10);
    const pattern = { ...of, weekdays: [0, 1, 2, 3, 4, 5, 6], from: day, to: day, times: ['10:00'], minutes: 60 };
    const schedule = 'id,venue,film,starts,language,price\n';
    const issue = { currency: 'EUR', amountMinor: 2500, count: 1, expiresAtMs: startsAtMs };
    return {
      Block_seats: { seatIds: [seats[0]?.id], reason: 'house' },
      Unblock_seats: { seatIds: [seats[0]?.id] },
      Override_quarantine: { seatIds: [seats[0]?.id], reason: 'test' },
      Set_seat_available: { available: true },
      Cancel_screening: { reason: 'test' },
      Settle_exception: { action: 'noted', note: 'test' },
      Make_enrolment_codes: { terminals: [{ name: 'Lobby', role: 'kiosk' }] },
      Rename_terminal: { name: 'Lobby' },
      Order_drill: { minutes: 5 },
      Break_terminal: { as: 'dead', reason: 'test' },
      Replace_terminal: { as: 'dead', reason: 'test' },
      Insert_screenings: { screenings: [{ ...show, display: '2D', language: 'de', priceMinor: 1000 }] },
      Change_prices: prices,
      Preview_prices: { screeningId: things.screenings },
      Change_till_limits: { ...tillLimits, refundMinorMax: 4000 },
      Change_house_lines: { header: ['Main Street 1'], footer: [] },
      Change_price_rules: { rules: [] },
      Preview_price: { screeningId: things.screenings, ticketClass: 'adult', seatKind: 'standard', isMember: false },
      Insert_item: { name: 'Nachos', priceMinor: 500, taxBasisPoints: 1900 },
      Change_item: { priceMinor: 600 },
      Insert_staff: { name: 'Ben', role: 'cashier', pin: '135790' },
      Change_staff: { name: 'Anna' },
      Set_staff_pin: { pin: '864209' },
      Issue_vouchers: { ...issue, cinemaId },
      Void_voucher: { reason: 'test' },
      Take_back_voucher: { reason: 'test' },
      Make_film_return: { kind: 'day', from: '2026-11-30', movieId: 1 },
      Pay_out_refund: { kind: 'cash' },
      Ask_release: {},
      Change_venue: { name: 'Blue' },
      Seat_plan_preview: { seats: [aSeat] },
      Change_seat_plan: { plan: 99, seats: [aSeat] },
      Move_screening: { toVenueId: 1, hash: '0'.repeat(64) },
      Preview_pattern: pattern,
      Insert_pattern: pattern,
      Change_screening: { priceMinor: 1100 },
      Preview_import: { format: 'csv', text: schedule },
      Import_schedule: { format: 'csv', text: schedule, hash: '0'.repeat(64) },
    };
  };

  /** Asks every route of managers for the same things in each one's name. Answers the status and code by route and name. */
  async function walk(names: readonly string[], things: Record<string, string | number>) {
    const ofCinema = api.routes.filter(
      ({ authority, operationId }) => authority === 'manager' && !lists.includes(operationId),
    );
    expect(ofCinema.length).toBeGreaterThan(35);
    const bodies = makeBodies(things);
    const seen: { answered: string; status: number; code: unknown }[] = [];
    for (const { operationId, method, path } of ofCinema) {
      const named = path.replace(/([\w-]+)\/:\w+/g, (_, of: string) => `${of}/${things[of]}`);
      const query = queries[operationId] ?? '';
      for (const who of names) {
        const { status, body } = await ask(who, method, named + query, bodies[operationId]);
        seen.push({ answered: `${operationId} as ${who}`, status, code: body.code });
      }
    }
    return seen;
  }

  test('nothing of a cinema is there for the manager of another, whatever they ask for', async () => {
    const things = await makeThings();
    const acts = await server.count('user_action');
    const seen = await walk(['stranger', 'newcomer'], things);
    const isThere = seen.filter(({ code }) => code !== 'not-found');
    // It names its venues in the body, and says which of them is not there.
    expect(isThere).toEqual(
      ['stranger', 'newcomer'].map((who) => ({
        answered: `Insert_screenings as ${who}`,
        status: 422,
        code: 'venue-unknown',
      })),
    );
    expect(await server.count('user_action')).toBe(acts);
  }, 60_000);

  test('the same is there for its own manager, and for an administrator', async () => {
    const [ofOwner, ofAdmin] = [await makeThings(), await makeThings()];
    const seen = [...(await walk(['owner'], ofOwner)), ...(await walk(['admin'], ofAdmin))];
    expect(seen.filter(({ status }) => [400, 401, 403, 404, 500].includes(status))).toEqual([]);
  }, 60_000);
});
