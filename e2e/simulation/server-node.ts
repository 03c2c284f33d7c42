/**
 * The real server code: instances over one database in memory. The memory outlives a crash, an open transaction doesn't.
 */
import { readFileSync } from 'node:fs';
import { Fault } from '@marquee/shared/errors';
import type { Enrol } from '@marquee/shared/protocol/calls';
import { expireHolds, settlePayments } from '@marquee/sync-server/bookings/bookings';
import { loadCinemaSnapshot } from '@marquee/sync-server/catalogue/catalogue';
import { startFeed } from '@marquee/sync-server/feed/feed';
import { runLongActions } from '@marquee/sync-server/long-actions/long-actions';
import type { PaymentProvider } from '@marquee/sync-server/payments/payments';
import { readSigningKey } from '@marquee/sync-server/platform/keys';
import { repeat } from '@marquee/sync-server/platform/repeat';
import { startAllotment } from '@marquee/sync-server/rights/allot-loop';
import { makeRefundWork } from '@marquee/sync-server/screenings/screenings';
import { comersAtOnce, drainsAtOnce, makeAdmission } from '@marquee/sync-server/terminals/admission';
import { startPresence } from '@marquee/sync-server/terminals/presence';
import { openSession, type SessionDeps, type TerminalSession } from '@marquee/sync-server/terminals/session';
import {
  createEnrolmentCode,
  enrolTerminal,
  listKeys,
  listRevokedKeys,
  makeServerKeys,
} from '@marquee/sync-server/terminals/terminals';
import Sqlite from 'better-sqlite3';
import { type House, insertHouse } from './house.ts';
import type { ServerEnd } from './network.ts';
import { type RowChange, type RowLog, watchRows } from './row-log.ts';
import { type SharedDatabase, shareDatabase } from './shared-database.ts';
import { staffPepper, till } from './staff.ts';
import type { Trouble } from './weather.ts';
import { type Life, startLife, type World } from './world.ts';

export type Handle = InstanceType<typeof Sqlite>;
export type InstanceDeps = SessionDeps & { serverNumber: number; life: Life; provider: PaymentProvider };

export interface ServerInstance extends ServerEnd {
  readonly name: string;
  /** Null while it is down. */
  running(): InstanceDeps | null;
  crash(): void;
  start(): void;
  jumpClock(ms: number): void;
}
export interface Cluster {
  readonly handle: Handle;
  readonly house: House;
  readonly rows: RowLog;
  readonly database: SharedDatabase;
  readonly instances: readonly ServerInstance[];
  /** One that is up, or null. */
  anyRunning(): InstanceDeps | null;
  /** The newest commits, as far as they can be lost. */
  remember(changes: RowChange[]): void;
  /** Undoes the newest commits, as if they had never been. Answers how many. */
  forget(count: number): number;
  /** Throws Fault `link-down` while none is up. */
  enrolmentCode(role: 'kiosk' | 'till'): Promise<string>;
  enrol(enrol: Enrol): Promise<unknown>;
}

export interface ClusterOptions {
  world: World;
  trouble: Trouble;
  size: { seats: number; screenings: number; hours: number };
  instances: number;
  provider: PaymentProvider;
  /** Keeps every row of a commit, so that it can be undone. */
  keepAll: boolean;
  onCommit(name: string): void;
  /** Something that can't happen did: an assertion failed, a fault without a code. */
  onBug(what: string): void;
}

const schema = readFileSync(new URL('../../db/server/schema.sql', import.meta.url), 'utf8');
const expireHoldsMs = 5000;
const settleAttemptsMs = 5000;
const longActionsMs = 30_000;
/** A database that loses commits loses the newest. */
const forgettableMax = 8;
const restartMsMax = 15_000;
/** What the invariants look at. */
const watchedTables = [
  'seat_right',
  'ticket',
  'booking',
  'booking_item',
  'payment',
  'payment_attempt',
  'refund',
  'refund_line',
  'refund_item',
  'refund_tender',
  'terminal',
  'journal_entry',
  'exception',
  'stream',
  'screening',
  'voucher',
];

export function makeCluster(options: ClusterOptions): Cluster {
  const { world } = options;
  const handle = new Sqlite(':memory:');
  handle.pragma('foreign_keys = ON');
  handle.exec(schema);
  const house = insertHouse(handle, options.size);
  const rows = watchRows(handle, options.keepAll ? 'all' : watchedTables);
  const database = shareDatabase(handle, options);
  const instances = Array.from({ length: options.instances }, (_, index) =>
    makeInstance({ ...options, database }, `server ${index + 1}`),
  );
  const anyRunning = () => {
    const running = instances.map((instance) => instance.running()).filter((deps) => deps !== null);
    return running.length === 0 ? null : world.random.oneOf(running);
  };
  const needRunning = () => {
    const deps = anyRunning();
    if (!deps) throw new Fault('link-down');
    return deps;
  };
  const newest: RowChange[][] = [];
  return {
    remember(changes) {
      if (!options.keepAll) return;
      newest.push(changes);
      if (newest.length > forgettableMax) newest.shift();
    },
    forget(count) {
      const lost = newest.splice(-count);
      handle.transaction(() => rows.undo(lost.flat()))();
      return lost.length;
    },
    handle,
    house,
    rows,
    database,
    instances,
    anyRunning,
    enrolmentCode: async (role) => createEnrolmentCode(needRunning(), { cinemaId: house.cinemaId, role, name: role }),
    enrol: async (enrol) => enrolTerminal(needRunning(), enrol),
  };
}

function makeInstance(options: ClusterOptions & { database: SharedDatabase }, name: string): ServerInstance {
  const { world, database: shared } = options;
  const cinemaKey = readSigningKey(new Uint8Array(32).fill(7));
  const serverKeys = makeServerKeys(new Uint8Array(32).fill(8));
  const sessions = new Set<TerminalSession>();
  let running: InstanceDeps | null = null;
  let clockOffsetMs = 0;

  function start(): void {
    if (running) return;
    const life = startLife(world, () => clockOffsetMs);
    running = openInstance(life);
    world.note(`${name} up`);
  }

  function openInstance(life: Life): InstanceDeps {
    const database = shared.connect(life, () => running?.life === life && crash());
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (context: object, message: string) => {
        const { err } = context as { err?: unknown };
        if (isBug(err)) options.onBug(describeBug(name, message, err));
        else world.note(`${name}: ${message} ${String(err ?? '')}`);
      },
    };
    const feed = startFeed({ database, clock: life.clock, log, incarnation: 1 });
    const deps: InstanceDeps = {
      database,
      clock: life.clock,
      randomness: life.randomness,
      feed,
      log,
      incarnation: 1,
      // Whoever misses a few changes is sent a snapshot, as after a long time away.
      ...(options.trouble.of('far-behind') > 0 ? { pullChangesMax: 2 } : {}),
      serverNumber: 0,
      cinemaKey,
      serverKeys,
      staffPepper: () => staffPepper,
      connected: new Map<number, TerminalSession>(),
      snapshotCinema: async (queries, stream) => {
        const cinemaId = Number(stream.split(':')[1]);
        return {
          ...(await loadCinemaSnapshot(queries, cinemaId, life.clock.nowMs())),
          cinemaKey: cinemaKey.publicKey,
          keys: await listKeys(queries, cinemaId),
          revokedKeys: await listRevokedKeys(queries, cinemaId),
          ...till,
        };
      },
      admission: makeAdmission(life.clock, comersAtOnce),
      drains: makeAdmission(life.clock, drainsAtOnce),
      onClosed: (terminal) => deps.connected.get(terminal)?.end(),
      provider: mortalProvider(options.provider, life),
      life,
    };
    const { clock } = life;
    deps.isReachable = startPresence(deps).isReachable;
    const allotment = startAllotment({ ...deps, onAllotted: (grants) => grants > 0 && world.count('allotted') });
    deps.onConnected = () => allotment.wake();
    repeat({ name: 'ending holds', everyMs: expireHoldsMs, clock, log, work: () => expireHolds(deps) });
    const settle = () => settlePayments(deps, deps.provider);
    repeat({ name: 'settling payments', everyMs: settleAttemptsMs, clock, log, work: settle });
    const carryOn = () => runLongActions(deps, [makeRefundWork(deps)]);
    repeat({ name: 'carrying on long actions', everyMs: longActionsMs, clock, log, work: carryOn });
    return deps;
  }

  function crash(): void {
    if (!running) return;
    world.note(`${name} crashed`);
    world.count('server crashed');
    const { life } = running;
    running = null;
    life.kill();
    shared.abandon(life);
    for (const session of sessions) session.end();
    sessions.clear();
    world.after(world.random.between(100, restartMsMax), start);
  }

  return {
    name,
    running: () => running,
    crash,
    start,
    jumpClock(ms) {
      clockOffsetMs += ms;
      world.note(`${name} clock jumps ${ms}`);
    },
    open(wire) {
      if (!running) return null;
      const { life } = running;
      const session = openSession(running, {
        broadcast: (broadcast) => life.alive && wire.broadcast(broadcast),
        close: wire.close,
      });
      sessions.add(session);
      return {
        challenge: session.challenge,
        // A dead server answers nothing.
        handle: (call, request) =>
          life.alive
            ? session.handle(call, request).then((answer) => (life.alive ? answer : new Promise(() => undefined)))
            : new Promise(() => undefined),
        end: () => {
          sessions.delete(session);
          if (life.alive) session.end();
        },
      };
    },
  };
}

/** What a dead instance asked of the provider is done there, and nobody hears of it. */
function mortalProvider(provider: PaymentProvider, life: Life): PaymentProvider {
  const heard = <R>(work: Promise<R>): Promise<R> =>
    new Promise((resolve, reject) => {
      work.then(
        (value) => life.alive && resolve(value),
        (thrown) => life.alive && reject(thrown),
      );
    });
  return {
    name: provider.name,
    open: (id, order) => heard(provider.open(id, order)),
    charge: (attempt) => heard(provider.charge(attempt)),
    find: (attempt) => heard(provider.find(attempt)),
    cancel: (attempt) => heard(provider.cancel(attempt)),
    refund: (attempt, refund) => heard(provider.refund(attempt, refund)),
  };
}

/** What nobody expected: an assertion that failed, a thrown thing that is no fault. */
export const isBug = (thrown: unknown): boolean =>
  thrown !== undefined && (!(thrown instanceof Fault) || thrown.code === 'internal-error');

export function describeBug(who: string, message: string, thrown: unknown): string {
  const cause = thrown instanceof Fault && thrown.cause !== undefined ? thrown.cause : thrown;
  return `${who}: ${message}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`;
}
