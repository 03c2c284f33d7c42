import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { startsAtMs } from '@marquee/shared/testing/builders';
import { testSigning } from '../devices/testing/authenticator.ts';
import {
  bankToken,
  declinedToken,
  makeSimulatedProvider,
  type SimulatedProvider,
} from '../payments/simulated-provider.ts';
import { type Caller, makeApiRouter, type Role, roles } from '../platform/api.ts';
import { type OpenLog, openLog } from '../platform/log.ts';
import { engines } from '../platform/testing/databases.ts';
import { blockSeats } from '../screenings/screenings.ts';
import { seats } from '../testing/house.ts';
import { aMoviegoer, setPrices } from '../testing/moviegoer.ts';
import { serveLogged, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { makeBookingApi } from './booking-api.ts';
import { holdMs } from './hold.ts';

const idOf = (label: string) => seats.find((seat) => seat.label === label)?.id ?? 0;
const adults = (...labels: string[]) => labels.map((label) => ({ ticketClass: 'adult', seatId: idOf(label) }));
const cardNumber = '4242424242424242';

describe.each(engines)('bookings through the mobile API on %s', (engine) => {
  let server: TestServer;
  let http: TestHttp;
  let folder: string;
  let log: OpenLog;
  let payments: SimulatedProvider;
  let screeningId: number;
  let keys = 0;
  const callers = new Map<string, Caller>();

  beforeAll(async () => {
    server = await openTestServer(engine);
    await setPrices(server);
    folder = mkdtempSync(join(tmpdir(), 'marquee-log-'));
    log = openLog({ logLevel: 'debug', logFile: join(folder, 'server.log') });
    const authenticate = async (token: string): Promise<Caller> => {
      const caller = callers.get(token);
      if (!caller) throw new Fault('token-refused');
      return caller;
    };
    payments = makeSimulatedProvider({ clock: server.deps.clock });
    const routes = makeBookingApi({ ...server.deps, payments, signing: testSigning, cancelMsBefore: 30 * 60_000 });
    http = await serveLogged(log, makeApiRouter({ routes, authenticate, unlimited: true, checkAnswers: true }));
  });
  afterAll(async () => {
    await http.close();
    await log.close();
    await server.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    screeningId = await server.aScreening();
    payments.mode = 'approve';
  });

  /** Answers the token of a new account. */
  async function aCaller(role: Role = 'moviegoer'): Promise<string> {
    const userId = await aMoviegoer(server);
    const token = `token-of-${userId}`;
    callers.set(token, { userId, role, sessionId: 's' });
    return token;
  }
  async function ask(
    token: string,
    method: string,
    path: string,
    { body, key }: { body?: unknown; key?: string } = {},
  ) {
    const answer = await fetch(http.url + path, {
      method,
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': key ?? `key-of-test-${++keys}`,
        Authorization: `Bearer ${token}`,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  }
  const hold = (token: string, tickets: unknown = adults('C5', 'C6'), key?: string) =>
    ask(token, 'POST', '/api/v1/holds', { body: { screeningId, tickets }, ...(key ? { key } : {}) });

  test('a hold answers its seats, its price and its countdown, and is the same hold when it is asked for again', async () => {
    const ada = await aCaller();
    const held = await hold(ada, adults('C5', 'C6'), 'first-hold-1');
    expect(held).toEqual({
      status: 201,
      body: {
        hold: {
          id: expect.stringMatching(/^h[0-9a-f]{31}$/),
          screeningId,
          state: 'held',
          seats: ['C5', 'C6'].map((label, at) => ({
            line: at + 1,
            seatId: idOf(label),
            label,
            kind: 'standard',
            ticketClass: 'adult',
            priceMinor: 1200,
            taxMinor: 79,
          })),
          totalMinor: 2400,
          currency: 'EUR',
          expiresAtMs: server.time.nowMs + holdMs,
          secondsLeft: 480,
          extendable: true,
          orderKey: null,
        },
      },
    });
    expect(await hold(ada, adults('C5', 'C6'), 'first-hold-1')).toEqual(held);
    server.time.nowMs += 61_000;
    const looked = await ask(ada, 'GET', `/api/v1/holds/${held.body.hold.id}`);
    expect(looked).toMatchObject({ status: 200, body: { hold: { state: 'held', secondsLeft: 419 } } });
  });

  test('a taken seat is refused with what is next to it', async () => {
    await hold(await aCaller());
    expect(await hold(await aCaller())).toMatchObject({
      status: 409,
      body: {
        code: 'seat-taken',
        seatIds: [idOf('C5'), idOf('C6')],
        alternatives: expect.arrayContaining([[idOf('D5'), idOf('D6')]]),
      },
    });
  });

  test('a hold is extended once and given back, each answering the hold as it is then', async () => {
    const ada = await aCaller();
    const { id } = (await hold(ada)).body.hold;
    server.time.nowMs += 300_000;
    const extended = await ask(ada, 'POST', `/api/v1/holds/${id}/extension`);
    expect(extended).toMatchObject({
      status: 200,
      body: { hold: { state: 'held', secondsLeft: 480, extendable: false } },
    });
    const again = await ask(ada, 'POST', `/api/v1/holds/${id}/extension`);
    expect(again).toMatchObject({ status: 409, body: { code: 'hold-extended' } });
    expect(await ask(ada, 'DELETE', `/api/v1/holds/${id}`)).toMatchObject({
      status: 200,
      body: { hold: { state: 'ended' } },
    });
    expect(await ask(ada, 'DELETE', `/api/v1/holds/${id}`)).toMatchObject({
      status: 200,
      body: { hold: { state: 'ended' } },
    });
    const gone = await ask(ada, 'POST', `/api/v1/holds/${id}/extension`);
    expect(gone).toMatchObject({ status: 410, body: { code: 'hold-gone' } });
  });

  test('a hold asked for again after it was extended is the hold as it is by now', async () => {
    const ada = await aCaller();
    const { id } = (await hold(ada, adults('C5', 'C6'), 'extended-since')).body.hold;
    server.time.nowMs += 7 * 60_000;
    await ask(ada, 'POST', `/api/v1/holds/${id}/extension`);
    server.time.nowMs += 2 * 60_000;
    const again = await hold(ada, adults('C5', 'C6'), 'extended-since');
    expect(again.body).toEqual((await ask(ada, 'GET', `/api/v1/holds/${id}`)).body);
    expect(again.body.hold).toMatchObject({ state: 'held', secondsLeft: 360 });
  });

  test('own holds can be found again by a phone that has forgotten them', async () => {
    const ada = await aCaller();
    const { id } = (await hold(ada)).body.hold;
    await hold(await aCaller(), adults('D5', 'D6'));
    expect((await ask(ada, 'GET', '/api/v1/holds')).body.holds).toMatchObject([{ id, state: 'held' }]);
    await ask(ada, 'DELETE', `/api/v1/holds/${id}`);
    expect((await ask(ada, 'GET', '/api/v1/holds')).body.holds).toEqual([]);
  });

  test('a malformed order is told what is wrong with it', async () => {
    const ada = await aCaller();
    const wrong = [[], adults('C5', 'C5'), [{ ticketClass: 'adult' }, ...adults('C5')], [{ ticketClass: 'dog' }]];
    for (const tickets of wrong)
      expect(await hold(ada, tickets)).toMatchObject({ status: 400, body: { code: 'message-malformed' } });
    expect(await hold(ada, adults('C5'), 'short')).toMatchObject({ status: 400 });
  });

  test('nobody, whatever their role, reads or changes what somebody else holds or has booked', async () => {
    const ada = await aCaller();
    const { id } = (await hold(ada)).body.hold;
    for (const role of roles) {
      const other = await aCaller(role);
      for (const [method, path] of [
        ['GET', `/api/v1/holds/${id}`],
        ['POST', `/api/v1/holds/${id}/extension`],
        ['DELETE', `/api/v1/holds/${id}`],
      ] as const)
        expect([role, path, (await ask(other, method, path)).status]).toEqual([role, path, 404]);
    }
    expect(await ask(ada, 'GET', `/api/v1/holds/${id}`)).toMatchObject({
      body: { hold: { state: 'held', extendable: true } },
    });
  });

  test('the same key of two people is two holds', async () => {
    const [ada, ben] = [await aCaller(), await aCaller()];
    const one = await hold(ada, adults('B1', 'B2'), 'same-key-123');
    const two = await hold(ben, adults('B3', 'B4'), 'same-key-123');
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(one.body.hold.id).not.toBe(two.body.hold.id);
  });

  describe('paying', () => {
    const pay = (token: string, id: string, key: string, paymentToken = 'pm_card_visa') =>
      ask(token, 'POST', `/api/v1/holds/${id}/payment`, { key, body: { paymentToken } });
    const look = async (token: string, id: string) => (await ask(token, 'GET', `/api/v1/holds/${id}`)).body.hold;

    test('makes a booking with its tickets, once however often it is sent', async () => {
      const ada = await aCaller();
      const { id } = (await hold(ada)).body.hold;
      const paid = await pay(ada, id, 'payment-1');
      const orderKey = expect.stringMatching(/^T0-\d{6}$/);
      expect(paid).toEqual({
        status: 200,
        body: { outcome: 'sold', orderKey, clientSecret: null, retryAfterSeconds: null },
      });
      expect(await pay(ada, id, 'payment-1')).toEqual(paid);
      expect(await pay(ada, id, 'payment-2')).toMatchObject({ status: 409, body: { code: 'paid-already', orderKey } });
      expect(await look(ada, id)).toMatchObject({ state: 'paid', orderKey, extendable: false, secondsLeft: 0 });
      const { bookings, next } = (await ask(ada, 'GET', '/api/v1/bookings')).body;
      expect(next).toBeNull();
      expect(bookings).toEqual([
        {
          orderKey,
          screeningId,
          movieId: 1,
          title: 'The Long Interval',
          cinemaId: 1,
          cinemaName: 'Rialto',
          venueName: 'Venue 1',
          timeZone: 'Europe/Berlin',
          startsAtMs,
          endsAtMs: startsAtMs + 7_200_000,
          pickUpCode: expect.stringMatching(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/),
          pickedUpAtMs: null,
          screeningState: 'published',
          display: '2D',
          language: 'en',
          seating: 'numbered',
          bookedAtMs: server.time.nowMs,
          totalMinor: 2400,
          refundMinor: 0,
          currency: 'EUR',
          cancellableUntilMs: startsAtMs - 1_800_000,
          tickets: ['C5', 'C6'].map((label, at) => ({
            line: at + 1,
            seatId: idOf(label),
            label,
            kind: 'standard',
            ticketClass: 'adult',
            priceMinor: 1200,
            taxMinor: 79,
            state: 'valid',
          })),
        },
      ]);
      const info = await ask(ada, 'GET', `/api/v1/bookings/${bookings[0].orderKey}`);
      expect(info.body).toEqual({ booking: bookings[0] });
      for (const role of roles)
        expect((await ask(await aCaller(role), 'GET', `/api/v1/bookings/${bookings[0].orderKey}`)).status).toBe(404);
    });

    test('by a card that is declined leaves the hold, and another card may be tried while it lasts', async () => {
      const ada = await aCaller();
      const { id } = (await hold(ada)).body.hold;
      payments.mode = 'decline';
      expect(await pay(ada, id, 'first-card')).toMatchObject({ status: 402, body: { code: 'payment-declined' } });
      expect(await look(ada, id)).toMatchObject({ state: 'held', secondsLeft: 480 });
      payments.mode = 'approve';
      expect(await pay(ada, id, 'first-card')).toMatchObject({ status: 402 });
      expect(await pay(ada, id, 'second-card')).toMatchObject({ status: 200, body: { outcome: 'sold' } });
      expect(payments.refunded.size).toBe(0);
    });

    test('is shown as paid although the clock of the instance that took it is behind', async () => {
      const ada = await aCaller();
      const { id } = (await hold(ada)).body.hold;
      payments.mode = 'decline';
      await pay(ada, id, 'first-of-two');
      server.time.nowMs -= 1000;
      payments.mode = 'lost-answer';
      expect(await pay(ada, id, 'second-of-two')).toMatchObject({ body: { outcome: 'pending' } });
      expect(await look(ada, id)).toMatchObject({ state: 'paying' });
      expect((await ask(ada, 'DELETE', `/api/v1/holds/${id}`)).status).toBe(409);
      expect(await pay(ada, id, 'second-of-two')).toMatchObject({ body: { outcome: 'sold' } });
      expect(await look(ada, id)).toMatchObject({ state: 'paid', orderKey: expect.any(String) });
      expect(await ask(ada, 'DELETE', `/api/v1/holds/${id}`)).toMatchObject({
        status: 409,
        body: { code: 'hold-paid' },
      });
    });

    test('is not possible once a seat was withheld, and the hold says so', async () => {
      const ada = await aCaller();
      const { id } = (await hold(ada)).body.hold;
      const block = {
        operationId: `block-${id}`,
        screeningId,
        seatIds: [idOf('C5')],
        reason: 'broken' as const,
        by: 'Ada',
      };
      await blockSeats(server.deps, block);
      expect(await look(ada, id)).toMatchObject({ state: 'ended' });
      expect(await ask(ada, 'POST', `/api/v1/holds/${id}/extension`)).toMatchObject({ status: 410 });
      expect(await pay(ada, id, 'of-a-broken-seat')).toMatchObject({ status: 410, body: { code: 'hold-gone' } });
    });

    test('whose answer is lost is pending, and settled by asking again', async () => {
      const ada = await aCaller();
      const { id } = (await hold(ada)).body.hold;
      payments.mode = 'lost-answer';
      const pending = { outcome: 'pending', orderKey: null, clientSecret: null, retryAfterSeconds: 3 };
      expect(await pay(ada, id, 'lost-answer-1')).toEqual({ status: 200, body: pending });
      expect(await look(ada, id)).toMatchObject({ state: 'paying' });
      expect(await pay(ada, id, 'another-key-1')).toMatchObject({ status: 409, body: { code: 'paying-already' } });
      expect(await ask(ada, 'DELETE', `/api/v1/holds/${id}`)).toMatchObject({
        status: 409,
        body: { code: 'hold-paying' },
      });
      expect(await pay(ada, id, 'lost-answer-1')).toMatchObject({ status: 200, body: { outcome: 'sold' } });
    });

    test('where the bank asks first gives the app what it needs for that', async () => {
      const ada = await aCaller();
      const { id } = (await hold(ada)).body.hold;
      payments.mode = 'action-needed';
      const asked = await pay(ada, id, 'bank-asks-1');
      expect(asked.body).toMatchObject({ outcome: 'pending', clientSecret: expect.stringMatching(/secret/) });
      payments.answerBank(asked.body.clientSecret.replace(/^sim_|_secret$/g, ''), true);
      expect(await pay(ada, id, 'bank-asks-1')).toMatchObject({ body: { outcome: 'sold' } });
    });

    test('too late takes nothing', async () => {
      const ada = await aCaller();
      const { id } = (await hold(ada)).body.hold;
      server.time.nowMs += holdMs;
      expect(await pay(ada, id, 'too-late-1')).toMatchObject({ status: 410, body: { code: 'hold-gone' } });
      expect(await look(ada, id)).toMatchObject({ state: 'ended' });
    });

    test('for what somebody else holds is not possible for anybody', async () => {
      const { id } = (await hold(await aCaller())).body.hold;
      for (const role of roles) expect((await pay(await aCaller(role), id, 'not-mine-1')).status).toBe(404);
    });

    test('a card number in the place of a token is refused and not kept', async () => {
      const ada = await aCaller();
      const { id } = (await hold(ada)).body.hold;
      for (const paymentToken of [cardNumber, `pm_${cardNumber}`, '4242-4242-4242-4242'])
        expect(await pay(ada, id, 'card-number', paymentToken)).toMatchObject({
          status: 422,
          body: { code: 'card-number-refused' },
        });
      expect(await pay(ada, id, 'not-a-token', 'hello')).toMatchObject({ status: 400 });
      expect(readFileSync(join(folder, 'server.log'), 'utf8')).not.toMatch(/4242[ -]?4242/);
    });
  });

  describe('cancelling', () => {
    const book = async (token: string) => {
      const { id } = (await hold(token)).body.hold;
      const paid = await ask(token, 'POST', `/api/v1/holds/${id}/payment`, { body: { paymentToken: 'pm_card_visa' } });
      return paid.body.orderKey as string;
    };
    const cancel = (token: string, orderKey: string, body: object = {}) =>
      ask(token, 'POST', `/api/v1/bookings/${orderKey}/cancellation`, { body });

    test('answers the booking as it is then and what goes back', async () => {
      const ada = await aCaller();
      const orderKey = await book(ada);
      expect(await cancel(ada, orderKey, { lines: [2, 2] })).toMatchObject({
        status: 200,
        body: {
          booking: { orderKey, refundMinor: 1200, tickets: [{ state: 'valid' }, { state: 'refunded' }] },
          refund: { amountMinor: 1200, currency: 'EUR', state: 'refunded' },
        },
      });
      payments.reachable = false;
      expect(await cancel(ada, orderKey)).toMatchObject({
        body: { booking: { tickets: [{ state: 'refunding' }, { state: 'refunded' }] }, refund: { state: 'pending' } },
      });
      payments.reachable = true;
      expect(await cancel(ada, orderKey)).toMatchObject({ status: 409, body: { code: 'ticket-not-valid' } });
    });

    test('somebody else’s booking is possible for nobody, and moves no money', async () => {
      const orderKey = await book(await aCaller());
      const before = payments.refunded.size;
      for (const role of roles)
        expect(await cancel(await aCaller(role), orderKey)).toMatchObject({ status: 404, body: { code: 'not-found' } });
      expect(payments.refunded.size).toBe(before);
    });
  });

  test('where guests sit where they like, neither hold nor booking names a seat', async () => {
    await server.database.transaction('unnumbered', (tx) =>
      tx.run("UPDATE screening SET seating = 'unnumbered' WHERE id = ?", [screeningId]),
    );
    const ada = await aCaller();
    const held = (await hold(ada, [{ ticketClass: 'adult' }])).body.hold;
    expect(held.seats).toMatchObject([{ label: null, kind: 'standard', priceMinor: 1200 }]);
    const { orderKey } = (
      await ask(ada, 'POST', `/api/v1/holds/${held.id}/payment`, { body: { paymentToken: 'pm_card_visa' } })
    ).body;
    const { booking } = (await ask(ada, 'GET', `/api/v1/bookings/${orderKey}`)).body;
    expect(booking).toMatchObject({ seating: 'unnumbered', tickets: [{ label: null, kind: 'standard' }] });
  });

  test('an app can be tried with cards that are declined, or of which the bank asks first', async () => {
    const ada = await aCaller();
    const { id } = (await hold(ada)).body.hold;
    const pay = (key: string, paymentToken: string) =>
      ask(ada, 'POST', `/api/v1/holds/${id}/payment`, { key, body: { paymentToken } });
    expect(await pay('declined-card', declinedToken)).toMatchObject({ status: 402 });
    expect(await pay('bank-asks-first', bankToken)).toMatchObject({
      body: { outcome: 'pending', clientSecret: expect.any(String) },
    });
  });

  test('own bookings come page by page, the newest first', async () => {
    const ada = await aCaller();
    for (const label of ['B1', 'B3', 'B5', 'B7', 'B9']) {
      const { id } = (await hold(ada, adults(label, `B${Number(label.slice(1)) + 1}`))).body.hold;
      await ask(ada, 'POST', `/api/v1/holds/${id}/payment`, { body: { paymentToken: 'pm_card_visa' } });
      if (label !== 'B3') server.time.nowMs += 1000;
    }
    const page = async (cursor: string) => {
      const { body } = await ask(ada, 'GET', `/api/v1/bookings?limit=2${cursor}`);
      return body as { bookings: { tickets: { label: string }[] }[]; next: string | null };
    };
    const seen: (string | undefined)[] = [];
    let next: string | null = '';
    while (next !== null) {
      const read: Awaited<ReturnType<typeof page>> = await page(next && `&cursor=${next}`);
      seen.push(...read.bookings.map(({ tickets }) => tickets[0]?.label));
      next = read.next;
    }
    expect(seen).toEqual(['B9', 'B7', 'B5', 'B3', 'B1']);
  });

  test('a card number is refused wherever it is sent, and no trace of it is kept', async () => {
    const ada = await aCaller();
    const { id } = (await hold(ada)).body.hold;
    const sent = [
      await ask(ada, 'POST', '/api/v1/holds', { body: { screeningId, tickets: adults('D5'), cardNumber } }),
      await ask(ada, 'POST', '/api/v1/holds', {
        body: { screeningId, tickets: adults('D5'), card: { number: 4242424242424242 } },
      }),
      await ask(ada, 'POST', `/api/v1/holds/${id}/extension`, { body: { note: '4242 4242-4242 4242' } }),
    ];
    for (const answer of sent) expect(answer).toMatchObject({ status: 422, body: { code: 'card-number-refused' } });
    const malformed = [
      await ask(ada, 'POST', '/api/v1/holds', { body: `{"cardNumber": "${cardNumber}"` }),
      await ask(ada, 'POST', '/api/v1/holds', { body: { screeningId }, key: cardNumber }),
      await ask(ada, 'GET', `/api/v1/holds/${cardNumber}`),
      await ask(ada, 'GET', `/api/v1/bookings/${cardNumber}?card=${cardNumber}`),
    ];
    for (const answer of malformed) expect(answer).toMatchObject({ status: 400, body: { code: 'message-malformed' } });
    for (const { body } of [...sent, ...malformed]) expect(JSON.stringify(body)).not.toMatch(/4242[ -]?4242/);
    const logged = readFileSync(join(folder, 'server.log'), 'utf8');
    expect(logged).toContain('[card number]');
    expect(logged).not.toMatch(/4242[ -]?4242/);
    const kept = await server.database.all('SELECT answer, body_hash FROM `operation`');
    expect(JSON.stringify(kept)).not.toContain('42424242');
  });
});
