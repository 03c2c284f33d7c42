import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { KeyCertificate } from '@marquee/shared/protocol/streams';
import { startsAtMs } from '@marquee/shared/testing/builders';
import { checkCertificate } from '@marquee/shared/tickets/key-certificate';
import { type TicketFields, verifyTicket } from '@marquee/shared/tickets/ticket-code';
import { roles } from '../platform/api.ts';
import { verifySignature } from '../platform/keys.ts';
import { engines } from '../platform/testing/databases.ts';
import { cancelScreening } from '../screenings/screenings.ts';
import { cinemaId } from '../testing/house.ts';
import { scanPngs } from '../tickets/testing/scan.ts';
import { idOf } from '../tickets/testing/ticket-shop.ts';
import { openWalletShop, type WalletShop } from './testing/wallet-shop.ts';
import type { Wallet } from './wallet.ts';

const hourMs = 3600_000;

describe.each(engines)('the wallet on %s', (engine) => {
  let shop: WalletShop;
  let screeningId: number;
  let ada: string;
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
    ada = await shop.aCaller();
    order = await shop.buy(ada, screeningId, ['C5', 'C6']);
  });
  const changedOf = ({ changed }: Wallet) => changed.map(({ id, label }) => [id, label]);
  /** What has changed since a wallet. */
  const since = async ({ cursor }: Wallet) => {
    const { cinemas: _, cursor: __, ...told } = await shop.wallet(ada, cursor);
    return told;
  };
  const nothing = { fresh: false, changed: [], removed: [], more: false, truncated: false };

  test('it holds all that an app shows without a network', async () => {
    const wallet = await shop.wallet(ada);
    expect(wallet).toEqual({
      fresh: true,
      changed: ['C5', 'C6'].map((label, at) => ({
        id: `${order}-${at + 1}`,
        orderKey: order,
        pickUpCode: expect.stringMatching(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/),
        line: at + 1,
        code: expect.stringMatching(/^[0-9A-Z $%*+\-./:]{137}$/),
        received: false,
        screeningId,
        movieId: 1,
        title: 'The Long Interval',
        rating: null,
        display: '2D',
        language: 'en',
        seating: 'numbered',
        cinemaId,
        cinemaName: 'Rialto',
        city: 'Berlin',
        latitude: 52.5,
        longitude: 13.4,
        timeZone: 'Europe/Berlin',
        venueName: 'Venue 1',
        row: 'C',
        label,
        kind: 'standard',
        ticketClass: 'adult',
        price: { priceMinor: 1200, taxMinor: 79, currency: 'EUR' },
        startsAtMs,
        endsAtMs: startsAtMs + 2 * hourMs,
        validFromMs: shop.server.time.nowMs,
        validUntilMs: startsAtMs + 2 * hourMs,
        linkUntilMs: null,
      })),
      removed: [],
      cinemas: [
        {
          cinemaId,
          cinemaKey: shop.server.deps.cinemaKey.publicKey,
          certificates: [expect.objectContaining({ keyId: 0xffff, terminal: 0, cinemaId, role: 'server' })],
          revokedKeyIds: [],
        },
      ],
      cursor: expect.any(String),
      more: false,
      truncated: false,
    });
  });

  test('with nothing but the answer an app can tell a good code from a forged one', async () => {
    const { changed, cinemas }: Wallet = await shop.wallet(ada);
    const judge = (code: string): TicketFields => {
      const keys = new Map<number, KeyCertificate>();
      for (const { cinemaKey, certificates, revokedKeyIds } of cinemas)
        for (const each of certificates)
          if (checkCertificate(each, cinemaKey, verifySignature) && !revokedKeyIds.includes(each.keyId))
            keys.set(each.keyId, each);
      return verifyTicket(code, (keyId) => keys.get(keyId), verifySignature);
    };
    expect(changed.map(({ code }) => judge(code))).toMatchObject([
      { terminal: 0, line: 1, screeningId, seatId: idOf('C5'), startsAtMs },
      { terminal: 0, line: 2, screeningId, seatId: idOf('C6'), startsAtMs },
    ]);
    const code = changed[0]?.code ?? '';
    expect(() => judge(`${code.slice(0, -3)}${code.endsWith('000') ? '111' : '000'}`)).toThrow();
  });

  test('the codes are those of the booking’s tickets', async () => {
    const codes = (await shop.json(ada, 'GET', `/api/v1/bookings/${order}/tickets`)).body.tickets;
    const { changed }: Wallet = await shop.wallet(ada);
    expect(changed.map(({ code }) => code)).toEqual(codes.map(({ code }: { code: string }) => code));
  });

  test('who has all is told nothing, and who books more is told that', async () => {
    const wallet = await shop.wallet(ada);
    expect(await since(wallet)).toEqual(nothing);
    const another = await shop.buy(ada, screeningId, ['D5']);
    const next = await shop.wallet(ada, wallet.cursor);
    expect([changedOf(next), next.removed]).toEqual([[[`${another}-1`, 'D5']], []]);
    expect(await since(next)).toEqual(nothing);
  });

  test('a refunded ticket goes, the others stay as they are, and its seat names it no more', async () => {
    const wallet: Wallet = await shop.wallet(ada);
    await shop.cancel(ada, order, [1]);
    expect(await since(wallet)).toEqual({ ...nothing, removed: [{ id: `${order}-1`, because: 'refunded' }] });
    const gone = await shop.judge(wallet.changed[0]?.code ?? '');
    expect(gone.line).toBe(1);
    expect(await shop.named(screeningId, idOf('C5'))).toEqual([null, null]);
    const left = await shop.judge(wallet.changed[1]?.code ?? '');
    const { terminal, seq, line } = left;
    expect(await shop.named(screeningId, idOf('C6'))).toEqual([
      { terminal, seq, line },
      { terminal, seq, line },
    ]);
  });

  test('a move changes the seats, and not the codes', async () => {
    const wallet: Wallet = await shop.wallet(ada);
    await shop.move(screeningId);
    const { changed, removed } = await since(wallet);
    expect(changed.map(({ venueName, code }: { venueName: string; code: string }) => [venueName, code])).toEqual(
      wallet.changed.map(({ code }) => ['Venue 2', code]),
    );
    expect(removed).toEqual([]);
  });

  test('another start is another code', async () => {
    const wallet: Wallet = await shop.wallet(ada);
    await shop.server.database.transaction('later', (tx) =>
      tx.run('UPDATE screening SET starts_at_ms = starts_at_ms + 60000 WHERE id = ?', [screeningId]),
    );
    const { changed } = await since(wallet);
    expect(changed).toMatchObject([{ startsAtMs: startsAtMs + 60_000 }, { startsAtMs: startsAtMs + 60_000 }]);
    expect(changed[0].code).not.toBe(wallet.changed[0]?.code);
  });

  test('a cancelled screening’s tickets go, and say why', async () => {
    const wallet = await shop.wallet(ada);
    const operationId = `cancel-${screeningId}`;
    await cancelScreening(shop.server.deps, { operationId, screeningId, reason: 'rain', by: 'Mara' });
    const because = 'screening-cancelled';
    expect(await since(wallet)).toEqual({
      ...nothing,
      removed: [
        { id: `${order}-1`, because },
        { id: `${order}-2`, because },
      ],
    });
  });

  test('a ticket stays for a day after its screening', async () => {
    const wallet = await shop.wallet(ada);
    const endMs = startsAtMs + 2 * hourMs;
    shop.server.time.nowMs = endMs + 24 * hourMs - 1;
    expect(await since(wallet)).toEqual(nothing);
    shop.server.time.nowMs += 1;
    expect((await since(wallet)).removed).toEqual([
      { id: `${order}-1`, because: 'over' },
      { id: `${order}-2`, because: 'over' },
    ]);
  });

  test('a link shows in the wallet while it is open, and no longer', async () => {
    const wallet = await shop.wallet(ada);
    await shop.pass(ada, order, 1);
    const passing = await shop.wallet(ada, wallet.cursor);
    expect(passing.changed).toMatchObject([{ id: `${order}-1`, linkUntilMs: startsAtMs }]);
    shop.server.time.nowMs = startsAtMs;
    expect((await shop.wallet(ada, passing.cursor)).changed).toMatchObject([{ id: `${order}-1`, linkUntilMs: null }]);
  });

  test('a passed ticket goes from the giver and comes to whoever accepted it, without its price', async () => {
    const wallet: Wallet = await shop.wallet(ada);
    const bob = await shop.aCaller();
    const empty: Wallet = await shop.wallet(bob);
    expect(empty).toMatchObject({ fresh: true, changed: [], cinemas: [] });
    await shop.accept(bob, await shop.pass(ada, order, 2));
    expect(await since(wallet)).toEqual({ ...nothing, removed: [{ id: `${order}-2`, because: 'passed-on' }] });
    const received = await shop.wallet(bob, empty.cursor);
    expect(received).toMatchObject({
      fresh: false,
      changed: [{ id: `${order}-2`, received: true, price: null, label: 'C6', linkUntilMs: null }],
      cinemas: [{ certificates: [{ terminal: 0 }] }],
    });
    expect(received.changed[0].code).not.toBe(wallet.changed[1]?.code);
  });

  test('a cursor that says nothing here is answered with all', async () => {
    const others = (await shop.wallet(await shop.aCaller())).cursor;
    const { cursor } = await shop.wallet(ada);
    const bent = Buffer.from(cursor, 'base64url');
    bent[0] = 2;
    for (const each of ['', 'AAAA', others, cursor.slice(0, -4), bent.toString('base64url')])
      expect(await shop.wallet(ada, each)).toMatchObject({ fresh: true, changed: [{}, {}], removed: [] });
    const answer = await shop.json(ada, 'GET', `/api/v1/wallet?cursor=${encodeURIComponent('no cursor!')}`);
    expect(answer.status).toBe(400);
    expect((await shop.json(ada, 'GET', `/api/v1/wallet?cursor=${'A'.repeat(4100)}`)).status).toBe(400);
  });

  test('whoever writes a cursor of their own hears nothing of other people’s tickets', async () => {
    const eve = await shop.aCaller();
    const { cursor } = await shop.wallet(ada);
    await shop.cancel(ada, order, [1]);
    const forged = Buffer.from(cursor, 'base64url');
    forged.writeUInt32BE(shop.userIdOf(eve), 1);
    expect(await shop.wallet(eve, forged.toString('base64url'))).toMatchObject({
      changed: [],
      removed: [
        { id: `${order}-1`, because: null },
        { id: `${order}-2`, because: null },
      ],
    });
  });

  test('nobody has another’s wallet, whatever their role', async () => {
    for (const role of roles) {
      const other = await shop.aCaller(role);
      expect((await shop.wallet(other)).changed).toEqual([]);
      for (const what of ['qr', 'calendar'])
        expect((await shop.ask(other, 'GET', `/api/v1/wallet/${order}-1/${what}`)).status).toBe(404);
    }
    expect((await fetch(`${shop.url}/api/v1/wallet`)).status).toBe(401);
    expect((await shop.ask(ada, 'GET', '/api/v1/wallet/none/qr')).status).toBe(400);
  });

  test('a ticket’s code is there as a picture, and its screening for the calendar', async () => {
    const bob = await shop.aCaller();
    await shop.accept(bob, await shop.pass(ada, order, 2));
    const { changed }: Wallet = await shop.wallet(bob);
    const png = await shop.ask(bob, 'GET', `/api/v1/wallet/${order}-2/qr?format=png`);
    expect(scanPngs([new Uint8Array(await png.arrayBuffer())])).toEqual([changed[0]?.code]);
    const calendar = await (await shop.ask(bob, 'GET', `/api/v1/wallet/${order}-2/calendar`)).text();
    expect(calendar).toContain('STATUS:CONFIRMED');
    expect(calendar.match(/Row C/g)).toHaveLength(1);
    expect((await shop.ask(ada, 'GET', `/api/v1/wallet/${order}-2/qr`)).status).toBe(404);
  }, 30_000);

  test('many tickets come page by page, the soonest first, and no more than two hundred', async () => {
    const { database } = shop.server;
    const many = 210;
    await database.transaction('many', async (tx) => {
      const like = (columns: string) => `SELECT ${columns} FROM booking WHERE order_key = '${order}'`;
      for (let at = 1; at <= many; at++) {
        const seq = 1_000_000 + screeningId * 1000 + at;
        await tx.run(
          `INSERT INTO booking (terminal_id, seq, order_key, user_id, screening_id, user_type, currency, total_minor, sold_at_ms, recorded_at_ms, state)
           ${like(`0, ${seq}, 'T0-${seq}', user_id, screening_id, user_type, currency, 1, sold_at_ms, recorded_at_ms, state`)}`,
        );
        await tx.run(
          `INSERT INTO ticket (terminal_id, seq, line, screening_id, seat_id, version, ticket_class, price_minor, tax_minor, valid, holder)
           VALUES (0, ${seq}, 1, ${screeningId}, ${idOf('D5')}, 1, 'adult', 1, 0, 1, 0)`,
        );
      }
    });
    const seen: string[] = [];
    let page: Wallet = await shop.wallet(ada);
    for (;;) {
      expect(page).toMatchObject({ truncated: true, removed: [] });
      expect(page.changed.length <= 50).toBe(true);
      seen.push(...page.changed.map(({ id }) => id));
      if (!page.more) break;
      page = await shop.wallet(ada, page.cursor);
    }
    expect([seen.length, new Set(seen).size, seen[0]]).toEqual([200, 200, `${order}-1`]);
    const later = await shop.server.aScreening({ startsAtMs: startsAtMs - hourMs });
    const sooner = await shop.buy(ada, later, ['C5']);
    expect(await since(page)).toMatchObject({
      changed: [{ id: `${sooner}-1` }],
      removed: [{ id: seen[199], because: 'beyond' }],
    });
  }, 60_000);
});
