import type { Clock, StopSignal } from '@marquee/shared/clock';

export interface RepeatOptions {
  /** What is done, for the log. */
  name: string;
  everyMs: number;
  /** At least this long between two rounds, however often it is woken. */
  restMs?: number;
  clock: Clock;
  log: { error(context: object, message: string): void };
  /** One round; it may end early once the signal aborts. */
  work: (signal: StopSignal) => Promise<unknown>;
}

export interface Repeated {
  /** The next round comes at once. */
  wake(): void;
  /** Resolves when the running round has ended. */
  stop(): Promise<void>;
}

/** Work that is never done: a round, a pause, and again. A round that fails is logged; the next one tries again. */
export function repeat({ name, everyMs, restMs = 0, clock, log, work }: RepeatOptions): Repeated {
  const stopped = new AbortController();
  let poked = new AbortController();

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      await clock.sleep(Math.max(0, everyMs - restMs), poked.signal);
      if (stopped.signal.aborted) return;
      poked = new AbortController();
      try {
        await work(stopped.signal);
      } catch (thrown) {
        log.error({ err: thrown }, `${name} failed; trying again`);
      }
      if (restMs > 0) await clock.sleep(restMs, stopped.signal);
    }
  }

  const done = run();
  return {
    wake: () => poked.abort(),
    stop: async () => {
      stopped.abort();
      poked.abort();
      await done;
    },
  };
}
