/** Two hundred terminals come back at the same moment while another one sells, over real sockets. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Acknowledgement, CallRequest } from '@marquee/shared/protocol/calls';
import { grantsStream, screeningStream } from '@marquee/shared/protocol/streams';
import { protocolVersion } from '@marquee/shared/protocol/version';
import { io, type Socket } from 'socket.io-client';
import { systemClock } from './platform/clock.ts';
import { readConfig } from './platform/config.ts';
import type { Log } from './platform/log.ts';
import { systemRandomness } from './platform/randomness.ts';
import { type RunningServer, startServer } from './start.ts';
import { createEnrolmentCode, enrolTerminal, helloBytes } from './terminals/terminals.ts';
import { makeKey } from './testing/test-server.ts';

jest.setTimeout(120_000);

const comers = 200;
const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const folder = mkdtempSync(join(tmpdir(), 'marquee-comeback-'));

let server: RunningServer;
beforeAll(async () => {
  server = await start(0);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const start = (port: number) =>
  startServer({ ...readConfig({ DATA_DIR: folder, DEMO: '1', DEMO_DAYS: '2' }), port }, { log: quiet });

type Pull = CallRequest<'streams:pull'>;

interface Member {
  terminal: number;
  token: string;
  /** Kept from try to try, until a welcome. */
  nextToken: string;
  key: ReturnType<typeof makeKey>;
}

async function enrol(): Promise<Member> {
  const key = makeKey();
  const code = await createEnrolmentCode(server.deps, { cinemaId: 1, role: 'kiosk', name: 'Kiosk' });
  const request = { code, publicKey: key.publicKey, name: 'Kiosk', role: 'kiosk' } as const;
  const { terminal, token } = await enrolTerminal(server.deps, request);
  return { terminal, token, nextToken: Buffer.from(systemRandomness.bytes(24)).toString('base64url'), key };
}

/** Where a terminal stands that has heard of everything: it comes back with its cursors. */
async function readCursors(streams: readonly string[]): Promise<Pull['streams']> {
  const { database, incarnation } = server.deps;
  const rows = await database.all<{ name: string; revision: number; change_id: string | null }>(
    `SELECT s.name, s.revision, c.change_id FROM \`stream\` s
       LEFT JOIN \`change\` c ON c.stream = s.name AND c.revision = s.revision`,
  );
  return rows
    .filter(({ name }) => streams.includes(name))
    .map(({ name, revision, change_id }) => ({
      stream: name,
      cursor: { incarnation, revision, changeId: change_id ?? 'start' },
    }));
}

type Call = (name: string, request: unknown) => Promise<Acknowledgement<unknown>>;

/** One attempt, as a terminal makes it: null where the server is busy or doesn't answer in time, and the link is given up. */
async function connect(member: Member, streams: Pull['streams']): Promise<{ socket: Socket; call: Call } | null> {
  const socket = io(`${server.url}/terminals`, { transports: ['websocket'], reconnection: false, forceNew: true });
  const challenge = await new Promise<string>((resolve, reject) => {
    socket.once('challenge', resolve).once('connect_error', reject);
  });
  // No terminal waits for longer.
  const call: Call = (name, request) => socket.timeout(3000).emitWithAck('call', name, request);
  const signature = member.key.sign(helloBytes(challenge, member.terminal));
  const hello = {
    protocol: protocolVersion,
    terminal: member.terminal,
    token: member.token,
    nextToken: member.nextToken,
    signature: Buffer.from(signature).toString('base64url'),
    appVersion: '1.0.0',
    ackedSeq: 0,
    incarnation: 0,
  };
  const giveUp = (answer: Acknowledgement<unknown> | null): null => {
    if (answer) expect(answer).toMatchObject({ ok: false, code: 'server-busy' });
    socket.disconnect();
    return null;
  };
  const callOrSilence = (name: string, request: unknown) => call(name, request).catch(() => null);
  const welcome = await callOrSilence('hello', hello);
  if (!welcome?.ok) return giveUp(welcome);
  const pulled = await callOrSilence('streams:pull', { streams });
  if (!pulled?.ok) return giveUp(pulled);
  return { socket, call };
}

test('all come back, a few at a time, and asks of one who sells meanwhile are answered as ever', async () => {
  const members: Member[] = [];
  while (members.length < comers) members.push(await enrol());
  const seller = await enrol();
  const screenings = await server.deps.database.all<{ id: number }>('SELECT id FROM screening ORDER BY id DESC');
  const streams = await readCursors(screenings.map(({ id }) => screeningStream(id)));
  const grantsOf = ({ terminal }: Member) => readCursors([grantsStream(terminal)]);
  const free = await server.deps.database.all<{ screening_id: number; seat_id: number }>(
    "SELECT screening_id, seat_id FROM seat_right WHERE state = 'free' ORDER BY screening_id DESC, seat_id LIMIT 2000",
  );
  // A restart is what throws everybody out at once.
  await server.stop();
  server = await start(server.port);
  const selling = await connect(seller, await grantsOf(seller));

  const known: [Member, Pull['streams']][] = [];
  for (const member of members) known.push([member, await grantsOf(member)]);
  const startedMs = performance.now();
  const backMs: number[] = [];
  let attempts = 0;
  const comeBack = async ([member, grants]: [Member, Pull['streams']]): Promise<Socket> => {
    for (let windowMs = 1500; ; windowMs = Math.min(8000, 2 * windowMs)) {
      attempts += 1;
      const connection = await connect(member, [...grants, ...streams]);
      if (connection) {
        backMs.push(performance.now() - startedMs);
        return connection.socket;
      }
      await systemClock.sleep(systemRandomness.fraction() * windowMs);
    }
  };
  // The worst case: nobody waits before the first try.
  let isOver = false;
  const all = Promise.all(known.map(comeBack)).finally(() => {
    isOver = true;
  });
  const askMs: number[] = [];
  const outcomes: unknown[] = [];
  for (const { screening_id: screeningId, seat_id } of free) {
    if (isOver) break;
    const askedMs = performance.now();
    const ask = { operationId: `operation-${screeningId}-${seat_id}`, screeningId, seatIds: [seat_id] };
    outcomes.push(await selling!.call('rights:ask', ask));
    askMs.push(performance.now() - askedMs);
    await systemClock.sleep(10);
  }
  const sockets = await all;

  // Asked for and answered: granted, or another terminal has been dealt the seat meanwhile. Never silence, never "busy".
  expect(outcomes.length).toBeGreaterThan(0);
  for (const answer of outcomes) expect(answer).toMatchObject({ ok: true });
  expect(backMs).toHaveLength(comers);
  expect(server.deps.connected.size).toBe(comers + 1);
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  const sorted = askMs.toSorted((a, b) => a - b);
  process.stdout.write(
    `${comers} terminals back within ${seconds(Math.max(...backMs))} s in ${attempts} attempts; ${askMs.length} asks meanwhile, ` +
      `median ${seconds(sorted[Math.floor(sorted.length / 2)]!)} s, slowest ${seconds(sorted.at(-1)!)} s\n`,
  );
  for (const socket of [...sockets, selling!.socket]) {
    const closed = once(socket as unknown as NodeJS.EventEmitter, 'disconnect');
    socket.disconnect();
    await closed;
  }
});
