/**
 * When a terminal tries again. The next try comes at any moment of a window, which doubles from try to try: a terminal can't
 * know whether its link broke alone or a server's restart has thrown out two hundred at once, and those must not all come
 * back together.
 */
import type { Randomness } from '@marquee/shared/randomness';

const firstWindowMs = 1500;
const windowMsMax = 8000;

/** After each connection, or attempt at one, with the time that it lasted: how long to wait before the next. */
export function makeBackOff({ fraction }: Pick<Randomness, 'fraction'>): (lastedMs: number) => number {
  let windowMs = firstWindowMs;
  return (lastedMs) => {
    if (lastedMs > windowMsMax) windowMs = firstWindowMs;
    const waitMs = fraction() * windowMs;
    windowMs = Math.min(windowMsMax, windowMs * 2);
    return waitMs;
  };
}
