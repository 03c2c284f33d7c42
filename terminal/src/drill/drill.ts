/**
 * An outage drill: for some minutes the link to the server is closed and can't be opened, as if the network were gone.
 * Nothing but the link knows of it. It is kept on disk, so a restart doesn't end it, and it always ends: by the monotonic
 * clock, by the machine's clock where that is sooner, and each restart takes away what could not be counted.
 */
import type { Clock } from '@marquee/shared/clock';
import { Fault, toFault } from '@marquee/shared/errors';
import type { Store } from '../platform/store.ts';
import type { Connection, Link } from '../sync/sync.ts';
import { endDrill, insertDrill, saveLeft, selectLastDrill } from './drill.sql.ts';

export interface DrillDeps {
  store: Store;
  clock: Clock;
  /** The terminal's sense of time. */
  nowMs(): number;
  log: Record<'info' | 'error', (context: object, message: string) => void>;
  /** A drill has begun or ended. */
  onChange(): void;
}

export interface Drills {
  /** Of the server's order. One that was begun before is not begun again. */
  begin(order: { id: string; durationMs: number }): void;
  current(): { id: string; endsAtMs: number } | null;
  last(): { id: string; beganAtMs: number; endedAtMs: number | null } | null;
  /** By a person. False: there was none. */
  end(staffId: number): boolean;
  /** The same link, which is down while a drill lasts. */
  gate(link: Link): Link;
  stop(): void;
}

/** How often what is left is written down; so much a restart may shorten it. */
const tickMs = 5000;

interface Running {
  id: string;
  /** By the monotonic clock. */
  untilMs: number;
  /** By the machine's. */
  endsAtMs: number;
}

export function openDrills(deps: DrillDeps): Drills {
  const { store, clock, log } = deps;
  const open = new Set<Connection>();
  let running: Running | null = null;
  let cancelTick: () => void = () => undefined;

  /** What is left by either clock. */
  const leftMs = ({ untilMs, endsAtMs }: Running): number =>
    Math.min(untilMs - clock.monotonicMs(), endsAtMs - clock.nowMs());

  /** A disk that fails must not keep the link closed. */
  function write(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      log.error({ err: toFault(thrown) }, 'a drill could not be written down');
    }
  }

  function tick(): void {
    if (!running) return;
    const { id } = running;
    const left = leftMs(running);
    if (left > 0) {
      // Less than is left: after a restart nobody knows how long this program had still run.
      write(() => saveLeft(store, id, Math.max(0, Math.floor(left - tickMs))));
      cancelTick = clock.setTimer(Math.min(tickMs, left), tick);
    } else finish(null);
  }

  function finish(by: number | null): void {
    if (!running) return;
    const { id } = running;
    running = null;
    cancelTick();
    write(() => endDrill(store, id, { atMs: deps.nowMs(), by }));
    log.info({ by }, 'the drill has ended: the network may be used again');
    deps.onChange();
  }

  /** After a restart in the middle of one. */
  function resume(): void {
    const row = selectLastDrill(store);
    if (!row || row.ended_at_ms !== null) return;
    running = { id: row.drill_id, untilMs: clock.monotonicMs() + row.left_ms, endsAtMs: row.ends_at_ms };
    tick();
  }

  resume();
  return {
    begin({ id, durationMs }) {
      if (running) return;
      const endsAtMs = Math.round(clock.nowMs() + durationMs);
      const row = { drill_id: id, began_at_ms: deps.nowMs(), ends_at_ms: endsAtMs, left_ms: durationMs };
      if (!insertDrill(store, row)) return;
      running = { id, untilMs: clock.monotonicMs() + durationMs, endsAtMs };
      log.info({ minutes: durationMs / 60_000 }, 'a drill has begun: the network is not used');
      tick();
      for (const connection of [...open]) connection.close();
      deps.onChange();
    },
    current: () => running && { id: running.id, endsAtMs: Math.round(deps.nowMs() + Math.max(0, leftMs(running))) },
    last() {
      const row = selectLastDrill(store);
      return row ? { id: row.drill_id, beganAtMs: row.began_at_ms, endedAtMs: row.ended_at_ms } : null;
    },
    end(staffId) {
      if (!running) return false;
      finish(staffId);
      return true;
    },
    gate: (link) => ({
      async open(onBroadcast, onAsked) {
        const connection = running ? null : await link.open(onBroadcast, onAsked);
        if (connection && !running) {
          open.add(connection);
          void connection.closed.then(() => open.delete(connection));
          return connection;
        }
        connection?.close();
        throw new Fault('link-down', 'a drill');
      },
    }),
    stop: () => cancelTick(),
  };
}
