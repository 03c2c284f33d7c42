import type { Clock } from '@marquee/shared/clock';
import { startsAtMs } from '@marquee/shared/testing/builders';

/** A clock that a test moves on by hand; the machine's clock and the monotonic one can be set apart. */
export interface HandClock extends Clock {
  /** Runs what falls due on the way, each after everything that the earlier ones set off. */
  advance(ms: number): Promise<void>;
  /** Sets the machine's own clock alone, as somebody with a screwdriver does. */
  setMachineClock(nowMs: number): void;
}

/** Long enough for everything that only waits for promises: files and sockets are not among it. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Starts two hours before the screening that the builders describe. */
export function makeHandClock(firstMs = startsAtMs - 2 * 3600_000): HandClock {
  let monotonicMs = 1000;
  let offsetMs = firstMs - monotonicMs;
  const timers = new Set<{ dueMs: number; run: () => void }>();
  const setTimer = (ms: number, run: () => void) => {
    const timer = { dueMs: monotonicMs + ms, run };
    timers.add(timer);
    return () => {
      timers.delete(timer);
    };
  };
  return {
    nowMs: () => Math.round(monotonicMs + offsetMs),
    monotonicMs: () => monotonicMs,
    setTimer,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const cancel = setTimer(ms, done);
        function done() {
          cancel();
          signal?.removeEventListener('abort', done);
          resolve();
        }
        signal?.addEventListener('abort', done, { once: true });
      }),
    setMachineClock(nowMs) {
      offsetMs = nowMs - monotonicMs;
    },
    async advance(ms) {
      const untilMs = monotonicMs + ms;
      await settle();
      for (;;) {
        const [next] = [...timers].filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs);
        if (!next) break;
        timers.delete(next);
        monotonicMs = Math.max(monotonicMs, next.dueMs);
        next.run();
        await settle();
      }
      monotonicMs = untilMs;
      await settle();
    },
  };
}
