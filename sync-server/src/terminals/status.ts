/**
 * What terminals say of themselves: kept as the last word of each, and answered with what is asked of it. For people
 * alone: nothing is sold or handed over by it.
 */
import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import type { StatusNoted, TerminalStatus } from '@marquee/shared/protocol/status';
import { findDrillFor, noteBack } from '../outages/outages.ts';
import type { Database } from '../platform/database.ts';
import { saveStatus } from './status.sql.ts';
import { findBundleFor } from './support.ts';

export interface StatusDeps {
  database: Database;
  clock: Clock;
}

/** Of one connection. */
export interface StatusSession {
  receive(status: TerminalStatus): Promise<StatusNoted>;
  /** Its journal is here to the end, as the terminal has just shown. */
  noteDrained(): Promise<void>;
}

/** A terminal tells it at most every two seconds; what was sent twice on the way may come together. */
const gapMsMin = 1000;
/** What has not changed is written down so often, so that its age shows whether it still comes. */
const writeMs = 30_000;

export function openStatusSession({ database, clock }: StatusDeps, terminal: number): StatusSession {
  let lastMs: number | null = null;
  let written: { text: string; atMs: number } | null = null;
  /** Until all that it brought back from an outage is here. */
  let isBack = true;
  let refusedOffline: number | null = null;
  let hasLeft = false;
  /** One after the other: the last word is to stay. */
  let turn: Promise<unknown> = Promise.resolve();

  /** The clock's last milliseconds and an age that grows by itself are no news. */
  const textOf = (status: TerminalStatus) => JSON.stringify({ ...status, clock: null });

  async function save(status: TerminalStatus, nowMs: number): Promise<void> {
    const text = textOf(status);
    const isNews = written?.text !== text;
    if (!isNews && written && nowMs - written.atMs < writeMs) return;
    const note = { terminal, status, body: JSON.stringify(status), atMs: nowMs, isNews };
    await database.transaction('status', (tx) => saveStatus(tx, note));
    written = { text, atMs: nowMs };
  }

  /** A good-bye can't wait for its turn, and there is only one. */
  function checkPace({ isLeaving }: TerminalStatus, nowMs: number): void {
    const isSoon = lastMs !== null && Math.abs(nowMs - lastMs) < gapMsMin;
    if (isSoon && (!isLeaving || hasLeft)) throw new Fault('too-many-tries', 'statuses');
    lastMs = nowMs;
    hasLeft ||= isLeaving;
  }

  async function take(status: TerminalStatus): Promise<StatusNoted> {
    const nowMs = clock.nowMs();
    refusedOffline = status.refusedOffline;
    await save(status, nowMs);
    if (isBack) await noteBack(database, terminal, { refusedOffline, drainedAtMs: status.unsent === 0 ? nowMs : null });
    if (status.unsent === 0) isBack = false;
    const [drill, bundle] = [
      await findDrillFor(database, terminal, { nowMs, knownId: status.drill?.id ?? null }),
      await findBundleFor(database, terminal, nowMs),
    ];
    return { serverTimeMs: nowMs, drill, bundle };
  }

  return {
    async receive(status) {
      checkPace(status, clock.nowMs());
      const noted = turn.then(() => take(status));
      turn = noted.catch(() => undefined);
      return noted;
    },
    async noteDrained() {
      if (!isBack) return;
      isBack = false;
      await noteBack(database, terminal, { refusedOffline, drainedAtMs: clock.nowMs() });
    },
  };
}
