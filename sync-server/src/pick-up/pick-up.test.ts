import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parseOrderKey } from '@marquee/shared/ids';
import { type PickUp, ScreeningChange, screeningStream } from '@marquee/shared/protocol/streams';
import { startsAtMs } from '@marquee/shared/testing/builders';
import { tellLine } from '@marquee/shared/tickets/ticket-issue';
import { receivePush } from '../journal/journal.ts';
import { engines } from '../platform/testing/databases.ts';
import { cancelScreening } from '../screenings/screenings.ts';
import type { TestTerminal } from '../testing/test-server.ts';
import { idOf } from '../tickets/testing/ticket-shop.ts';
import { showPickUpCode } from '../tickets/tickets.ts';
import { openWalletShop, type WalletShop } from '../wallet/testing/wallet-shop.ts';
import { makePickUpCode, snapshotForTerminals } from './pick-up.ts';

describe.each(engines)('what terminals are told of phones’ bookings, on %s', (engine) => {
  let shop: WalletShop;
  let screeningId: number;
  let ada: string;
  let order: string;
  let kiosk: TestTerminal;
  beforeAll(async () => {
    shop = await openWalletShop(engine);
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    screeningId = await shop.server.aScreening();
    ada = await shop.aCaller();
    order = await shop.buy(ada, screeningId, ['C5', 'C6']);
    kiosk = await shop.server.aTerminal();
  });

  const snapshot = async (): Promise<PickUp[]> =>
    ScreeningChange.parse(await snapshotForTerminals(shop.server.database, shop.server.deps, screeningId)).pickUps ??
    [];
  const changes = async (): Promise<ScreeningChange[]> => {
    const sql = 'SELECT body FROM `change` WHERE stream = ? ORDER BY revision';
    const rows = await shop.server.database.all<{ body: unknown }>(sql, [screeningStream(screeningId)]);
    return rows.map(({ body }) => ScreeningChange.parse(typeof body === 'string' ? JSON.parse(body) : body));
  };
  /** What the last change said that told of pick-ups. */
  const lastTold = async (): Promise<PickUp[]> => (await changes()).flatMap(({ pickUps = [] }) => pickUps).slice(-1);
  const linesOf = (pickUps: readonly PickUp[]) => pickUps.map(({ tickets }) => tickets.map(({ line }) => line));
  const booking = async (token = ada) => (await shop.json(token, 'GET', `/api/v1/bookings/${order}`)).body.booking;
  const print = (of: { terminal: number; seq: number } = parseOrderKey(order) ?? { terminal: 0, seq: 1 }, copy = 1) =>
    kiosk.journal.append('tickets.picked-up', { order: of, lines: [1, 2], copy, by: 'code' });
  const push = () =>
    receivePush(shop.server.deps, { terminal: kiosk.terminal, publicKey: kiosk.key.publicKey }, kiosk.journal.push(1));

  test('a sale says its code and its tickets, with the very codes that the phone shows', async () => {
    const { pickUpCode } = await booking();
    const sold = await lastTold();
    const { terminal, seq } = parseOrderKey(order) ?? {};
    const own = (await shop.json(ada, 'GET', `/api/v1/bookings/${order}/tickets`)).body.tickets;
    expect(sold).toEqual([
      {
        order: { terminal, seq },
        code: pickUpCode.replace('-', ''),
        tickets: ['C5', 'C6'].map((label, at) => ({
          line: at + 1,
          seatId: idOf(label),
          version: expect.any(Number),
          ticketClass: 'adult',
          priceMinor: 1200,
          taxMinor: 79,
          qr: own[at].code,
        })),
      },
    ]);
    expect(await snapshot()).toEqual(sold);
    const [{ tickets: [ticket] = [] } = {}] = sold;
    expect(await shop.judge(ticket?.qr ?? '')).toMatchObject({ screeningId, seatId: idOf('C5'), startsAtMs });
  });

  test('a cancelled line is no longer printed, and a booking without any is told empty', async () => {
    await shop.cancel(ada, order, [1]);
    expect(linesOf(await lastTold())).toEqual([[2]]);
    expect(linesOf(await snapshot())).toEqual([[2]]);
    await shop.cancel(ada, order);
    expect(linesOf(await lastTold())).toEqual([[]]);
    expect(await snapshot()).toEqual([]);
  });

  test('what was passed on is not printed by its buyer’s code; what comes back is, under its new code', async () => {
    const bob = await shop.aCaller();
    const bought = await shop.buy(bob, screeningId, ['A1']);
    await shop.accept(bob, await shop.pass(ada, order, 1));
    expect(linesOf(await lastTold())).toEqual([[2]]);
    const received = (await shop.wallet(bob)).changed.map((ticket: { id: string; pickUpCode: string | null }) => [
      ticket.id,
      ticket.pickUpCode,
    ]);
    expect(received).toEqual(
      expect.arrayContaining([
        [`${order}-1`, null],
        [`${bought}-1`, expect.any(String)],
      ]),
    );
    await shop.accept(ada, await shop.pass(bob, order, 1));
    expect(linesOf(await lastTold())).toEqual([[tellLine(1, 2), 2]]);
    expect(linesOf(await snapshot())).toContainEqual([tellLine(1, 2), 2]);
  });

  test('of a cancelled screening nothing is printed any more', async () => {
    await cancelScreening(shop.server.deps, { operationId: order, screeningId, reason: 'power cut', by: 'Mara' });
    expect(linesOf(await lastTold())).toEqual([[]]);
    expect(await snapshot()).toEqual([]);
  });

  test('a screening that moves keeps what can be printed: its start, and so its codes, stay', async () => {
    const before = await snapshot();
    await shop.move(screeningId);
    expect(await snapshot()).toEqual(before);
  });

  test('what a terminal sells has no code, and no terminal is told of it', async () => {
    const seats = await shop.server.grant(kiosk.terminal, screeningId, [idOf('A1')]);
    kiosk.journal.append('rights.returned', { screeningId, reason: 'recalled', seats });
    await push();
    expect(linesOf(await snapshot())).toEqual([[1, 2]]);
  });

  test('the first printing is noted, by the terminal’s time', async () => {
    shop.server.time.nowMs += 60_000;
    print();
    await push();
    const first = (await booking()).pickedUpAtMs;
    expect(first).toEqual(expect.any(Number));
    const later = await shop.server.aTerminal();
    shop.server.time.nowMs += 60_000;
    later.journal.append('tickets.picked-up', {
      order: parseOrderKey(order) ?? { terminal: 0, seq: 1 },
      lines: [1],
      copy: 2,
      by: 'code',
    });
    await receivePush(
      shop.server.deps,
      { terminal: later.terminal, publicKey: later.key.publicKey },
      later.journal.push(1),
    );
    expect((await booking()).pickedUpAtMs).toBe(first);
  });

  test('it is noted as well among entries that need care; one of an order that nobody knows is only recorded', async () => {
    const [seat = { seatId: 0, version: 0 }] = await shop.server.grant(kiosk.terminal, screeningId, [idOf('A1')]);
    kiosk.journal.append('rights.returned', {
      screeningId,
      reason: 'recalled',
      seats: [{ ...seat, version: seat.version + 1 }],
    });
    print();
    print({ terminal: 0, seq: 999_999 });
    await push();
    expect((await booking()).pickedUpAtMs).toEqual(expect.any(Number));
    const states = await shop.server.database.all<{ type: string; state: string }>(
      "SELECT state FROM journal_entry WHERE terminal_id = ? AND type = 'tickets.picked-up'",
      [kiosk.terminal],
    );
    expect(states.map(({ state }) => state)).toEqual(['applied', 'applied']);
  });
});

test('a code has eight capitals and digits, none of which looks like another', () => {
  const bytes = (count: number) => Uint8Array.from({ length: count }, (_, at) => at * 37);
  expect(makePickUpCode({ bytes, fraction: () => 0 })).toMatch(/^[A-HJ-NP-Z2-9]{8}$/);
  expect(showPickUpCode('K7QM2XRA')).toBe('K7QM-2XRA');
});
