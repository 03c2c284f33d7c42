import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { StopSignal } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import { startsAtMs } from '@marquee/shared/testing/builders';
import { io, type Socket } from 'socket.io-client';
import { beginAction, runLongActions } from '../long-actions/long-actions.ts';
import { insertOutage } from '../outages/outages.sql.ts';
import type { Caller } from '../platform/api.ts';
import { askForBundle } from '../terminals/support.ts';
import { aStatus } from '../testing/a-status.ts';
import { cinemaId, seats } from '../testing/house.ts';
import { insertManager } from '../testing/manager.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { dashboardLivePath, openDashboardLive } from './live.ts';

let server: TestServer;
let http: Server;
let stop: () => Promise<void>;
let url: string;
const sockets = new Set<Socket>();
/** By token. */
const callers = new Map<string, Caller>();
const day = new Date(startsAtMs).toISOString().slice(0, 10);

beforeAll(async () => {
  server = await openTestServer('sqlite');
  const userId = await insertManager(server.database);
  callers.set('of a manager', { userId, role: 'manager', sessionId: 'session-1' });
  callers.set('of a moviegoer', { userId, role: 'moviegoer', sessionId: 'session-2' });
  http = createServer();
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const authenticate = async (token: string) => {
    const caller = callers.get(token);
    if (!caller) throw new Fault('token-refused');
    return caller;
  };
  // What it looks for every two seconds, here fifty times as often.
  const clock = {
    ...server.deps.clock,
    sleep: (ms: number, signal?: StopSignal) => server.deps.clock.sleep(ms / 50, signal),
  };
  ({ stop } = openDashboardLive(http, { ...server.deps, clock, authenticate }));
});
afterEach(() => {
  for (const socket of sockets) socket.disconnect();
  sockets.clear();
});
afterAll(async () => {
  await stop();
  http.close();
  await server.close();
});

function connect(token: string): Socket {
  const options = { path: dashboardLivePath, auth: { token }, forceNew: true, reconnection: false };
  const socket = io(url, { ...options, transports: ['websocket'] });
  sockets.add(socket);
  return socket;
}
const heard = (socket: Socket, event: string) =>
  new Promise<unknown>((resolve) => socket.once(event, (news: unknown) => resolve(news)));

test.each(['of nobody', 'of a moviegoer'])('a token %s is refused', async (token) => {
  expect(await heard(connect(token), 'connect_error')).toMatchObject({ message: 'token-refused' });
});

test('a manager hears which screening of the day has changed, and not how', async () => {
  const screening = await server.aScreening();
  const { terminal } = await server.aTerminal();
  const socket = connect('of a manager');
  await heard(socket, 'connect');
  expect(await socket.emitWithAck('follow', { cinemaId, day })).toEqual({ ok: true });
  const news = heard(socket, 'screenings');
  await server.grant(terminal, screening, [seats[0]?.id ?? 0]);
  expect(await news).toEqual({ ids: [screening] });
});

test('a manager hears which terminal has something new to say of itself', async () => {
  const one = await server.aTerminal();
  await server.aTerminal();
  const line = server.connect();
  await server.sayHello(line, one);
  const socket = connect('of a manager');
  await heard(socket, 'connect');
  expect(await socket.emitWithAck('follow', { cinemaId, day })).toEqual({ ok: true });
  let news: unknown = null;
  socket.once('terminals', (told: unknown) => {
    news = told;
  });
  // The first look only says how it was; what changes from then on is told.
  for (let unsent = 1; news === null; unsent++) {
    server.time.nowMs += 2000;
    expect(await line.session.handle('terminal:status', aStatus({ unsent }))).toMatchObject({ ok: true });
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  expect(news).toEqual({ ids: [one.terminal] });
});

test('a manager hears that there is a terminal to be reached, and not of it whenever one speaks', async () => {
  const socket = connect('of a manager');
  await heard(socket, 'connect');
  expect(await socket.emitWithAck('follow', { cinemaId, day })).toEqual({ ok: true });
  let reached = 0;
  socket.on('reach', () => {
    reached += 1;
  });
  // The first look only says how it was.
  let talker = await server.aTerminal();
  while (reached === 0) {
    talker = await server.aTerminal();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const line = server.connect();
  await server.sayHello(line, talker);
  const told = new Set<number>();
  socket.on('terminals', ({ ids }: { ids: number[] }) => {
    for (const id of ids) told.add(id);
  });
  let unsent = 0;
  const speakUntilTold = async () => {
    told.clear();
    while (!told.has(talker.terminal)) {
      server.time.nowMs += 2000;
      unsent += 1;
      expect(await line.session.handle('terminal:status', aStatus({ unsent }))).toMatchObject({ ok: true });
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  await speakUntilTold();
  const before = reached;
  await speakUntilTold();
  expect(reached).toBe(before);
});

test('a manager hears that an outage has begun', async () => {
  const { terminal } = await server.aTerminal();
  const socket = connect('of a manager');
  await heard(socket, 'connect');
  expect(await socket.emitWithAck('follow', { cinemaId, day })).toEqual({ ok: true });
  let news: unknown = null;
  socket.once('outages', (told: unknown) => {
    news = told;
  });
  for (let beganAtMs = 1; news === null; beganAtMs++) {
    const outage = { cinemaId, terminal, beganAtMs, drillId: null, stranded: 0, refusedBefore: null };
    await server.database.transaction('outage', (tx) => insertOutage(tx, outage));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  expect(news).toEqual({});
});

test('a manager hears that a support bundle has come', async () => {
  const one = await server.aTerminal();
  const line = server.connect();
  await server.sayHello(line, one);
  const socket = connect('of a manager');
  await heard(socket, 'connect');
  expect(await socket.emitWithAck('follow', { cinemaId, day })).toEqual({ ok: true });
  let news: unknown = null;
  socket.once('outages', (told: unknown) => {
    news = told;
  });
  for (let n = 1; news === null; n++) {
    server.time.nowMs += 1;
    const order = { operationId: `bundle-${n}`, by: 'test', terminal: one.terminal, cinemaId };
    const { id } = await askForBundle(server.deps, order);
    expect(await line.session.handle('support:bundle', { id, text: '{}' })).toMatchObject({ ok: true });
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  expect(news).toEqual({});
});

test('a manager hears which long action has gone on, and that it is over', async () => {
  const socket = connect('of a manager');
  await heard(socket, 'connect');
  expect(await socket.emitWithAck('follow', { cinemaId, day })).toEqual({ ok: true });
  const begun = heard(socket, 'long-actions');
  const id = await server.database.transaction('begin', (tx) =>
    beginAction(tx, server.deps, { kind: 'test', cinemaId, subject: {}, items: [1], by: 'Mara' }),
  );
  expect(await begun).toEqual({ ids: [id] });
  const over = heard(socket, 'long-actions');
  const carryOut = async () => [{ state: 'done' as const, outcome: null }];
  await runLongActions(server.deps, [{ kind: 'test', itemsPerStep: 1, carryOut }]);
  expect(await over).toEqual({ ids: [id] });
});

test('a cinema of others can’t be followed, and what is malformed is told so', async () => {
  const socket = connect('of a manager');
  await heard(socket, 'connect');
  const follow = (wish: object) => socket.emitWithAck('follow', wish);
  expect(await follow({ cinemaId: 2, day })).toEqual({ ok: false, reason: 'not-found' });
  expect(await follow({ cinemaId, day: 'today' })).toEqual({ ok: false, reason: 'message-malformed' });
});

test('whose session has ended hears no more', async () => {
  callers.set('that ends', { userId: 1, role: 'manager', sessionId: 'session-3' });
  const socket = connect('that ends');
  await heard(socket, 'connect');
  callers.delete('that ends');
  expect(await heard(socket, 'disconnect')).toBe('io server disconnect');
});
