/**
 * Many keep-alive connections that ask and wait for the answer, and ask again. Over bare sockets: the client that comes with
 * Node needs more of the processor than the servers that are measured with it.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { systemClock } from '@marquee/sync-server/platform/clock';

export interface Load {
  url: string;
  connections: number;
  /** How many all of them ask together. */
  requests: number;
  /** The request of this turn, from 0 on, as `makeGet` and `makePost` write it. */
  request(turn: number): string;
  status?: number;
  /** As phones ask that do not wait for each other; by default as fast as the answers come. */
  perSecond?: number;
}

export interface Served {
  perSecond: number;
  /** Of every request, from the write to the last byte of its answer. */
  ms: number[];
  /** How many bytes the body of the last answer had. */
  bodyBytes: number;
}

/** Households: so many that none of them meets a limit, and each comes again. */
const addresses = 4096;
/** As the proxy in front of the server tells where somebody asks from. */
const forwardedFor = (turn: number): string => `X-Forwarded-For: 10.0.${((turn % addresses) >> 8) & 255}.${turn & 255}`;

export const makeGet = (path: string, turn: number): string =>
  `GET ${path} HTTP/1.1\r\nHost: marquee\r\nAccept: application/json\r\n${forwardedFor(turn)}\r\n\r\n`;

export function makePost(path: string, turn: number, body: object): string {
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  return `POST ${path} HTTP/1.1\r\nHost: marquee\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${forwardedFor(turn)}\r\n\r\n${text}`;
}

/** Throws at the first answer of another status. */
export async function putLoad(load: Load): Promise<Served> {
  const { hostname, port } = new URL(load.url);
  const sockets = await Promise.all(
    Array.from({ length: load.connections }, async () => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      await once(socket, 'connect');
      return socket;
    }),
  );
  const ms: number[] = [];
  let turn = 0;
  let bodyBytes = 0;
  try {
    const startedMs = performance.now();
    await Promise.all(
      sockets.map(async (socket) => {
        const answers = readAnswers(socket, load.status ?? 200);
        while (turn < load.requests) {
          const mine = turn++;
          if (load.perSecond !== undefined) await waitUntil(startedMs + (mine * 1000) / load.perSecond);
          const askedMs = performance.now();
          socket.write(load.request(mine));
          bodyBytes = await answers.next();
          ms.push(performance.now() - askedMs);
        }
      }),
    );
    return { perSecond: (load.requests * 1000) / (performance.now() - startedMs), ms, bodyBytes };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

const waitUntil = (atMs: number): Promise<void> => systemClock.sleep(Math.max(0, atMs - performance.now()));

interface Answers {
  /** The bytes of the next body. */
  next(): Promise<number>;
}

/** One answer at a time, each with its Content-Length. */
function readAnswers(socket: Socket, status: number): Answers {
  let head = '';
  let bodyBytes = 0;
  let missing = -1;
  let settle: { resolve(bytes: number): void; reject(thrown: Error): void } | null = null;
  const fail = (message: string) => settle?.reject(new Error(message));
  socket.on('close', () => fail('the server has closed a connection'));
  socket.on('error', (thrown) => fail(thrown.message));
  socket.on('data', (bytes) => {
    let left = bytes.length;
    if (missing < 0) {
      head += bytes.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!head.startsWith(`HTTP/1.1 ${status} `)) return fail(`the server answers ${head}`);
      bodyBytes = Number(/\r\ncontent-length: (\d+)/i.exec(head.slice(0, end))?.[1]);
      if (!Number.isSafeInteger(bodyBytes)) return fail(`an answer without its length: ${head}`);
      left = head.length - end - 4;
      missing = bodyBytes;
    }
    missing -= left;
    if (missing > 0) return;
    head = '';
    missing = -1;
    settle?.resolve(bodyBytes);
  });
  return {
    next: () =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
      }),
  };
}
