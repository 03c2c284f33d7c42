import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Broadcast } from '@marquee/shared/protocol/calls';
import { Server, type Socket as ServerSocket } from 'socket.io';
import { io as connectTo, type Socket } from 'socket.io-client';
import { gatherBroadcasts } from './socket.ts';

const http = createServer();
const io = new Server(http);
const clients: Socket[] = [];
const ids: string[] = [];
const heard: unknown[][] = [];
let waiting = (): void => undefined;

beforeAll(async () => {
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/terminals`;
  for (let client = 0; client < 3; client++) {
    const connected = new Promise<ServerSocket>((resolve) => io.of('/terminals').once('connection', resolve));
    const socket = connectTo(url, { forceNew: true, reconnection: false, transports: ['websocket'] });
    clients.push(socket);
    const news: unknown[] = [];
    heard.push(news);
    socket.on('changes', (broadcasts: Broadcast[]) => {
      news.push(broadcasts.map(({ stream }) => stream));
      waiting();
    });
    ids.push((await connected).id);
  }
});
afterAll(async () => {
  for (const client of clients) client.close();
  await io.close();
});

const until = (isReached: () => boolean) =>
  new Promise<void>((resolve) => {
    waiting = () => {
      if (isReached()) resolve();
    };
    waiting();
  });

/** Counts how often it is made into text. */
function aBroadcast(stream: string): { broadcast: Broadcast; encoded(): number } {
  let times = 0;
  const toJSON = () => {
    times += 1;
    return 'body';
  };
  const broadcast = { stream, incarnation: 1, changes: [{ revision: 1, changeId: 'c', body: { toJSON } }] };
  return { broadcast, encoded: () => times };
}

test('what many terminals are told alike is encoded once, in one message, and each hears in the order told', async () => {
  const tell = gatherBroadcasts(io.of('/terminals'));
  const [one, two, three] = [aBroadcast('screening:1'), aBroadcast('screening:2'), aBroadcast('screening:3')];
  for (const id of ids) tell(id, one.broadcast);
  for (const id of ids.slice(1)) tell(id, two.broadcast);
  // A terminal that has gone before it is sent anything spoils nothing for the others.
  tell('gone', one.broadcast);
  await Promise.resolve();
  for (const id of ids) tell(id, three.broadcast);
  await until(() => heard.every((news) => news.length === 2));
  expect(heard).toEqual([
    [['screening:1'], ['screening:3']],
    [['screening:1', 'screening:2'], ['screening:3']],
    [['screening:1', 'screening:2'], ['screening:3']],
  ]);
  // As often as for a message to a single socket.
  const single = aBroadcast('screening:4');
  io.of('/terminals').to(ids[0]!).emit('changes', [single.broadcast]);
  expect([two.encoded(), three.encoded()]).toEqual([single.encoded(), single.encoded()]);
  expect(one.encoded()).toBe(2 * single.encoded());
});
