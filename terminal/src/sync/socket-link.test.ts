import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Clock } from '@marquee/shared/clock';
import type { Broadcast } from '@marquee/shared/protocol/calls';
import { Server, type Socket } from 'socket.io';
import { systemClock } from '../platform/clock.ts';
import { quiet } from '../testing/box-office.ts';
import type { Connection } from './link.ts';
import { makeSocketLink } from './socket-link.ts';

type Acknowledge = (answer: unknown) => void;

const welcome = { protocol: 1, state: 'open', cinemaId: 1, incarnation: 1, serverTimeMs: 5, ackedSeq: 0, chain: '0' };
const hello = {
  protocol: 1,
  terminal: 17,
  token: 't',
  nextToken: 'n'.repeat(32),
  signature: 's',
  appVersion: '0.1.0',
  ackedSeq: 0,
  incarnation: 0,
};
/** Time-outs of seconds pass in a tenth of them. */
const quick: Clock = { ...systemClock, setTimer: (ms, run) => systemClock.setTimer(ms / 10, run) };

let http: HttpServer;
let io: Server;
let serverUrl: string;
let challenge: unknown;
let onCall: (name: string, request: unknown, acknowledge: Acknowledge) => void;
let joined: Socket[];
let opened: Connection[];

beforeEach(async () => {
  challenge = 'a challenge of the server';
  onCall = (_name, _request, acknowledge) => acknowledge({ ok: true, answer: welcome });
  joined = [];
  opened = [];
  http = createServer();
  io = new Server(http);
  io.of('/terminals').on('connection', (socket) => {
    joined.push(socket);
    socket.on('call', (name, request, acknowledge) => onCall(name, request, acknowledge));
    if (challenge !== null) socket.emit('challenge', challenge);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  serverUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const connection of opened) connection.close();
  await io.close();
});

async function open(
  onBroadcast: (broadcast: Broadcast) => void = () => undefined,
  url = serverUrl,
): Promise<Connection> {
  const connection = await makeSocketLink({ serverUrl: url, clock: quick, log: quiet }).open(onBroadcast);
  opened.push(connection);
  return connection;
}

describe('opening', () => {
  test('the connection is there with the server’s challenge, over a WebSocket', async () => {
    const connection = await open();
    expect([connection.challenge, joined[0]?.conn.transport.name]).toEqual(['a challenge of the server', 'websocket']);
  });

  test('where a proxy lets no WebSocket through, long polling carries the calls', async () => {
    await io.close();
    http = createServer();
    io = new Server(http, { transports: ['polling'] });
    io.of('/terminals').on('connection', (socket) => {
      joined.push(socket);
      socket.emit('challenge', challenge);
      socket.on('call', (name, request, acknowledge) => onCall(name, request, acknowledge));
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const connection = await open(undefined, `http://127.0.0.1:${(http.address() as AddressInfo).port}/`);
    expect(joined[0]?.conn.transport.name).toBe('polling');
    expect(await connection.request('hello', hello)).toEqual(welcome);
  });

  test('no server is a link that is down, and it isn’t dialled again by itself', async () => {
    await expect(open(undefined, 'http://127.0.0.1:1')).rejects.toMatchObject({ code: 'link-down' });
  });

  test('a server that takes the connection and says nothing is given up on', async () => {
    let hungUp: Promise<unknown> | null = null;
    const mute = createTcpServer((socket) => {
      hungUp = new Promise((resolve) => socket.resume().once('close', resolve));
    });
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    await expect(open(undefined, `http://127.0.0.1:${(mute.address() as AddressInfo).port}`)).rejects.toMatchObject({
      code: 'link-down',
      detail: 'no answer within 3000 ms',
    });
    await hungUp;
    mute.close();
  });

  test('a server without a challenge, or with a nonsensical one, is not believed', async () => {
    challenge = 7;
    await expect(open()).rejects.toMatchObject({ code: 'link-down', detail: 'a malformed challenge' });
    challenge = null;
    await expect(open()).rejects.toMatchObject({ code: 'link-down', detail: 'no answer within 3000 ms' });
  });
});

describe('calls', () => {
  test('a call carries its name and request, and its answer comes back', async () => {
    const heard: unknown[] = [];
    onCall = (name, request, acknowledge) => {
      heard.push([name, request]);
      acknowledge({ ok: true, answer: welcome });
    };
    const connection = await open();
    expect(await connection.request('hello', hello)).toEqual(welcome);
    expect(heard).toEqual([['hello', hello]]);
  });

  test('answers find their own calls, in whatever order they come', async () => {
    const waiting: Acknowledge[] = [];
    onCall = (_name, _request, acknowledge) => void waiting.push(acknowledge);
    const connection = await open();
    const answers = [connection.request('hello', hello), connection.request('journal:fork', { entries: [] })];
    while (waiting.length < 2) await new Promise((resolve) => setImmediate(resolve));
    waiting[1]?.({ ok: true, answer: { stored: 4 } });
    waiting[0]?.({ ok: true, answer: welcome });
    expect(await Promise.all(answers)).toEqual([welcome, { stored: 4 }]);
  });

  test('a fault of the server arrives by its code; a code from a newer server as internal-error', async () => {
    onCall = (_name, _request, acknowledge) =>
      acknowledge({ ok: false, code: 'terminal-closed', detail: 'by a manager' });
    const connection = await open();
    await expect(connection.request('hello', hello)).rejects.toMatchObject({
      code: 'terminal-closed',
      detail: 'by a manager',
    });
    onCall = (_name, _request, acknowledge) => acknowledge({ ok: false, code: 'moon-full', detail: '' });
    await expect(connection.request('hello', hello)).rejects.toMatchObject({ code: 'internal-error' });
    onCall = (_name, _request, acknowledge) => acknowledge({ ok: false, code: 'constructor', detail: '' });
    await expect(connection.request('hello', hello)).rejects.toMatchObject({ code: 'internal-error' });
  });

  test.each([
    ['no acknowledgement of ours', 'yes'],
    ['an answer to something else', { ok: true, answer: { stored: 1 } }],
    ['a code that is none', { ok: false, code: 5 }],
  ])('%s ends the connection', async (_name, answer) => {
    onCall = (_call, _request, acknowledge) => acknowledge(answer);
    const connection = await open();
    await expect(connection.request('hello', hello)).rejects.toMatchObject({ code: 'message-malformed' });
    await connection.closed;
  });

  test('a call without an answer for three seconds ends the connection: it counts as down', async () => {
    onCall = () => undefined;
    const connection = await open();
    await expect(connection.request('hello', hello)).rejects.toMatchObject({ code: 'request-timed-out' });
    await connection.closed;
    await expect(connection.request('hello', hello)).rejects.toMatchObject({ code: 'link-down' });
  });

  test('when the server goes away, open calls are told so at once', async () => {
    onCall = () => joined[0]?.disconnect(true);
    const connection = await open();
    await expect(connection.request('hello', hello)).rejects.toMatchObject({ code: 'link-down' });
    await connection.closed;
  });

  test('closing ends the connection on both sides', async () => {
    const connection = await open();
    const left = new Promise((resolve) => joined[0]?.once('disconnect', resolve));
    connection.close();
    await Promise.all([connection.closed, left]);
    expect(joined[0]?.connected).toBe(false);
  });
});

describe('broadcasts', () => {
  const broadcast = (revision: number): Broadcast => ({
    stream: 'screening:1',
    incarnation: 1,
    changes: [{ revision, changeId: `c${revision}`, body: {} }],
  });

  test('changes arrive in the order of sending', async () => {
    const heard: number[] = [];
    let heardAll: () => void;
    const all = new Promise<void>((resolve) => {
      heardAll = resolve;
    });
    await open(({ changes }) => {
      if (heard.push(changes[0]!.revision) === 50) heardAll();
    });
    for (let revision = 1; revision <= 50; revision += 2)
      joined[0]?.emit('changes', [broadcast(revision), broadcast(revision + 1)]);
    await all;
    expect(heard).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  test('that something is asked is passed on; what a later server says besides harms nobody', async () => {
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const connection = await makeSocketLink({ serverUrl, clock: quick, log: quiet }).open(() => undefined, asked);
    opened.push(connection);
    joined[0]?.emit('something new', { of: 'a later server' });
    joined[0]?.emit('asked');
    await isAsked;
    expect(joined[0]?.connected).toBe(true);
  });

  test.each([
    ['a stream that can’t be', [broadcast(1), { ...broadcast(1), stream: 'users:1' }]],
    ['a revision that can’t be', [broadcast(0)]],
    ['a change outside a list', broadcast(1)],
    ['an empty list', []],
    ['nothing', undefined],
  ])('%s ends the connection, and is passed on to nobody', async (_name, message) => {
    const heard: Broadcast[] = [];
    const connection = await open((each) => void heard.push(each));
    joined[0]?.emit('changes', message);
    await connection.closed;
    expect(heard).toEqual([]);
  });
});
