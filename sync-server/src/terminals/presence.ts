/**
 * Which terminals can be asked for something now, wherever they are connected: each instance notes every few seconds
 * those of its own connections, and looks at what the others have noted. Information only: no right moves by it.
 */
import type { Clock } from '@marquee/shared/clock';
import type { Database } from '../platform/database.ts';
import { type Repeated, repeat } from '../platform/repeat.ts';
import { noteSeen, selectSeenSince } from './presence.sql.ts';

export interface PresenceDeps {
  database: Database;
  clock: Clock;
  /** By terminal number, those that are connected to this instance. */
  connected: ReadonlyMap<number, unknown>;
  log: { error(context: object, message: string): void };
}
export interface Presence extends Repeated {
  isReachable(terminal: number): boolean;
  /** One look, as it is made every five seconds. */
  look(): Promise<void>;
}

const lookMs = 5000;
/** Two looks may fail before a terminal counts as gone. */
export const seenMsMax = 15_000;

export function startPresence({ database, clock, connected, log }: PresenceDeps): Presence {
  let seen = new Map<number, number>();

  async function look(): Promise<void> {
    const nowMs = clock.nowMs();
    const here = [...connected.keys()].sort((a, b) => a - b);
    if (here.length > 0) {
      await database.transaction('presence', (tx) =>
        noteSeen(tx, here, { nowMs, unlessSeenSinceMs: nowMs - lookMs / 2 }),
      );
    }
    seen = new Map((await selectSeenSince(database, nowMs - seenMsMax)).map((row) => [row.id, row.last_seen_ms]));
  }

  return {
    ...repeat({ name: 'presence', everyMs: lookMs, clock, log, work: look }),
    look,
    isReachable: (terminal) =>
      connected.has(terminal) || clock.nowMs() - (seen.get(terminal) ?? Number.NEGATIVE_INFINITY) <= seenMsMax,
  };
}
