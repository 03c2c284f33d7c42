import type { Clock } from '@marquee/shared/clock';

/** A clock further off than this is shown as a fault. */
export const clockDriftMsMax = 5 * 60_000;

/** The terminal's sense of time: the last server time plus the monotonic clock; the machine's own clock before any hello. */
export interface Time {
  nowMs(): number;
  follow(serverTimeMs: number): void;
  /** How far the machine's clock is from the server's, where known. */
  driftMs(): number;
}

export function makeTime(clock: Clock): Time {
  let base: { serverMs: number; monotonicMs: number } | null = null;
  const nowMs = () => (base ? Math.round(base.serverMs + clock.monotonicMs() - base.monotonicMs) : clock.nowMs());
  return {
    nowMs,
    follow(serverTimeMs) {
      base = { serverMs: serverTimeMs, monotonicMs: clock.monotonicMs() };
    },
    driftMs: () => clock.nowMs() - nowMs(),
  };
}
