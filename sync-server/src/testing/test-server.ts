/** The server's features over a fresh database of either engine, without HTTP and sockets. */
import { randomBytes } from 'node:crypto';
import type { Acknowledgement, Broadcast, Hello } from '@marquee/shared/protocol/calls';
import { protocolVersion } from '@marquee/shared/protocol/version';
import { startsAtMs } from '@marquee/shared/testing/builders';
import { startFeed } from '../feed/feed.ts';
import { systemClock } from '../platform/clock.ts';
import { type Database, first } from '../platform/database.ts';
import { readSigningKey, type SigningKey } from '../platform/keys.ts';
import { systemRandomness } from '../platform/randomness.ts';
import { type engines, openTestDatabase } from '../platform/testing/databases.ts';
import { grantSeats } from '../rights/rights.ts';
import { comersAtOnce, drainsAtOnce, makeAdmission } from '../terminals/admission.ts';
import { openSession, type SessionDeps, type TerminalSession } from '../terminals/session.ts';
import {
  createEnrolmentCode,
  enrolTerminal,
  helloBytes,
  makeServerKeys,
  type ServerKeys,
} from '../terminals/terminals.ts';
import { cinemaId, incarnation, insertHouse, insertScreening } from './house.ts';
import { type JournalWriter, makeJournalWriter } from './journal-writer.ts';

export type ServerDeps = SessionDeps & { serverNumber: number; serverKeys: ServerKeys };

export interface TestTerminal {
  terminal: number;
  key: SigningKey;
  /** The one that the next hello presents. */
  token: string;
  journal: JournalWriter;
}

export interface TestConnection {
  session: TerminalSession;
  heard: Broadcast[];
  isClosed(): boolean;
  /** Resolves at the next broadcast after this call. */
  nextBroadcast(): Promise<Broadcast>;
}

export interface TestServer {
  database: Database;
  deps: ServerDeps;
  /** The server's clock stands still until a test sets it. */
  time: { nowMs: number };
  logged: { level: string; context: object; message: string }[];
  aScreening(screening?: { startsAtMs?: number; salesEndAtMs?: number }): Promise<number>;
  aTerminal(terminal?: { role?: 'kiosk' | 'till' | 'gate' }): Promise<TestTerminal>;
  grant(
    terminal: number,
    screeningId: number,
    seatIds: readonly number[],
  ): Promise<{ seatId: number; version: number }[]>;
  /** `changes`: another instance's ways, such as a database of its own. */
  connect(changes?: Partial<ServerDeps>): TestConnection;
  /** Signs the challenge and says hello; on success the terminal's token moves on. */
  sayHello(
    connection: TestConnection,
    terminal: TestTerminal,
    changes?: Partial<Hello>,
  ): Promise<Acknowledgement<unknown>>;
  rights(
    screeningId: number,
    seatIds: readonly number[],
  ): Promise<{ state: string; holder: number; version: number }[]>;
  count(table: string, where?: string, values?: readonly (string | number)[]): Promise<number>;
  close(): Promise<void>;
}

export const makeKey = (): SigningKey => readSigningKey(randomBytes(32));

export async function openTestServer(engine: (typeof engines)[number]): Promise<TestServer> {
  const opened = await openTestDatabase(engine);
  const { database } = opened;
  const time = { nowMs: startsAtMs - 6 * 3600_000 };
  const clock = { ...systemClock, nowMs: () => time.nowMs };
  await database.transaction('house', (tx) => insertHouse(tx, time.nowMs));
  const logged: TestServer['logged'] = [];
  const log = (level: string) => (context: object, message: string) => logged.push({ level, context, message });
  const logs = { info: log('info'), warn: log('warn'), error: log('error') };
  const feed = startFeed({ database, clock, log: logs, incarnation });
  const deps: ServerDeps = {
    database,
    clock,
    randomness: systemRandomness,
    feed,
    incarnation,
    serverNumber: 0,
    cinemaKey: makeKey(),
    serverKeys: makeServerKeys(randomBytes(32)),
    log: logs,
    connected: new Map(),
    snapshotCinema: async () => ({ cinemaId }),
    admission: makeAdmission(clock, comersAtOnce),
    drains: makeAdmission(clock, drainsAtOnce),
  };
  let screenings = 0;

  return {
    database,
    deps,
    time,
    logged,
    async aScreening(screening = {}) {
      screenings += 1;
      const id = screenings;
      await database.transaction('screening', (tx) => insertScreening(tx, { id, startsAtMs, ...screening }));
      return id;
    },
    aTerminal: ({ role = 'kiosk' } = {}) => enrolTestTerminal(deps, role),
    async grant(terminal, screeningId, seatIds) {
      const answer = await database.transaction('grant', (tx) =>
        grantSeats(tx, deps, { terminal, screeningId, seatIds }),
      );
      return answer.ok ? answer.seats : [];
    },
    connect: (changes) => connect(changes ? { ...deps, ...changes } : deps),
    sayHello,
    rights: (screeningId, seatIds) =>
      database.all(
        `SELECT state, holder, version FROM seat_right WHERE screening_id = ? AND seat_id IN (${seatIds.join(', ')}) ORDER BY seat_id`,
        [screeningId],
      ),
    async count(table, where = '1 = 1', values = []) {
      const row = await first<{ n: number }>(database, `SELECT COUNT(*) AS n FROM \`${table}\` WHERE ${where}`, values);
      return row?.n ?? 0;
    },
    async close() {
      await feed.stop();
      await opened.drop();
    },
  };
}

async function enrolTestTerminal(deps: ServerDeps, role: 'kiosk' | 'till' | 'gate'): Promise<TestTerminal> {
  const key = makeKey();
  const code = await createEnrolmentCode(deps, { cinemaId, role, name: role });
  const { terminal, token } = await enrolTerminal(deps, { code, publicKey: key.publicKey, name: role, role });
  return { terminal, key, token, journal: makeJournalWriter(key, deps.clock.nowMs()) };
}

function connect(deps: ServerDeps): TestConnection {
  const heard: Broadcast[] = [];
  const waiting: ((broadcast: Broadcast) => void)[] = [];
  let closed = false;
  const session = openSession(deps, {
    broadcast(broadcast) {
      heard.push(broadcast);
      for (const tell of waiting.splice(0)) tell(broadcast);
    },
    close: () => {
      closed = true;
    },
  });
  return {
    session,
    heard,
    isClosed: () => closed,
    nextBroadcast: () => new Promise((resolve) => waiting.push(resolve)),
  };
}

const sayHello: TestServer['sayHello'] = async ({ session }, terminal, changes = {}) => {
  const signature = terminal.key.sign(helloBytes(session.challenge, terminal.terminal));
  const hello: Hello = {
    protocol: protocolVersion,
    terminal: terminal.terminal,
    token: terminal.token,
    nextToken: randomBytes(24).toString('base64url'),
    signature: Buffer.from(signature).toString('base64url'),
    appVersion: '1.0.0',
    ackedSeq: 0,
    incarnation: 0,
    ...changes,
  };
  const acknowledgement = await session.handle('hello', hello);
  if (acknowledgement.ok) terminal.token = hello.nextToken;
  return acknowledgement;
};
