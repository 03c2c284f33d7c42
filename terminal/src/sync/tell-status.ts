/**
 * Tells the server how this terminal is, on one connection: at once, on a change and every so often; and takes what the
 * server asks. What goes wrong here never ends the link by itself.
 */
import type { Clock } from '@marquee/shared/clock';
import { Fault, toFault } from '@marquee/shared/errors';
import { type StatusNoted, statusEveryMs, statusGapMs, type TerminalStatus } from '@marquee/shared/protocol/status';
import type { Wake } from '../platform/wake.ts';
import { isNews, measureClock } from '../status/status.ts';
import type { Connection } from './link.ts';

export interface TellStatusDeps {
  clock: Clock;
  log: Record<'warn', (context: object, message: string) => void>;
  /** Without it nothing is told: of a core that only tests and benches open. */
  status?:
    | {
        read(told: Pick<TerminalStatus, 'clock' | 'isLeaving'>): TerminalStatus;
        /** What the server asks of this terminal. True: done, and there may be more. */
        onAsked(asked: StatusNoted, connection: Connection): Promise<boolean>;
      }
    | undefined;
}

export interface StatusTelling {
  /** Until the connection is over. */
  tellAll(options: { wake: Wake; takeAsked(): boolean; over: AbortSignal }): Promise<void>;
  /** This terminal is about to be switched off. */
  tellLeaving(): Promise<void>;
}

export function openStatusTelling({ clock, log, status }: TellStatusDeps, current: Connection): StatusTelling {
  let measured: TerminalStatus['clock'] = null;
  let told: TerminalStatus | null = null;
  let isMoreAsked = false;

  async function tell(next: TerminalStatus): Promise<void> {
    const sentMs = clock.monotonicMs();
    const noted = await current.request('terminal:status', next);
    measured = measureClock({ clock, sentMs }, noted.serverTimeMs);
    told = next;
    isMoreAsked = (await status?.onAsked(noted, current)) ?? false;
  }
  async function tellSafely(next: TerminalStatus): Promise<void> {
    try {
      await tell(next);
    } catch (thrown) {
      const fault = toFault(thrown);
      if (!(thrown instanceof Fault && thrown.code === 'link-down'))
        log.warn({ err: fault }, 'how this terminal is could not be told');
    }
  }
  /** Woken, or the time is over. */
  async function rest(wake: Wake, over: AbortSignal): Promise<void> {
    const rested = new AbortController();
    const end = () => rested.abort();
    const cancel = clock.setTimer(statusEveryMs - statusGapMs, end);
    over.addEventListener('abort', end, { once: true });
    await wake.wait(rested.signal);
    over.removeEventListener('abort', end);
    cancel();
  }

  return {
    async tellAll({ wake, takeAsked, over }) {
      let lastMs = Number.NEGATIVE_INFINITY;
      while (status && !over.aborted) {
        const next = status.read({ clock: measured, isLeaving: false });
        const isDue = clock.monotonicMs() - lastMs >= statusEveryMs - statusGapMs;
        if (takeAsked() || isMoreAsked || isDue || isNews(told, next)) {
          lastMs = clock.monotonicMs();
          isMoreAsked = false;
          await tellSafely(next);
          await clock.sleep(statusGapMs, over);
        }
        if (!over.aborted && !isMoreAsked) await rest(wake, over);
      }
    },
    async tellLeaving() {
      if (status) await tellSafely(status.read({ clock: measured, isLeaving: true }));
    },
  };
}
