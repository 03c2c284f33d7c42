import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Acknowledgement, type Broadcast, EnrolAnswer } from '@marquee/shared/protocol/calls';
import { cinemaStream, grantsStream, screeningStream } from '@marquee/shared/protocol/streams';
import { protocolVersion } from '@marquee/shared/protocol/version';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { io, type Socket } from 'socket.io-client';
import { systemClock } from './platform/clock.ts';
import { type Config, readConfig } from './platform/config.ts';
import type { SigningKey } from './platform/keys.ts';
import type { Log } from './platform/log.ts';
import { createMysqlDatabase, engines } from './platform/testing/databases.ts';
import { type RunningServer, type ServerOverrides, startServer } from './start.ts';
import { enrolTriesPerMinuteMax } from './terminals/terminals.route.ts';
import { helloBytes } from './terminals/terminals.ts';
import { makeJournalWriter } from './testing/journal-writer.ts';
import { makeKey } from './testing/test-server.ts';

// Whole servers are started here, each with its database.
jest.setTimeout(30_000);

const quiet: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const fresh = { incarnation: 0, revision: 0, changeId: '' };

const folder = mkdtempSync(join(tmpdir(), 'marquee-server-'));
const running = new Set<RunningServer>();
let folders = 0;
afterEach(async () => {
  for (const server of running) await server.stop();
  running.clear();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const aFolder = () => join(folder, String(++folders));
const aConfig = (changes: Partial<Config> = {}): Config => {
  const dataDir = changes.dataDir ?? aFolder();
  return { ...readConfig({ PORT: '0', DATA_DIR: dataDir, DEMO: '1', DEMO_DAYS: '2' }), ...changes };
};
async function start(config: Config, overrides: ServerOverrides = {}): Promise<RunningServer> {
  const server = await startServer(config, { log: quiet, ...overrides });
  running.add(server);
  return server;
}
async function stop(server: RunningServer): Promise<boolean> {
  running.delete(server);
  return server.stop();
}

async function post(server: RunningServer, path: string, body: unknown) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, type: answer.headers.get('content-type'), body: (await answer.json()) as object };
}
const get = async (server: RunningServer, path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(server.url + path, { headers });
  return { status: answer.status, text: await answer.text() };
};

/** Unlike fetch, this sends any header. */
async function statusOf(
  server: RunningServer,
  path: string,
  headers: Record<string, string>,
): Promise<number | undefined> {
  const [answer] = await once(request(server.url + path, { headers }).end(), 'response');
  answer.resume();
  return answer.statusCode;
}

const heardOn = (socket: Socket, event: string) => new Promise((resolve) => socket.once(event, resolve));

interface Client {
  socket: Socket;
  identity: EnrolAnswer;
  key: SigningKey;
  call(name: string, request: unknown): Promise<Acknowledgement<unknown>>;
  /** Resolves with the first broadcast of the stream, also one that came before. */
  hear(stream: string): Promise<Broadcast>;
}

async function enrol(
  server: RunningServer,
  code = server.enrolCodes[0]?.code,
): Promise<{ identity: EnrolAnswer; key: SigningKey }> {
  const key = makeKey();
  const request = { code, publicKey: key.publicKey, name: 'Kiosk 1', role: 'kiosk' };
  const { status, body } = await post(server, '/api/v1/terminals/enrol', request);
  expect(status).toBe(200);
  return { identity: EnrolAnswer.parse(body), key };
}

/** Connects as a terminal does, up to its welcome. */
async function connect(
  server: RunningServer,
  { identity, key }: { identity: EnrolAnswer; key: SigningKey },
): Promise<Client> {
  const socket = io(`${server.url}/terminals`, { transports: ['websocket'], reconnection: false, forceNew: true });
  const broadcasts: Broadcast[] = [];
  const listeners = new Set<() => void>();
  socket.on('changes', (message: Broadcast[]) => {
    broadcasts.push(...message);
    for (const look of listeners) look();
  });
  const challenge = await new Promise<string>((resolve, reject) => {
    socket.once('challenge', resolve).once('connect_error', reject);
  });
  const call: Client['call'] = (name, request) => socket.timeout(3000).emitWithAck('call', name, request);
  const nextToken = `${identity.token}-next`.slice(-64);
  const welcome = await call('hello', {
    protocol: protocolVersion,
    terminal: identity.terminal,
    token: identity.token,
    nextToken,
    signature: Buffer.from(key.sign(helloBytes(challenge, identity.terminal))).toString('base64url'),
    appVersion: '1.0.0',
    ackedSeq: 0,
    incarnation: 0,
  });
  expect(welcome).toMatchObject({ ok: true });
  const hear: Client['hear'] = (stream) =>
    new Promise((resolve) => {
      const look = () => {
        const found = broadcasts.find((broadcast) => broadcast.stream === stream);
        if (!found) return;
        listeners.delete(look);
        resolve(found);
      };
      listeners.add(look);
      look();
    });
  return { socket, identity: { ...identity, token: nextToken }, key, call, hear };
}
const pull = (client: Client, ...streams: string[]) =>
  client.call('streams:pull', { streams: streams.map((stream) => ({ stream, cursor: fresh })) });

describe.each(engines)('a server on %s', (engine) => {
  let mysql: Awaited<ReturnType<typeof createMysqlDatabase>> | null = null;
  let config: Config;
  beforeAll(async () => {
    if (engine === 'mariadb') mysql = await createMysqlDatabase();
    config = aConfig(mysql ? { databaseUrl: mysql.url } : {});
  });
  afterAll(() => mysql?.drop());

  test('a kiosk enrols, is given seats, sells one, and all of it is there after a restart', async () => {
    const server = await start(config);
    const enrolled = await enrol(server);
    const client = await connect(server, enrolled);
    const { terminal, cinemaId } = enrolled.identity;
    await pull(client, grantsStream(terminal));
    const answer = await pull(client, cinemaStream(cinemaId));
    expect(answer).toMatchObject({
      ok: true,
      answer: {
        pages: [
          {
            body: {
              cinema: { id: cinemaId },
              keys: [{ role: 'server' }, { terminal, role: 'kiosk' }],
              revokedKeys: [],
            },
          },
        ],
      },
    });
    const { screenings } = (answer as { answer: { pages: { body: { screenings: { id: number }[] } }[] } }).answer
      .pages[0]!.body;
    const last = screenings.at(-1)!.id;
    await pull(client, screeningStream(last));
    const [seat] = await server.deps.database.all<{ seat_id: number }>(
      "SELECT MIN(seat_id) AS seat_id FROM seat_right WHERE screening_id = ? AND state = 'free'",
      [last],
    );
    const seatId = seat!.seat_id;
    expect(
      await client.call('rights:ask', { operationId: 'operation-1', screeningId: last, seatIds: [seatId] }),
    ).toMatchObject({
      ok: true,
      answer: { outcome: 'granted' },
    });
    expect(await client.hear(screeningStream(last))).toMatchObject({
      changes: [{ body: { seats: [{ seatId, state: 'granted' }] } }],
    });
    const journal = makeJournalWriter(enrolled.key, 1);
    journal.append('sale.made', aSale({ screeningId: last, lines: [aSaleLine({ seatId, version: 4097 })] }));
    expect(await client.call('journal:push', journal.push())).toMatchObject({ ok: true, answer: { ackedSeq: 1 } });
    client.socket.close();
    expect(await stop(server)).toBe(true);

    const restarted = await start(config);
    expect(restarted.deps.cinemaKey.publicKey).toBe(server.deps.cinemaKey.publicKey);
    expect(restarted.enrolCodes).toHaveLength(1);
    expect(restarted.enrolCodes).not.toEqual(server.enrolCodes);
    const again = await connect(restarted, { identity: client.identity, key: client.key });
    expect(await again.call('journal:push', journal.push())).toMatchObject({ ok: true, answer: { ackedSeq: 1 } });
    expect(await restarted.deps.database.all('SELECT order_key FROM booking')).toEqual([
      { order_key: `T${terminal}-000001` },
    ]);
    again.socket.close();
  });

  test('health, readiness and metrics can be asked for', async () => {
    const server = await start(config);
    expect(await get(server, '/health')).toEqual({ status: 200, text: '{"ok":true}' });
    expect(await get(server, '/ready')).toEqual({ status: 200, text: '{"ok":true}' });
    const { text } = await get(server, '/metrics');
    for (const line of [
      'marquee_connected_terminals 0',
      'marquee_journal_entries 1',
      'marquee_open_exceptions 0',
      'marquee_feed_lag_seconds_count 0',
    ]) {
      expect(text).toContain(`\n${line}\n`);
    }
  });
});

test('two instances on one database tell their terminals of each other’s changes', async () => {
  const mysql = await createMysqlDatabase();
  const cinemaKey = Buffer.alloc(32, 7).toString('base64url');
  const shared = { databaseUrl: mysql.url };
  const [one, two] = await Promise.all([
    start(aConfig(shared), { cinemaKey, demoCodes: ['kiosk', 'kiosk'] }),
    start(aConfig(shared), { cinemaKey, demoCodes: [] }),
  ]);
  expect(one.deps.cinemaKey.publicKey).toBe(two.deps.cinemaKey.publicKey);
  const here = await connect(one, await enrol(one, one.enrolCodes[0]?.code));
  const there = await connect(two, await enrol(two, one.enrolCodes[1]?.code));
  const [screening] = await one.deps.database.all<{ id: number }>('SELECT MAX(id) AS id FROM screening');
  const screeningId = screening!.id;
  await pull(there, screeningStream(screeningId));
  const [seat] = await one.deps.database.all<{ seat_id: number }>(
    "SELECT MIN(seat_id) AS seat_id FROM seat_right WHERE screening_id = ? AND state = 'free'",
    [screeningId],
  );
  await here.call('rights:ask', { operationId: 'operation-1', screeningId, seatIds: [seat!.seat_id] });
  expect(await there.hear(screeningStream(screeningId))).toMatchObject({
    changes: [{ body: { seats: [{ seatId: seat!.seat_id, holder: here.identity.terminal }] } }],
  });
  here.socket.close();
  there.socket.close();
  await Promise.all([stop(one), stop(two)]);
  await mysql.drop();
});

describe('over HTTP', () => {
  test('a wrong code and a malformed enrolment are refused as problems, and tries are limited', async () => {
    const server = await start(aConfig());
    const request = { code: 'WRONGCODE1', publicKey: makeKey().publicKey, name: 'Kiosk', role: 'kiosk' };
    const refused = await post(server, '/api/v1/terminals/enrol', request);
    expect(refused).toMatchObject({ status: 403, body: { code: 'enrolment-refused' } });
    expect(refused.type).toContain('application/problem+json');
    const malformed = await post(server, '/api/v1/terminals/enrol', { ...request, role: 'manager', code: 7 });
    expect(malformed).toMatchObject({ status: 400, body: { code: 'message-malformed' } });
    expect(JSON.stringify(malformed.body)).not.toMatch(/node_modules|\.ts:|manager/);
    for (let tries = 2; tries < enrolTriesPerMinuteMax; tries++) await post(server, '/api/v1/terminals/enrol', request);
    const late = { ...request, code: server.enrolCodes[0]?.code };
    expect(await post(server, '/api/v1/terminals/enrol', late)).toMatchObject({
      status: 429,
      body: { code: 'too-many-tries' },
    });
  });

  test('open exceptions are listed, for this machine only', async () => {
    const server = await start(aConfig());
    const { terminal } = (await enrol(server)).identity;
    await server.deps.database.transaction('raise', (tx) =>
      tx.run(
        "INSERT INTO `exception` (id, kind, terminal_id, detail, raised_at_ms) VALUES ('e1', 'terminal-cloned', ?, '{\"presented\":\"x\"}', 5)",
        [terminal],
      ),
    );
    const listed = await get(server, '/api/v1/exceptions');
    expect(JSON.parse(listed.text)).toMatchObject({
      exceptions: [{ id: 'e1', kind: 'terminal-cloned', terminal: { id: terminal }, raisedAtMs: 5 }],
      next: null,
    });
    const order = { operationId: 'settle-1', action: 'noted', note: 'both found', by: 'Mara' };
    const settle = () => post(server, '/api/v1/exceptions/e1/settle', order);
    expect(await settle()).toMatchObject({ status: 200, body: { ok: true } });
    expect(await settle()).toMatchObject({ status: 200, body: { ok: true } });
    expect(await post(server, '/api/v1/exceptions/e1/settle', { ...order, operationId: 'settle-2' })).toMatchObject({
      status: 409,
      body: { ok: false, reason: 'settled-already' },
    });
    for (const headers of [
      { 'X-Forwarded-For': '203.0.113.7' },
      { Forwarded: 'for=203.0.113.7' },
      { Host: 'evil.example' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ]) {
      expect(await statusOf(server, '/api/v1/exceptions', headers)).toBe(403);
    }
  });

  test('a connection that says no hello in time is ended, and one that has said it stays', async () => {
    const timers = new Set<() => void>();
    const setTimer = (ms: number, run: () => void) => {
      if (ms !== 10_000) return systemClock.setTimer(ms, run);
      timers.add(run);
      return () => timers.delete(run);
    };
    const server = await start(aConfig(), { clock: { ...systemClock, setTimer } });
    const greeted = await connect(server, await enrol(server));
    expect(timers.size).toBe(0);
    const socket = io(`${server.url}/terminals`, { transports: ['websocket'], reconnection: false, forceNew: true });
    await heardOn(socket, 'challenge');
    const closed = heardOn(socket, 'disconnect');
    for (const run of timers) run();
    await closed;
    expect(await greeted.call('rights:ask', {})).toMatchObject({ code: 'message-malformed' });
    greeted.socket.close();
  });

  test('a connection that talks nonsense, or to nobody, is ended', async () => {
    const server = await start(aConfig());
    const socket = io(`${server.url}/terminals`, { transports: ['websocket'], reconnection: false, forceNew: true });
    await heardOn(socket, 'challenge');
    const closed = heardOn(socket, 'disconnect');
    socket.emit('call', 'hello', {});
    await closed;
    const elsewhere = io(server.url, { transports: ['websocket'], reconnection: false, forceNew: true });
    expect(await heardOn(elsewhere, 'connect_error')).toMatchObject({ message: 'no such place' });
    elsewhere.close();
  });
});

describe('a start that cannot be', () => {
  test('on a port in use says so and leaves nothing running', async () => {
    const server = await start(aConfig());
    const config = aConfig({ port: server.port });
    await expect(start(config)).rejects.toMatchObject({ code: 'port-in-use' });
    // The database is closed again, so that the next start may have it.
    await start({ ...config, port: 0 });
  });

  test('with a database that is damaged, away or newer says which', async () => {
    const dataDir = aFolder();
    const file = join(folder, 'damaged.sqlite');
    writeFileSync(file, 'this is no database'.repeat(100));
    await expect(start(aConfig({ dataDir, databaseUrl: `sqlite:${file}` }))).rejects.toMatchObject({
      code: 'database-corrupt',
    });
    const away = 'mysql://root:secret@127.0.0.1:1/marquee';
    const refusal = await start(aConfig({ dataDir, databaseUrl: away })).catch((thrown) => thrown);
    expect(refusal).toMatchObject({ code: 'database-unreachable' });
    expect(refusal.message).not.toContain('secret');
    const config = aConfig({ demo: false });
    const server = await start(config);
    await server.deps.database.transaction('newer', (tx) =>
      tx.run("INSERT INTO migrations (timestamp, name) VALUES (9, 'FromTheFuture9')"),
    );
    await stop(server);
    await expect(start(config)).rejects.toMatchObject({ code: 'database-newer' });
  });
});

describe('the program', () => {
  const children = new Set<ChildProcess>();
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
  });
  const spawnServer = (env: Record<string, string>) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts')], {
      env: { PATH: process.env.PATH ?? '', PORT: '0', DATA_DIR: aFolder(), LOG_LEVEL: 'error', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    children.add(child);
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    return {
      child,
      lines,
      stderr: () => stderr,
      ready: () => once(reader, 'line').then(([line]) => JSON.parse(line)),
      ended: once(child, 'close').then(([code]) => code as number),
    };
  };

  test('says once that it is ready and with which codes, and ends in order on SIGTERM with terminals connected', async () => {
    const program = spawnServer({ DEMO: '1', DEMO_DAYS: '1', DEMO_CODES: 'kiosk,till,gate' });
    const ready = await program.ready();
    expect(ready).toEqual({
      ready: true,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      demoStaff: expect.arrayContaining([
        { name: expect.any(String), role: 'manager', pin: expect.stringMatching(/^\d{6}$/) },
      ]),
      demoManager: { name: expect.any(String), phone: expect.any(String), password: expect.any(String) },
      imported: expect.objectContaining({ films: 3200 }),
      enrolCodes: ['kiosk', 'till', 'gate'].map((role) => ({ role, code: expect.stringMatching(/^[A-Z2-9]{10}$/) })),
    });
    const socket = io(`${ready.url}/terminals`, { reconnection: false, forceNew: true });
    await heardOn(socket, 'challenge');
    const startedMs = performance.now();
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(5000);
    expect(program.lines).toHaveLength(1);
    expect(program.stderr()).toBe('');
    socket.close();
  });

  test('without the demo makes no codes, and ends when its stdin closes where that is asked for', async () => {
    const program = spawnServer({ STDIN_CLOSES: '1' });
    expect(await program.ready()).toEqual({ ready: true, url: expect.any(String) });
    program.child.stdin.end();
    expect(await program.ended).toBe(0);
  });

  test.each([
    [{ DATABASE_URL: 'mysql://root:secret@127.0.0.1:1/marquee' }, 'F307'],
    [{ PORT: 'many' }, 'F401'],
    [{ CINEMA_KEY: 'short' }, 'F401'],
    [{ DEMO_CODES: 'kiosk,bar' }, 'F401'],
    [{ DATA_DIR: '/dev/null/server' }, 'F302'],
  ])('that can’t start with %j says %s in one line and ends with 1', async (env, code) => {
    const program = spawnServer(env);
    expect(await program.ended).toBe(1);
    expect(program.stderr()).toMatch(new RegExp(`^${code} [^\n]+\n$`));
    expect(program.stderr()).not.toMatch(/secret|short|many|\.ts:/);
    expect(program.lines).toEqual([]);
  });
});
