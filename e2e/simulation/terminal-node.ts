/** The real terminal core over SQLite in memory: what was committed outlives a crash. */
import { Fault } from '@marquee/shared/errors';
import { type Core, type CoreOptions, openCore } from '@marquee/terminal/core';
import { makeSimulatedReader, type SimulatedReader } from '@marquee/terminal/payment/simulated-reader';
import { type Handle, makeStore, migrateStore, type Store } from '@marquee/terminal/platform/store';
import { noDevices } from '@marquee/terminal/status/status';
import Sqlite from 'better-sqlite3';
import type { Cable } from './network.ts';
import { type RowLog, watchRows } from './row-log.ts';
import { type Cluster, describeBug, isBug } from './server-node.ts';
import { checkPin } from './staff.ts';
import type { Trouble } from './weather.ts';
import { type Life, startLife, type World } from './world.ts';

/** Thrown out of the code under test at the moment of a simulated power cut. */
export class PowerCut extends Error {}

export interface TerminalNode {
  readonly name: string;
  readonly role: 'kiosk' | 'till';
  readonly handle: Handle;
  readonly cable: Cable;
  readonly reader: SimulatedReader;
  /** Its disk, as it changes. */
  readonly rows: RowLog;
  core(): Core | null;
  life(): Life | null;
  /** Its number on the server; null until it is enrolled. */
  number(): number | null;
  /** Also of a machine that was switched off. */
  start(): void;
  /** A power cut: it starts again by itself. */
  crash(): void;
  /** In order, as at closing time: what it holds goes back first. It is switched on again later. */
  shutDown(): Promise<void>;
  /** For good, or until somebody starts it. */
  switchOff(): void;
  isOff(): boolean;
  /** It has found the server to have less of its journal than was acknowledged. */
  hasNoticedLoss(): boolean;
  jumpClock(ms: number): void;
}

export interface TerminalOptions {
  world: World;
  trouble: Trouble;
  cluster: Cluster;
  cable: Cable;
  name: string;
  role: 'kiosk' | 'till';
  /** The reader is asked for money. */
  onCharge(attemptId: string): void;
  /** Something that can't happen did: an assertion failed, a fault without a code. */
  onBug(what: string): void;
}

/** Narrow, so that each of them is met. */
const readerRules = { floorMinor: 2400, totalMinor: 3600, charges: 2 };

const watchedTables = [
  'seat_right',
  'ticket',
  'sale',
  'journal',
  'charge',
  'refund',
  'refund_line',
  'refund_tender',
  'sent',
  'voucher',
];

export function makeTerminalNode(options: TerminalOptions): TerminalNode {
  const { world, trouble, cluster, cable, name } = options;
  const handle: Handle = new Sqlite(':memory:');
  migrateStore(handle, null);
  const identity = handle.prepare('SELECT terminal FROM identity').pluck();
  const printed = handle.prepare("UPDATE print_job SET state = 'printed' WHERE sale_seq = ?");
  const rows = watchRows(handle, watchedTables);
  const attempts = {};
  let counted = 0;
  let seed: Uint8Array | null = null;
  let pepper: Uint8Array | null = null;
  let code: string | null = null;
  let clockOffsetMs = 0;
  let isOff = false;
  let hasNoticedLoss = false;
  let life: Life | null = null;
  let core: Core | null = null;
  // The reader is a machine of its own: it lives on when the terminal crashes.
  const readerLife = startLife(world, () => 0);
  const reader = makeSimulatedReader({
    clock: readerLife.clock,
    memory: { load: () => attempts, save: () => undefined },
    answerMs: 400,
    timeoutMs: 3000,
    rules: readerRules,
  });

  function endLife(): boolean {
    if (!life) return false;
    life.kill();
    life = null;
    core = null;
    if (handle.inTransaction) handle.exec('ROLLBACK');
    return true;
  }

  function crash(): void {
    if (!endLife()) return;
    world.note(`${name} crashed`);
    world.count('terminal crashed');
    world.after(world.random.between(200, 20_000), () => !isOff && start());
  }

  /** A transaction may be the last thing that happens: before its commit, or after it and before anybody learns of it. */
  function fragile(store: Store, mine: Life): Store {
    const dead = () => {
      if (!mine.alive) throw new PowerCut();
    };
    let depth = 0;
    return {
      ...store,
      transaction(work) {
        dead();
        if (depth > 0) return store.transaction(work);
        if (world.random.chance(trouble.of('terminal-crash') * 0.01)) cutPower('before a commit');
        depth++;
        try {
          const answer = store.transaction(work);
          if (world.random.chance(trouble.of('terminal-crash') * 0.01)) cutPower('after a commit');
          return answer;
        } finally {
          depth--;
        }
      },
      run: (sql, ...values) => {
        dead();
        return store.run(sql, ...values);
      },
      get: (sql, ...values) => {
        dead();
        return store.get(sql, ...values);
      },
      all: (sql, ...values) => {
        dead();
        return store.all(sql, ...values);
      },
    };
  }
  function cutPower(when: string): never {
    world.count(`terminal crashed ${when}`);
    crash();
    throw new PowerCut();
  }

  /** A dead terminal hears nothing from its reader. */
  function gated(mine: Life): CoreOptions['reader'] {
    const gate = <R>(work: Promise<R>): Promise<R> =>
      new Promise((resolve, reject) => {
        work.then(
          (value) => mine.alive && resolve(value),
          (thrown) => mine.alive && reject(thrown),
        );
      });
    return {
      charge: (attempt) => {
        options.onCharge(attempt.attemptId);
        return gate(reader.charge(attempt));
      },
      find: (id) => gate(reader.find(id)),
      void: (id) => gate(reader.void(id)),
      refund: (attempt) => gate(reader.refund(attempt)),
      forwarded: (after) => gate(reader.forwarded(after)),
    };
  }

  function start(): void {
    isOff = false;
    if (life) return;
    const mine = startLife(world, () => clockOffsetMs);
    life = mine;
    world.note(`${name} starts`);
    void open(mine).catch((thrown) => {
      if (life !== mine || thrown instanceof PowerCut) return;
      // Not enrolled and no server: the machine is switched on again later.
      world.note(`${name} could not start: ${String(thrown)}`);
      mine.kill();
      life = null;
      world.after(1000, () => !isOff && start());
    });
  }

  /** A server that ends in the middle of a request answers nothing. */
  function inTime<R>(work: Promise<R>): Promise<R> {
    return new Promise((resolve, reject) => {
      const cancel = world.after(3000, () => reject(new Fault('link-down', 'no answer')));
      work.then(resolve, reject).finally(cancel);
    });
  }

  async function open(mine: Life): Promise<void> {
    code ??= await inTime(cluster.enrolmentCode(options.role));
    const opened = await openCore({
      store: fragile(makeStore(handle), mine),
      secrets: {
        read: () => seed,
        write: (bytes) => {
          seed = bytes;
        },
      },
      pepper: {
        read: () => pepper,
        write: (bytes) => {
          pepper = bytes;
        },
      },
      checkPin,
      counter: {
        read: () => counted,
        write: (seq) => {
          counted = seq;
        },
      },
      clock: mine.clock,
      randomness: mine.randomness,
      link: cable.plug(mine),
      reader: gated(mine),
      enrol: { code, name, role: options.role },
      sendEnrolment: (enrol) => inTime(cluster.enrol(enrol)),
      channel: options.role,
      limits: trouble.of('torn-batch') > 0 ? { pushEntriesMax: 3 } : undefined,
      appVersion: 'sim',
      log: {
        info: () => undefined,
        warn(context) {
          const { err } = context as { err?: unknown };
          if (err instanceof Fault && err.retry === 'never') world.note(`${name}: ${String(err)}`);
        },
        error: (context, message) => {
          const { err } = context as { err?: unknown };
          if (err instanceof PowerCut || (err instanceof Fault && err.cause instanceof PowerCut)) return;
          hasNoticedLoss ||= message.includes('has lost entries');
          if (isBug(err)) options.onBug(describeBug(name, message, err));
          else world.note(`${name}: ${message} ${String(err ?? '')}`);
        },
      },
      announce: () => undefined,
      // Told where it matters: a drill is told of again.
      ...(trouble.of('drill') > 0 && { devices: () => noDevices }),
      // The paper comes out a moment later, if the terminal lives as long.
      onSale: (seq) => mine.after(world.random.between(500, 20_000), () => printed.run(seq)),
    });
    if (life === mine) core = opened;
    // It was off when the others were told that all is over.
    if (trouble.of('drill') === 0) opened.drills.end(1);
  }

  return {
    name,
    role: options.role,
    handle,
    cable,
    reader,
    rows,
    core: () => core,
    life: () => life,
    number: () => (identity.get() as number | undefined) ?? null,
    start,
    crash,
    async shutDown() {
      const [mine, open] = [life, core];
      if (!mine || !open) return;
      await open.stop({ returnRights: true });
      if (life !== mine) return;
      endLife();
      world.note(`${name} is shut down in order`);
      world.count('terminal shut down in order');
      world.after(world.random.between(1000, 20_000), () => !isOff && start());
    },
    switchOff() {
      isOff = true;
      endLife();
      world.note(`${name} is switched off`);
    },
    isOff: () => isOff,
    hasNoticedLoss: () => hasNoticedLoss,
    jumpClock(ms) {
      clockOffsetMs += ms;
      world.note(`${name} clock jumps ${ms}`);
    },
  };
}
