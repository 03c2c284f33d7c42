/** The real server code over SQLite in memory: the memory outlives a crash, an open transaction doesn't. */
import { readFileSync } from 'node:fs';
import { Fault } from '@marquee/shared/errors';
import type { Enrol } from '@marquee/shared/protocol/calls';
import { type Feed, startFeed } from '@marquee/sync-server/feed/feed';
import type { Database, Transaction } from '@marquee/sync-server/platform/database';
import { readSigningKey } from '@marquee/sync-server/platform/keys';
import { makeSqliteDatabase } from '@marquee/sync-server/platform/sqlite-database';
import { grantSeats, type RightsDeps } from '@marquee/sync-server/rights/rights';
import { openSession, type SessionDeps, type TerminalSession } from '@marquee/sync-server/terminals/session';
import { createEnrolmentCode, enrolTerminal, listKeys } from '@marquee/sync-server/terminals/terminals';
import Sqlite from 'better-sqlite3';
import { house, insertHouse, priceListOf } from './house.ts';
import type { Faults, ServerEnd } from './network.ts';
import { type Life, startLife, type World } from './world.ts';

export type Handle = InstanceType<typeof Sqlite>;

export interface ServerNode extends ServerEnd {
  readonly handle: Handle;
  /** Of the running instance; null while it is down. */
  running(): (RightsDeps & { serverNumber: number; life: Life }) | null;
  crash(): void;
  start(): void;
  enrolmentCode(): Promise<string>;
  enrol(enrol: Enrol): Promise<unknown>;
  /** A first allotment: hands a share of the free seats to a terminal. */
  allot(terminal: number, screeningId: number, count: number): Promise<void>;
}

const schema = readFileSync(new URL('../../db/server/schema.sql', import.meta.url), 'utf8');
const silentLog = { info: () => undefined, warn: () => undefined };

export function makeServerNode(world: World, faults: () => Faults): ServerNode {
  const handle = new Sqlite(':memory:');
  handle.pragma('foreign_keys = ON');
  handle.exec(schema);
  insertHouse(handle);
  const cinemaKey = readSigningKey(new Uint8Array(32).fill(7));
  let instance: { deps: SessionDeps & { serverNumber: number; life: Life }; feed: Feed; life: Life } | null = null;
  const sessions = new Set<TerminalSession>();

  function start(): void {
    if (instance) return;
    const life = startLife(world, () => 0);
    const database = faultyDatabase(
      world,
      faults,
      life,
      makeSqliteDatabase(handle),
      () => instance?.life === life && crash(),
    );
    const log = {
      ...silentLog,
      error: (context: { err?: unknown }, message: string) =>
        world.note(`server error ${message} ${String(context.err)}`),
    };
    const feed = startFeed({ database, clock: life.clock, log, incarnation: 0 });
    const deps = {
      database,
      clock: life.clock,
      randomness: life.randomness,
      feed,
      log,
      incarnation: 0,
      serverNumber: 0,
      cinemaKey,
      connected: new Map<number, TerminalSession>(),
      snapshotCinema: async () => ({
        ...house.catalogue,
        prices: priceListOf(),
        cinemaKey: cinemaKey.publicKey,
        keys: await listKeys(database, house.cinemaId),
        revokedKeys: [],
      }),
      life,
    };
    instance = { deps, feed, life };
    world.note('server up');
  }

  function crash(): void {
    if (!instance) return;
    world.note('server crashed');
    world.count('server crashed');
    instance.life.kill();
    instance = null;
    if (handle.inTransaction) handle.exec('ROLLBACK');
    for (const session of sessions) session.end();
    sessions.clear();
  }

  return {
    handle,
    running: () => instance?.deps ?? null,
    crash,
    start,
    open(wire) {
      if (!instance) return null;
      const { life, deps } = instance;
      const session = openSession(deps, {
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
    async enrolmentCode() {
      if (!instance) throw new Fault('link-down');
      return createEnrolmentCode(instance.deps, { cinemaId: house.cinemaId, role: 'kiosk', name: 'kiosk' });
    },
    async enrol(enrol) {
      if (!instance) throw new Fault('link-down');
      return enrolTerminal(instance.deps, enrol);
    },
    async allot(terminal, screeningId, count) {
      if (!instance) return;
      const { deps, life } = instance;
      const rows = await deps.database.all<{ seat_id: number }>(
        "SELECT seat_id FROM seat_right WHERE screening_id = ? AND state = 'free' ORDER BY seat_id",
        [screeningId],
      );
      if (!life.alive) return;
      const from = world.random.below(Math.max(1, rows.length - count));
      const seatIds = rows.slice(from, from + count).map((row) => row.seat_id);
      if (seatIds.length > 0)
        await deps.database.transaction('allot', (tx) => grantSeats(tx, deps, { terminal, screeningId, seatIds }));
    },
  };
}

/**
 * Fails transactions before or after their effect, and lets the process crash between two statements of one. A dead
 * instance's database answers nothing any more.
 */
function faultyDatabase(
  world: World,
  faults: () => Faults,
  life: Life,
  database: Database,
  crash: () => void,
): Database {
  const gate = <R>(work: Promise<R>): Promise<R> =>
    new Promise((resolve, reject) => {
      work.then(
        (value) => life.alive && resolve(value),
        (thrown) => life.alive && reject(thrown),
      );
    });
  const slow = (tx: Transaction): Transaction => ({
    ...tx,
    async run(sql, values) {
      if (world.random.chance(faults().database / 20)) {
        world.count('server crashed inside a transaction');
        crash();
        return new Promise(() => undefined);
      }
      return gate(tx.run(sql, values));
    },
  });
  return {
    ...database,
    all: (sql, values) => gate(database.all(sql, values)),
    async transaction(name, work) {
      if (!life.alive) return new Promise(() => undefined);
      if (world.random.chance(faults().database)) {
        world.count('database failed before');
        throw new Fault('database-busy', name);
      }
      const answer = await gate(database.transaction(name, (tx) => gate(work(slow(tx)))));
      if (world.random.chance(faults().database)) {
        world.count('database failed after its commit');
        throw new Fault('database-outcome-unknown', name);
      }
      return answer;
    },
  };
}
