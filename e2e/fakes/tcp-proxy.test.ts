import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let server: Server;
let target: number;
let proxy: TcpProxy;
const opened = new Set<Socket>();

beforeEach(async () => {
  server = createServer((socket) => {
    opened.add(socket);
    socket.on('error', () => socket.destroy()).on('data', (chunk) => socket.write(chunk));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  target = (server.address() as AddressInfo).port;
  proxy = await startTcpProxy(target);
});

afterEach(async () => {
  for (const socket of opened) socket.destroy();
  opened.clear();
  await proxy.stop();
  await new Promise((resolve) => server.close(resolve));
});

async function dial(port = proxy.port): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' }).setEncoding('utf8').setNoDelay(true);
  opened.add(socket);
  await once(socket, 'connect');
  return socket;
}

async function hear(socket: Socket, expected: string): Promise<void> {
  let heard = '';
  while (heard.length < expected.length) heard += (await once(socket, 'data'))[0];
  expect(heard === expected).toBe(true);
}

async function echo(socket: Socket, text: string): Promise<void> {
  socket.write(text);
  await hear(socket, text);
}

/** Time for whatever passes at all to have passed: round trips to the same server beside the proxy. */
async function letTrafficPass(): Promise<void> {
  const beside = await dial(target);
  for (let trip = 0; trip < 20; trip++) await echo(beside, 'beside');
}

test('what is said at one end is heard at the other', async () => {
  const socket = await dial();
  await echo(socket, 'one');
  await echo(socket, 'x'.repeat(500_000));
});

test('in a black hole nothing passes and nothing breaks; mended, what was said meanwhile arrives', async () => {
  const socket = await dial();
  await echo(socket, 'before');
  proxy.cut('black-hole');
  const events: string[] = [];
  for (const name of ['data', 'end', 'error', 'close']) socket.on(name, () => events.push(name));
  socket.write('lost?');
  await letTrafficPass();
  expect(events).toEqual([]);
  proxy.mend();
  await hear(socket, 'lost?');
});

test('a connection that is opened into a black hole is mute until it is mended', async () => {
  proxy.cut('black-hole');
  const socket = await dial();
  const heard: string[] = [];
  socket.on('data', (text) => heard.push(String(text)));
  socket.write('anybody?');
  await letTrafficPass();
  expect(heard).toEqual([]);
  proxy.mend();
  await hear(socket, 'anybody?');
});

test('that the server hung up stays unknown in a black hole', async () => {
  const socket = await dial();
  await echo(socket, 'before');
  proxy.cut('black-hole');
  for (const at of opened) if (at !== socket) at.end();
  let ended = false;
  socket.on('end', () => {
    ended = true;
  });
  await letTrafficPass();
  expect(ended).toBe(false);
  proxy.mend();
  await once(socket, 'end');
});

test('a reset breaks the open connections and every new one, until it is mended', async () => {
  const socket = await dial();
  await echo(socket, 'before');
  const broken = once(socket, 'error');
  proxy.cut('reset');
  expect((await broken)[0]).toMatchObject({ code: 'ECONNRESET' });
  const late = connect({ port: proxy.port, host: '127.0.0.1' });
  await expect(once(late, 'close')).rejects.toMatchObject({ code: 'ECONNRESET' });
  proxy.mend();
  await echo(await dial(), 'after');
});

test('a server that is not there breaks the connection', async () => {
  await new Promise((resolve) => server.close(resolve));
  const socket = connect({ port: proxy.port, host: '127.0.0.1' });
  opened.add(socket);
  const failed = await once(socket, 'error').catch((thrown: unknown) => [thrown]);
  expect(failed[0]).toMatchObject({ code: 'ECONNRESET' });
});

test('stopping ends what is open', async () => {
  const socket = await dial();
  await echo(socket, 'before');
  const broken = once(socket, 'error');
  await proxy.stop();
  expect((await broken)[0]).toMatchObject({ code: 'ECONNRESET' });
  proxy = await startTcpProxy(target);
});
