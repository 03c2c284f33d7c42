import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket as NetSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import { payHold, releaseHold } from '../bookings/bookings.ts';
import { startFeed } from '../feed/feed.ts';
import { receivePush } from '../journal/journal.ts';
import { makeSimulatedProvider } from '../payments/simulated-provider.ts';
import { snapshotForTerminals } from '../pick-up/pick-up.ts';
import { readConfig } from '../platform/config.ts';
import { engines } from '../platform/testing/databases.ts';
import { startServer } from '../start.ts';
import { holdSeats } from '../testing/hold-seats.ts';
import { seats } from '../testing/house.ts';
import { aPhoneOrder } from '../testing/phone-order.ts';
import { openTestServer, type ServerDeps, type TestServer } from '../testing/test-server.ts';
import { type LiveMap, type LiveMapDeps, openLiveMap } from './live-map.ts';

interface Instance {
  url: string;
  deps: ServerDeps;
  http: Server;
  map: LiveMap;
}
interface Phone {
  socket: Socket;
  ask(event: string, ...sent: unknown[]): Promise<unknown>;
  /** All that it was told, in order: the event and what came with it. */
  told: unknown[][];
  /** Resolves as soon as so much was told. */
  hear(count: number): Promise<void>;
}

const [first = 0, second = 0, third = 0] = seats.map(({ id }) => id);
const ignore = () => undefined;
const instances = new Set<Instance>();
const phones = new Set<Phone>();
let server: TestServer;

async function anInstance(changes: Partial<LiveMapDeps> = {}, deps: ServerDeps = server.deps): Promise<Instance> {
  const http = createServer();
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const map = openLiveMap(http, { ...deps, config: readConfig({}), ...changes });
  const instance = { http, map, deps, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
  instances.add(instance);
  return instance;
}

function aSocket({ url }: { url: string }, headers: Record<string, string> = {}, namespace = '/seats'): Socket {
  return io(url + namespace, {
    path: '/live/',
    forceNew: true,
    reconnection: false,
    transports: ['websocket'],
    extraHeaders: headers,
  });
}

async function aPhone(instance: { url: string }, headers: Record<string, string> = {}): Promise<Phone> {
  const socket = aSocket(instance, headers);
  const told: unknown[][] = [];
  let look = (): void => undefined;
  for (const event of ['seats:changed', 'seats:snapshot']) {
    socket.on(event, (news: unknown) => {
      told.push([event, news]);
      look();
    });
  }
  const phone: Phone = {
    socket,
    told,
    ask: (event, ...sent) => socket.timeout(5000).emitWithAck(event, ...sent),
    hear: (count) =>
      new Promise((resolve) => {
        look = () => {
          if (told.length >= count) resolve();
        };
        look();
      }),
  };
  phones.add(phone);
  await happens(socket, 'connect');
  return phone;
}

const happens = (socket: Socket, event: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    socket.once(event, resolve);
    if (event === 'connect') socket.once('connect_error', reject);
  });

async function closeAll(): Promise<void> {
  for (const { socket } of phones) socket.close();
  phones.clear();
  const open = [...instances];
  instances.clear();
  for (const { http, map } of open) {
    await map.stop();
    await new Promise((resolve) => http.close(resolve));
  }
}

let holds = 0;
async function hold(screeningId: number, seatIds: number[], deps: ServerDeps = server.deps): Promise<string> {
  const holdId = `hold-${++holds}`;
  await holdSeats(deps, { holdId, screeningId, seatIds });
  return holdId;
}

describe.each(engines)('the live seat map on %s', (engine) => {
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterEach(closeAll);
  afterAll(() => server.close());

  test('who follows a screening is told what is taken, and then each change with its revision', async () => {
    const phone = await aPhone(await anInstance());
    const screeningId = await server.aScreening();
    await hold(screeningId, [third]);
    const answer = await phone.ask('seats:follow', { screeningId });
    expect(answer).toEqual({
      ok: true,
      screeningId,
      revision: 1,
      cursor: { incarnation: 1, revision: 1, changeId: expect.any(String) },
      taken: [third],
    });
    const holdId = await hold(screeningId, [first, second]);
    await phone.hear(1);
    await releaseHold(server.deps, { holdId, screeningId });
    await phone.hear(2);
    const both = (taken: boolean) => [first, second].map((seatId) => ({ seatId, taken }));
    expect(phone.told).toEqual([
      ['seats:changed', { screeningId, revision: 2, seats: both(true) }],
      ['seats:changed', { screeningId, revision: 3, seats: both(false) }],
    ]);
  });

  test('nobody is told of a booking’s pick-up code, its tickets or their QR codes', async () => {
    const phone = await aPhone(await anInstance());
    const screeningId = await server.aScreening();
    await phone.ask('seats:follow', { screeningId });
    const holdId = await hold(screeningId, [first]);
    await phone.hear(1);
    const order = aPhoneOrder({ attemptId: `attempt of ${holdId}`, holdId, screeningId, seatIds: [first] });
    await payHold(server.deps, makeSimulatedProvider({ clock: server.deps.clock }), order);
    const terminals = await snapshotForTerminals(server.database, server.deps, screeningId);
    expect(terminals.pickUps).toHaveLength(1);
    await hold(screeningId, [second]);
    await phone.hear(2);
    const seat = (seatId: number) => ({ seats: [{ seatId, taken: true }] });
    expect(phone.told).toEqual([
      ['seats:changed', { screeningId, revision: 1, ...seat(first) }],
      ['seats:changed', { screeningId, revision: expect.any(Number), ...seat(second) }],
    ]);
    const comer = await aPhone(await anInstance());
    const answer = await comer.ask('seats:follow', { screeningId });
    expect(Object.keys(answer as object).sort()).toEqual(['cursor', 'ok', 'revision', 'screeningId', 'taken']);
    const heard = JSON.stringify([phone.told, answer]);
    const [{ code = '', tickets: [ticket] = [] } = {}] = terminals.pickUps ?? [];
    expect([code, ticket?.qr ?? ''].map((secret) => secret === '' || heard.includes(secret))).toEqual([false, false]);
  });

  test('nobody is told who was let in at a gate', async () => {
    const phone = await aPhone(await anInstance());
    const screeningId = await server.aScreening();
    const gate = await server.aTerminal({ role: 'gate' });
    await phone.ask('seats:follow', { screeningId });
    gate.journal.append('ticket.scanned', {
      ticket: { terminal: gate.terminal, seq: 77_777, line: 1 },
      screeningId,
      seatId: first,
      version: 1,
      verdict: 'valid',
      named: false,
      online: true,
    });
    await receivePush(server.deps, { terminal: gate.terminal, publicKey: gate.key.publicKey }, gate.journal.push());
    const terminals = await snapshotForTerminals(server.database, server.deps, screeningId);
    expect(terminals.admitted).toHaveLength(1);
    await hold(screeningId, [second]);
    await phone.hear(1);
    const comer = await aPhone(await anInstance());
    const answer = await comer.ask('seats:follow', { screeningId });
    expect(phone.told).toEqual([
      ['seats:changed', { screeningId, revision: 2, seats: [{ seatId: second, taken: true }] }],
    ]);
    expect(Object.keys(answer as object).sort()).toEqual(['cursor', 'ok', 'revision', 'screeningId', 'taken']);
    expect(JSON.stringify([phone.told, answer])).not.toContain('77777');
  });

  test('nobody is told of what changes neither a free seat nor a taken one', async () => {
    const phone = await aPhone(await anInstance());
    const screeningId = await server.aScreening();
    const { terminal } = await server.aTerminal();
    await phone.ask('seats:follow', { screeningId });
    // With a terminal that can be asked for it: to be had, as Booked_map_info says.
    await server.grant(terminal, screeningId, [first]);
    await hold(screeningId, [second]);
    await phone.hear(1);
    expect(phone.told).toEqual([
      ['seats:changed', { screeningId, revision: 2, seats: [{ seatId: second, taken: true }] }],
    ]);
  });

  test('a seat of a terminal that cannot be asked is taken, as soon as that is noticed and until it is back', async () => {
    let isReachable = true;
    const looks = new Set<() => void>();
    const sleep: LiveMapDeps['clock']['sleep'] = (ms, signal) =>
      ms !== 5000
        ? server.deps.clock.sleep(ms, signal)
        : new Promise((resolve) => {
            looks.add(resolve);
            signal?.addEventListener('abort', () => resolve(), { once: true });
          });
    const clock = { ...server.deps.clock, sleep };
    const phone = await aPhone(await anInstance({ clock, isReachable: () => isReachable }));
    const screeningId = await server.aScreening();
    const { terminal } = await server.aTerminal();
    await server.grant(terminal, screeningId, [first]);
    expect(await phone.ask('seats:follow', { screeningId })).toMatchObject({ ok: true, taken: [] });
    isReachable = false;
    for (const look of looks) look();
    await phone.hear(1);
    isReachable = true;
    for (const look of looks) look();
    await phone.hear(2);
    expect(phone.told).toEqual([
      ['seats:changed', { screeningId, revision: 1, seats: [{ seatId: first, taken: true }] }],
      ['seats:changed', { screeningId, revision: 1, seats: [{ seatId: first, taken: false }] }],
    ]);
  });

  test('phones at two instances on one database hear of each other’s seats', async () => {
    const feed = startFeed(server.deps);
    const other = { ...server.deps, feed };
    const [here, there] = [await aPhone(await anInstance()), await aPhone(await anInstance({}, other))];
    const screeningId = await server.aScreening();
    await here.ask('seats:follow', { screeningId });
    await there.ask('seats:follow', { screeningId });
    await hold(screeningId, [first]);
    await Promise.all([here.hear(1), there.hear(1)]);
    await hold(screeningId, [second], other);
    await Promise.all([here.hear(2), there.hear(2)]);
    const expected = [first, second].map((seatId, at) => [
      'seats:changed',
      { screeningId, revision: at + 1, seats: [{ seatId, taken: true }] },
    ]);
    expect([here.told, there.told]).toEqual([expected, expected]);
    await feed.stop();
  });

  test('a hundred phones at one screening cost the reading of one', async () => {
    let reads = 0;
    const database: LiveMapDeps['database'] = {
      dialect: server.database.dialect,
      all: (sql, values) => {
        if (sql.includes('seat_right')) reads += 1;
        return server.database.all(sql, values);
      },
    };
    const instance = await anInstance({ database, limits: { socketsPerAddressMax: 100, toldAtOnceMax: 40 } });
    const screeningId = await server.aScreening();
    const many = await Promise.all(Array.from({ length: 100 }, () => aPhone(instance)));
    await Promise.all(many.map((phone) => phone.ask('seats:follow', { screeningId })));
    expect(reads).toBe(1);
    await hold(screeningId, [first]);
    await Promise.all(many.map((phone) => phone.hear(1)));
    expect(reads).toBe(2);
  });

  test('a phone that knows more than was told here is not answered with less', async () => {
    // Of another instance that has not looked at the changes yet.
    const instance = await anInstance({ feed: { follow: () => () => undefined } });
    const phone = await aPhone(instance);
    const screeningId = await server.aScreening();
    await phone.ask('seats:follow', { screeningId });
    await hold(screeningId, [first]);
    expect(await phone.ask('seats:follow', { screeningId, revision: 1 })).toMatchObject({
      revision: 1,
      taken: [first],
    });
  });

  test('where changes are gone, a whole snapshot is told', async () => {
    let hear: Parameters<LiveMapDeps['feed']['follow']>[2] = () => undefined;
    const follow: LiveMapDeps['feed']['follow'] = (_stream, _revision, heard) => {
      hear = heard;
      return () => undefined;
    };
    const phone = await aPhone(await anInstance({ feed: { follow } }));
    const screeningId = await server.aScreening();
    await phone.ask('seats:follow', { screeningId });
    await hold(screeningId, [first]);
    await hold(screeningId, [second]);
    const changes = [{ revision: 2, changeId: 'second', body: {} }];
    hear({ stream: `screening:${screeningId}`, incarnation: 1, changes });
    await phone.hear(1);
    expect(phone.told).toEqual([
      [
        'seats:snapshot',
        {
          screeningId,
          revision: 2,
          cursor: { incarnation: 1, revision: 2, changeId: expect.any(String) },
          taken: [first, second],
        },
      ],
    ]);
  });

  test('where guests sit where they like, only the free places are told', async () => {
    const phone = await aPhone(await anInstance());
    const screeningId = await server.aScreening();
    await server.database.transaction('seating', (tx) =>
      tx.run("UPDATE screening SET seating = 'unnumbered' WHERE id = ?", [screeningId]),
    );
    expect(await phone.ask('seats:follow', { screeningId })).toMatchObject({ taken: [], freePlaces: seats.length });
    await hold(screeningId, [first, second]);
    await phone.hear(1);
    expect(phone.told).toEqual([
      ['seats:changed', { screeningId, revision: 1, seats: [], freePlaces: seats.length - 2 }],
    ]);
  });

  test('after unfollow nothing more of that screening is told', async () => {
    const phone = await aPhone(await anInstance());
    const [left, kept] = [await server.aScreening(), await server.aScreening()];
    await phone.ask('seats:follow', { screeningId: left });
    await phone.ask('seats:follow', { screeningId: kept });
    expect(await phone.ask('seats:unfollow', { screeningId: left })).toEqual({ ok: true });
    await hold(left, [first]);
    await hold(kept, [first]);
    await phone.hear(1);
    expect(phone.told).toMatchObject([['seats:changed', { screeningId: kept }]]);
  });
});

describe('bounds of the live seat map', () => {
  beforeAll(async () => {
    server = await openTestServer('sqlite');
  });
  afterEach(closeAll);
  afterAll(() => server.close());

  test.each([
    ['seats:follow', [{}]],
    ['seats:follow', [{ screeningId: '1' }]],
    ['seats:follow', [{ screeningId: 1, revision: -1 }]],
    ['seats:follow', [{ screeningId: 1, seatId: 5 }]],
    ['seats:follow', [null]],
    ['seats:follow', []],
    ['seats:follow', [{ screeningId: 1 }, 'more']],
    ['seats:unfollow', [{ screeningId: 1.5 }]],
    ['seats:hold', [{ screeningId: 1 }]],
  ])('%s with %j is answered as malformed', async (event, sent) => {
    const phone = await aPhone(await anInstance());
    expect(await phone.ask(event, ...sent)).toEqual({
      ok: false,
      reason: 'message-malformed',
      detail: expect.any(String),
    });
  });

  test('a screening that is not there is refused, and takes no place', async () => {
    const phone = await aPhone(await anInstance({ limits: { screeningsPerSocketMax: 1 } }));
    expect(await phone.ask('seats:follow', { screeningId: 99_999 })).toEqual({ ok: false, reason: 'not-found' });
    expect(await phone.ask('seats:follow', { screeningId: await server.aScreening() })).toMatchObject({ ok: true });
  });

  test('a message that cannot be answered ends the connection', async () => {
    const { socket } = await aPhone(await anInstance());
    const ended = happens(socket, 'disconnect');
    socket.emit('seats:follow', { screeningId: 1 });
    await ended;
  });

  test('a socket follows so many screenings and no more, until it leaves one', async () => {
    const phone = await aPhone(await anInstance({ limits: { screeningsPerSocketMax: 2 } }));
    const ids = [await server.aScreening(), await server.aScreening(), await server.aScreening()];
    const follow = (at: number) => phone.ask('seats:follow', { screeningId: ids[at] });
    expect([await follow(0), await follow(1)]).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await follow(2)).toEqual({ ok: false, reason: 'too-many-screenings' });
    expect(await follow(1)).toMatchObject({ ok: true });
    await phone.ask('seats:unfollow', { screeningId: ids[0] });
    expect(await follow(2)).toMatchObject({ ok: true });
  });

  test('an instance follows so many screenings and no more', async () => {
    const phone = await aPhone(await anInstance({ limits: { roomsMax: 1 } }));
    const [one, two] = [await server.aScreening(), await server.aScreening()];
    expect(await phone.ask('seats:follow', { screeningId: one })).toMatchObject({ ok: true });
    expect(await phone.ask('seats:follow', { screeningId: two })).toEqual({ ok: false, reason: 'server-busy' });
    await phone.ask('seats:unfollow', { screeningId: one });
    expect(await phone.ask('seats:follow', { screeningId: two })).toMatchObject({ ok: true });
  });

  test('an address has so many sockets, whoever claims to be another without a proxy in front, and gets the place of one that left', async () => {
    const instance = await anInstance({ limits: { socketsPerAddressMax: 2 } });
    const [one] = [await aPhone(instance), await aPhone(instance)];
    await expect(aPhone(instance)).rejects.toThrow();
    await expect(aPhone(instance, { 'X-Forwarded-For': '203.0.113.7' })).rejects.toThrow();
    // Nothing that can be answered: the server ends it.
    one.socket.emit('seats:unfollow', {});
    await happens(one.socket, 'disconnect');
    await aPhone(instance);
  });

  test('behind a proxy an address is what the proxy says last', async () => {
    const config = readConfig({ TRUST_PROXY: '1', LIVE_SOCKETS_PER_ADDRESS_MAX: '1' });
    const instance = await anInstance({ config });
    await aPhone(instance, { 'X-Forwarded-For': '203.0.113.7' });
    await aPhone(instance, { 'X-Forwarded-For': '203.0.113.7, 203.0.113.8' });
    await expect(aPhone(instance, { 'X-Forwarded-For': '203.0.113.9, 203.0.113.8' })).rejects.toThrow();
  });

  test('all together have so many sockets', async () => {
    const config = readConfig({ TRUST_PROXY: '1', LIVE_SOCKETS_MAX: '2' });
    const instance = await anInstance({ config });
    await aPhone(instance, { 'X-Forwarded-For': '203.0.113.7' });
    await aPhone(instance, { 'X-Forwarded-For': '203.0.113.8' });
    await expect(aPhone(instance, { 'X-Forwarded-For': '203.0.113.9' })).rejects.toThrow();
  });

  test('an address sends so many messages in a minute, also over another socket; who goes on is cut', async () => {
    let monotonicMs = 0;
    const clock = { ...server.deps.clock, monotonicMs: () => monotonicMs };
    const instance = await anInstance({ clock, limits: { messagesPerMinuteMax: 2 } });
    const [one, two] = [await aPhone(instance), await aPhone(instance)];
    const leave = (phone: Phone) => phone.ask('seats:unfollow', { screeningId: 1 });
    expect([await leave(one), await leave(one)]).toEqual([{ ok: true }, { ok: true }]);
    const refused = { ok: false, reason: 'too-many-tries' };
    expect([await leave(two), await leave(two)]).toEqual([refused, refused]);
    const ended = happens(two.socket, 'disconnect');
    two.socket.emit('seats:unfollow', { screeningId: 1 }, () => undefined);
    await ended;
    monotonicMs = 60_000;
    expect(await leave(one)).toEqual({ ok: true });
  });

  test('a socket that follows nothing for a minute is closed, and one that follows stays', async () => {
    const timers = new Set<() => void>();
    const setTimer: LiveMapDeps['clock']['setTimer'] = (ms, run) => {
      if (ms !== 60_000) return server.deps.clock.setTimer(ms, run);
      timers.add(run);
      return () => timers.delete(run);
    };
    const instance = await anInstance({ clock: { ...server.deps.clock, setTimer } });
    const screeningId = await server.aScreening();
    const [looking, idle] = [await aPhone(instance), await aPhone(instance)];
    await looking.ask('seats:follow', { screeningId });
    expect(timers.size).toBe(1);
    const ended = happens(idle.socket, 'disconnect');
    for (const end of timers) end();
    await ended;
    timers.clear();
    expect(await looking.ask('seats:unfollow', { screeningId })).toEqual({ ok: true });
    expect(timers.size).toBe(1);
    const alsoEnded = happens(looking.socket, 'disconnect');
    for (const end of timers) end();
    await alsoEnded;
  });

  test('a phone that does not read is cut, and holds up nobody', async () => {
    const instance = await anInstance({ limits: { waitingMessagesMax: 2 } });
    const screeningId = await server.aScreening();
    const lines: NetSocket[] = [];
    instance.http.on('connection', (line) => lines.push(line));
    const [slow, quick] = [await aPhone(instance), await aPhone(instance)];
    await slow.ask('seats:follow', { screeningId });
    await quick.ask('seats:follow', { screeningId });
    // As if the network took nothing any more.
    lines[0]?.cork();
    const cut = happens(slow.socket, 'disconnect');
    for (const [at, { id }] of seats.slice(0, 5).entries()) {
      await hold(screeningId, [id]);
      await quick.hear(at + 1);
    }
    lines[0]?.uncork();
    await cut;
    // What was on its way already.
    expect(slow.told).toHaveLength(1);
  });

  test('a page of another origin is refused, one of the configuration and the server’s own are let in', async () => {
    const instance = await anInstance({ config: readConfig({ CORS_ORIGINS: 'https://app.example' }) });
    await expect(aPhone(instance, { Origin: 'https://evil.example' })).rejects.toThrow();
    await aPhone(instance, { Origin: 'https://app.example' });
    await aPhone(instance, { Origin: instance.url });
    const polling = await fetch(`${instance.url}/live/?EIO=4&transport=polling`, {
      headers: { Origin: 'https://app.example' },
    });
    expect([polling.status, polling.headers.get('access-control-allow-origin')]).toEqual([200, 'https://app.example']);
    await polling.text();
  });

  test('nobody finds another place to stay', async () => {
    const instance = await anInstance();
    const socket = aSocket(instance, {}, '/');
    expect(await happens(socket, 'connect_error')).toMatchObject({ message: 'no such place' });
    socket.close();
  });

  test('a database that is away is said to be, and the phone may ask again', async () => {
    let isAway = true;
    const database: LiveMapDeps['database'] = {
      dialect: 'sqlite',
      all: (sql, values) => (isAway ? Promise.reject(new Error('away')) : server.database.all(sql, values)),
    };
    const phone = await aPhone(await anInstance({ database }));
    const screeningId = await server.aScreening();
    expect(await phone.ask('seats:follow', { screeningId })).toEqual({ ok: false, reason: 'unavailable' });
    isAway = false;
    expect(await phone.ask('seats:follow', { screeningId })).toMatchObject({ ok: true });
  });
});

test('a started server has the live seat map beside its terminals, and stops in order with both connected', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'marquee-live-'));
  const quiet = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const started = await startServer(readConfig({ PORT: '0', DATA_DIR: dataDir, DEMO: '1', DEMO_DAYS: '1' }), {
    log: quiet,
  });
  const phone = await aPhone(started);
  const terminal = io(`${started.url}/terminals`, { forceNew: true, reconnection: false, transports: ['websocket'] });
  await happens(terminal, 'challenge');
  const [free] = await started.deps.database.all<{ screening_id: number; seat_id: number }>(
    "SELECT screening_id, seat_id FROM seat_right WHERE state = 'free' LIMIT 1",
  );
  const { screening_id: screeningId = 0, seat_id: seatId = 0 } = free ?? {};
  const { cursor, seats: shown } = (await (
    await fetch(`${started.url}/api/v1/screenings/${screeningId}/seats`)
  ).json()) as { cursor: { revision: number }; seats: { seatId: number; state: string }[] };
  const { revision } = cursor;
  const taken = shown.filter(({ state }) => state === 'taken' || state === 'blocked').map((seat) => seat.seatId);
  expect(await phone.ask('seats:follow', { screeningId, revision })).toEqual({
    ok: true,
    screeningId,
    revision,
    cursor,
    taken,
  });
  await hold(screeningId, [seatId], started.deps);
  await phone.hear(1);
  expect(phone.told).toEqual([
    ['seats:changed', { screeningId, revision: revision + 1, seats: [{ seatId, taken: true }] }],
  ]);
  const ended = Promise.all([happens(phone.socket, 'disconnect'), happens(terminal, 'disconnect')]);
  expect(await started.stop()).toBe(true);
  await ended;
  rmSync(dataDir, { recursive: true, force: true });
}, 30_000);
