import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startsAtMs } from '@marquee/shared/testing/builders';
import { tellLine } from '@marquee/shared/tickets/ticket-issue';
import { eraseUser } from '../accounts/accounts.sql.ts';
import { selectOwnData } from '../accounts/export.sql.ts';
import { prepareRefund, refundTickets } from '../bookings/bookings.ts';
import { engines } from '../platform/testing/databases.ts';
import { cancelScreening } from '../screenings/screenings.ts';
import { audit } from '../testing/concurrency/audit.ts';
import { idOf } from '../tickets/testing/ticket-shop.ts';
import { passMs } from './pass-ticket.ts';
import { openWalletShop, ticketLink, type WalletShop } from './testing/wallet-shop.ts';

const hourMs = 3600_000;

describe.each(engines)('passing a ticket on, on %s', (engine) => {
  let shop: WalletShop;
  let screeningId: number;
  let ada: string;
  let bob: string;
  let order: string;
  let startMs: number;
  beforeAll(async () => {
    shop = await openWalletShop(engine);
    startMs = shop.server.time.nowMs;
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    shop.server.time.nowMs = startMs;
    screeningId = await shop.server.aScreening();
    [ada, bob] = [await shop.aCaller(), await shop.aCaller()];
    order = await shop.buy(ada, screeningId, ['C5', 'C6']);
  });
  const path = (line: number) => `/api/v1/bookings/${order}/tickets/${line}/pass`;
  const pass = (token: string, line: number, key?: string) => shop.json(token, 'POST', path(line), undefined, key);
  const look = (token: string, link: string) => shop.json(token, 'GET', `/api/v1/passed-tickets/${link}`);
  const codes = async (token: string) =>
    ((await shop.wallet(token)).changed as { id: string; code: string }[]).map(({ id, code }) => [id, code]);
  const codeOf = async (token: string, line: number) =>
    new Map((await codes(token)) as [string, string][]).get(`${order}-${line}`) ?? '';
  const refused = (status: number, code: string) => ({ status, body: { code } });

  test('a link says what it is for, and whoever accepts it has the ticket', async () => {
    const made = await pass(ada, 1);
    expect(made).toEqual({
      status: 201,
      body: {
        link: `${ticketLink}${made.body.token}`,
        token: expect.stringMatching(/^[\w-]{72}$/),
        expiresAtMs: startsAtMs,
      },
    });
    const { token } = made.body;
    const offered = {
      ticket: {
        title: 'The Long Interval',
        rating: null,
        display: '2D',
        language: 'en',
        seating: 'numbered',
        cinemaName: 'Rialto',
        city: 'Berlin',
        timeZone: 'Europe/Berlin',
        venueName: 'Venue 1',
        startsAtMs,
        endsAtMs: startsAtMs + 2 * hourMs,
        row: 'C',
        label: 'C5',
        kind: 'standard',
        ticketClass: 'adult',
      },
      expiresAtMs: startsAtMs,
    };
    expect(await look(bob, token)).toEqual({ status: 200, body: { ...offered, state: 'open', own: false } });
    expect((await look(ada, token)).body).toEqual({ ...offered, state: 'open', own: true });
    expect(await shop.accept(bob, token)).toEqual({ status: 200, body: { id: `${order}-1` } });
    expect((await look(bob, token)).body).toEqual({ ...offered, state: 'accepted', own: false });
    expect((await codes(bob)).map(([id]) => id)).toEqual([`${order}-1`]);
    expect((await codes(ada)).map(([id]) => id)).toEqual([`${order}-2`]);
  });

  test('the seat names the new code and no longer the old one, under the same right', async () => {
    const before = await shop.judge(await codeOf(ada, 1));
    const [right] = await shop.server.rights(screeningId, [idOf('C5')]);
    await shop.accept(bob, await shop.pass(ada, order, 1));
    const after = await shop.judge(await codeOf(bob, 1));
    expect(after).toEqual({ ...before, line: tellLine(1, 1) });
    const { terminal, seq, line } = after;
    const named = { terminal, seq, line };
    expect(await shop.named(screeningId, idOf('C5'))).toEqual([named, named]);
    expect(await shop.server.rights(screeningId, [idOf('C5')])).toEqual([right]);
    const { line: sameLine } = await shop.judge(await codeOf(ada, 2));
    expect(sameLine).toBe(2);
  });

  test('the buyer’s codes, pictures, papers and calendar no longer have it', async () => {
    await shop.accept(bob, await shop.pass(ada, order, 1));
    const own = `/api/v1/bookings/${order}`;
    expect((await shop.json(ada, 'GET', `${own}/tickets`)).body.tickets).toMatchObject([{ line: 2, label: 'C6' }]);
    expect((await shop.ask(ada, 'GET', `${own}/tickets/1/qr`)).status).toBe(404);
    const calendar = await (await shop.ask(ada, 'GET', `${own}/calendar`)).text();
    expect(calendar.match(/Row C/g)).toHaveLength(1);
    expect((await shop.json(ada, 'GET', own)).body.booking.tickets).toMatchObject([
      { line: 1, state: 'passed-on' },
      { line: 2, state: 'valid' },
    ]);
    await shop.accept(bob, await shop.pass(ada, order, 2));
    expect(await shop.json(ada, 'GET', `${own}/tickets.pdf`)).toMatchObject(refused(410, 'no-valid-ticket'));
  });

  test('two who accept at once: one has it', async () => {
    const eve = await shop.aCaller();
    const link = await shop.pass(ada, order, 1);
    const both = await Promise.all([shop.accept(bob, link), shop.accept(eve, link)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)).toMatchObject(refused(409, 'pass-taken'));
    expect([...(await codes(bob)), ...(await codes(eve))]).toHaveLength(1);
    expect(await look(ada, link)).toMatchObject(refused(409, 'pass-taken'));
  });

  test('a repeat gets the same answer and changes nothing', async () => {
    const [first, again] = [await pass(ada, 1, 'a-link-of-ada'), await pass(ada, 1, 'a-link-of-ada')];
    expect(again).toEqual(first);
    expect(await pass(ada, 2, 'a-link-of-ada')).toMatchObject(refused(409, 'operation-reused'));
    const { token } = first.body;
    const accepted = await shop.accept(bob, token, 'accepted-by-bob');
    const code = await codeOf(bob, 1);
    expect(await shop.accept(bob, token, 'accepted-by-bob')).toEqual(accepted);
    expect(await shop.accept(bob, token)).toEqual(accepted);
    expect(await codeOf(bob, 1)).toBe(code);
  });

  test('a newer link ends the older one, also where both are made at once', async () => {
    const old = await shop.pass(ada, order, 1);
    const made = await Promise.all([pass(ada, 1), pass(ada, 1), pass(ada, 1)]);
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201]);
    const answers = await Promise.all([old, ...made.map(({ body }) => body.token)].map((link) => look(bob, link)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410]);
    expect(await shop.accept(bob, old)).toMatchObject(refused(410, 'pass-withdrawn'));
  });

  test('a link that was taken back gives nothing', async () => {
    const link = await shop.pass(ada, order, 1);
    const withdraw = (token: string) => shop.json(token, 'DELETE', path(1));
    expect(await withdraw(bob)).toMatchObject(refused(404, 'not-found'));
    expect(await withdraw(ada)).toEqual({ status: 200, body: { withdrawn: true } });
    expect(await withdraw(ada)).toEqual({ status: 200, body: { withdrawn: false } });
    expect(await look(bob, link)).toMatchObject(refused(410, 'pass-withdrawn'));
    expect(await shop.accept(bob, link)).toMatchObject(refused(410, 'pass-withdrawn'));
    await shop.accept(bob, await shop.pass(ada, order, 1));
    expect(await withdraw(ada)).toMatchObject(refused(409, 'ticket-passed-on'));
  });

  test('a link is over after two days, or when the screening begins', async () => {
    const later = await shop.server.aScreening({ startsAtMs: startsAtMs + 72 * hourMs });
    const far = await shop.buy(ada, later, ['C5']);
    const { body } = await shop.json(ada, 'POST', `/api/v1/bookings/${far}/tickets/1/pass`);
    expect(body.expiresAtMs).toBe(startMs + passMs);
    const soon = await shop.pass(ada, order, 1);
    shop.server.time.nowMs = startsAtMs;
    expect(await shop.accept(bob, soon)).toMatchObject(refused(410, 'pass-expired'));
    expect(await pass(ada, 2)).toMatchObject(refused(409, 'too-late-to-pass'));
    shop.server.time.nowMs = startMs + passMs;
    expect(await look(bob, body.token)).toMatchObject(refused(410, 'pass-expired'));
    expect(await shop.accept(bob, body.token)).toMatchObject(refused(410, 'pass-expired'));
    const again = await shop.pass(ada, far, 1);
    expect((await shop.accept(bob, again)).status).toBe(200);
  });

  test('a token that was bent, or that another server wrote, is no link', async () => {
    const link = await shop.pass(ada, order, 1);
    for (let at = 0; at < link.length; at += 5) {
      const bent = `${link.slice(0, at)}${link[at] === 'A' ? 'B' : 'A'}${link.slice(at + 1)}`;
      expect(await shop.accept(bob, bent)).toMatchObject(refused(404, 'not-found'));
    }
    for (const none of ['x', link.slice(1), `${link}A`, 'A'.repeat(72)])
      expect(await look(bob, none)).toMatchObject(refused(404, 'not-found'));
    const kept = await shop.server.database.all('SELECT * FROM ticket_pass');
    const answers = await shop.server.database.all("SELECT answer FROM `operation` WHERE answer LIKE '%nonce%'");
    expect(JSON.stringify([kept, answers])).not.toContain(link);
  });

  test('only the present owner passes a ticket on, and not to themselves', async () => {
    expect(await pass(bob, 1)).toMatchObject(refused(404, 'not-found'));
    expect(await pass(ada, 3)).toMatchObject(refused(404, 'not-found'));
    const link = await shop.pass(ada, order, 1);
    expect(await shop.accept(ada, link)).toMatchObject(refused(409, 'own-ticket'));
    await shop.accept(bob, link);
    expect(await pass(ada, 1)).toMatchObject(refused(409, 'ticket-passed-on'));
    const eve = await shop.aCaller();
    await shop.accept(eve, await shop.pass(bob, order, 1));
    expect(await pass(bob, 1)).toMatchObject(refused(409, 'ticket-passed-on'));
    expect((await codes(eve)).map(([id]) => id)).toEqual([`${order}-1`]);
  });

  test('a ticket that comes back to its buyer is their own again, and can be cancelled', async () => {
    await shop.accept(bob, await shop.pass(ada, order, 1));
    await shop.accept(ada, await shop.pass(bob, order, 1));
    const fields = await shop.judge(await codeOf(ada, 1));
    expect(fields.line).toBe(tellLine(1, 2));
    const cancelled = await shop.json(ada, 'POST', `/api/v1/bookings/${order}/cancellation`, {});
    expect(cancelled).toMatchObject({ status: 200, body: { refund: { amountMinor: 2400 } } });
    expect(await codes(bob)).toEqual([]);
  });

  test('what somebody else has accepted the buyer can’t cancel; the others they can', async () => {
    await shop.accept(bob, await shop.pass(ada, order, 1));
    const cancel = (body: object) => shop.json(ada, 'POST', `/api/v1/bookings/${order}/cancellation`, body);
    for (const lines of [[1], [1, 2]]) expect(await cancel({ lines })).toMatchObject(refused(409, 'ticket-passed-on'));
    expect(await cancel({})).toMatchObject({ status: 200, body: { refund: { amountMinor: 1200 } } });
    expect(await cancel({})).toMatchObject(refused(409, 'ticket-passed-on'));
    expect((await codes(bob)).map(([id]) => id)).toEqual([`${order}-1`]);
  });

  test.each([1, 2])('a cancellation and an acceptance at the same moment, line %d: one of them', async (line) => {
    const link = await shop.pass(ada, order, line);
    const cancel = () => shop.json(ada, 'POST', `/api/v1/bookings/${order}/cancellation`, { lines: [line] });
    const accept = () => shop.accept(bob, link);
    const inTurn = await Promise.all(line === 1 ? [cancel(), accept()] : [accept(), cancel()]);
    const [cancelled, accepted] = line === 1 ? inTurn : inTurn.toReversed();
    const isCancelled = cancelled?.status === 200;
    expect([cancelled?.status, accepted?.status]).toEqual(isCancelled ? [200, 410] : [409, 200]);
    expect(await codes(bob)).toHaveLength(isCancelled ? 0 : 1);
  });

  test('a refund that the cinema prepared for both is no way round it', async () => {
    const seq = Number(order.slice(3));
    const { database, deps } = shop.server;
    await database.transaction('prepare', (tx) =>
      prepareRefund(tx, deps, { terminal: 0, seq, lines: null, reason: 'broken', requestedBy: 'Mara' }),
    );
    await shop.accept(bob, await shop.pass(ada, order, 1));
    const cancelled = await shop.json(ada, 'POST', `/api/v1/bookings/${order}/cancellation`, { lines: [2] });
    expect(cancelled).toMatchObject(refused(409, 'ticket-passed-on'));
    expect(await codes(bob)).toHaveLength(1);
  });

  test('a refunded ticket, and one of a cancelled screening, is passed on to nobody', async () => {
    const [first, second] = [await shop.pass(ada, order, 1), await shop.pass(ada, order, 2)];
    await shop.cancel(ada, order, [1]);
    expect(await shop.accept(bob, first)).toMatchObject(refused(410, 'ticket-not-valid'));
    expect(await pass(ada, 1)).toMatchObject(refused(409, 'ticket-not-valid'));
    const operationId = `cancel-${screeningId}`;
    await cancelScreening(shop.server.deps, { operationId, screeningId, reason: 'rain', by: 'Mara' });
    expect(await look(bob, second)).toMatchObject(refused(409, 'screening-cancelled'));
    expect(await shop.accept(bob, second)).toMatchObject(refused(409, 'screening-cancelled'));
    expect(await pass(ada, 2)).toMatchObject(refused(409, 'screening-cancelled'));
  });

  test('where the cinema cancels, a passed ticket ends too, and the money goes to whoever paid', async () => {
    await shop.accept(bob, await shop.pass(ada, order, 1));
    const operationId = `cancel-${screeningId}`;
    await cancelScreening(shop.server.deps, { operationId, screeningId, reason: 'rain', by: 'Mara' });
    const { booking } = (await shop.json(ada, 'GET', `/api/v1/bookings/${order}`)).body;
    expect(booking).toMatchObject({ refundMinor: 2400, tickets: [{ state: 'refunding' }, { state: 'refunding' }] });
    expect(await codes(bob)).toEqual([]);
    expect(await shop.named(screeningId, idOf('C5'))).toEqual([null, null]);
  });

  test('the cinema’s staff refund a passed ticket, and its seat is free', async () => {
    await shop.accept(bob, await shop.pass(ada, order, 1));
    const seq = Number(order.slice(3));
    const refund = { order: { terminal: 0, seq }, lines: [1], kind: 'refund' as const, reason: 'ill', by: 'Mara' };
    const answer = await refundTickets(shop.server.deps, { operationId: `refund-${seq}`, ...refund });
    expect(answer).toMatchObject({ ok: true, lines: [1], amountMinor: 1200 });
    expect(await shop.server.rights(screeningId, [idOf('C5')])).toMatchObject([{ state: 'free', holder: 0 }]);
  });

  test('a ticket changes hands so often as its code has room for', async () => {
    const seq = Number(order.slice(3));
    await shop.server.database.transaction('many hands', async (tx) => {
      await tx.run('UPDATE ticket SET issue = 254 WHERE terminal_id = 0 AND seq = ? AND line = 1', [seq]);
      const change = [tellLine(1, 254), screeningId, idOf('C5')];
      await tx.run('UPDATE seat_right SET ticket_line = ? WHERE screening_id = ? AND seat_id = ?', change);
    });
    await shop.accept(bob, await shop.pass(ada, order, 1));
    expect(await shop.judge(await codeOf(bob, 1))).toMatchObject({ line: tellLine(1, 255) });
    expect(await pass(bob, 1)).toMatchObject(refused(409, 'passed-too-often'));
  });

  test('the export tells both of a passed ticket, and a deleted account leaves no open link', async () => {
    await shop.accept(bob, await shop.pass(ada, order, 1));
    const open = await shop.pass(ada, order, 2);
    const { database, time } = shop.server;
    const [giver, receiver] = [shop.userIdOf(ada), shop.userIdOf(bob)];
    const told = { order_key: order, made_at_ms: time.nowMs };
    expect(await selectOwnData(database, giver)).toMatchObject({
      tickets: [
        { line: 1, passed_on: 1 },
        { line: 2, passed_on: 0 },
      ],
      receivedTickets: [],
      passedTickets: expect.arrayContaining([
        { ...told, line: 1, state: 'accepted', expires_at_ms: startsAtMs, ended_at_ms: time.nowMs },
        { ...told, line: 2, state: 'open', expires_at_ms: startsAtMs, ended_at_ms: null },
      ]),
      acceptedTickets: [],
    });
    expect(await selectOwnData(database, receiver)).toMatchObject({
      tickets: [],
      receivedTickets: [{ order_key: order, line: 1, seat_id: idOf('C5'), valid: 1 }],
      passedTickets: [],
      acceptedTickets: [{ ...told, line: 1 }],
    });
    await database.transaction('erase', (tx) => eraseUser(tx, giver, time.nowMs));
    expect(await look(bob, open)).toMatchObject(refused(410, 'pass-withdrawn'));
    expect((await codes(bob)).map(([id]) => id)).toEqual([`${order}-1`]);
  });

  test('after all that every seat is as its stream told it, and named by its ticket', async () => {
    expect(await audit(shop.server.database)).toEqual([]);
  });
});
