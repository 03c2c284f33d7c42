import type { Clock } from '@marquee/shared/clock';
import type { Log } from './log.ts';

export interface StopStep {
  name: string;
  stop: () => Promise<void>;
}

/**
 * Stops one part after the other, the last started first. A step that fails or takes too long is logged and passed
 * over: the others still get their turn. Answers whether all went well.
 */
export async function stopAll(
  startedSteps: readonly StopStep[],
  { clock, log, stepMsMax = 8000 }: { clock: Clock; log: Log; stepMsMax?: number },
): Promise<boolean> {
  let clean = true;
  for (const { name, stop } of startedSteps.toReversed()) {
    const settled = new AbortController();
    const late = clock.sleep(stepMsMax, settled.signal).then(() => 'late' as const);
    const outcome = await Promise.race([settle(stop), late]);
    settled.abort();
    if (outcome === 'done') continue;
    clean = false;
    const err = outcome === 'late' ? undefined : outcome.thrown;
    log.error({ step: name, err }, outcome === 'late' ? 'did not stop in time' : 'did not stop cleanly');
  }
  return clean;
}

async function settle(stop: () => Promise<void>): Promise<'done' | { thrown: unknown }> {
  try {
    await stop();
    return 'done';
  } catch (thrown) {
    return { thrown };
  }
}

/** The first SIGTERM or SIGINT asks to stop, a second one ends the process at once. */
export function onStopSignal(
  signals: Pick<NodeJS.Process, 'on' | 'off' | 'exit'>,
  stop: (signal: string) => void,
): () => void {
  let asked = false;
  const hear = (signal: NodeJS.Signals) => {
    if (asked) return signals.exit(1);
    asked = true;
    stop(signal);
  };
  signals.on('SIGTERM', hear).on('SIGINT', hear);
  return () => {
    signals.off('SIGTERM', hear).off('SIGINT', hear);
  };
}
