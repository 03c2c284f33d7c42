import { useEffect, useRef, useState } from 'react';
import { judgeIdle } from './auto-lock.ts';
import type { TillActions } from './till-actions.ts';
import type { TillState } from './till-state.ts';

const looksEveryMs = 250;

/** Locks when nobody has touched anything for long enough; the answer is how many seconds are left once that is soon. */
export function useAutoLock({ terminal, signedIn, charging }: TillState, actions: TillActions | null): number | null {
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null);
  const touchedMs = useRef(0);
  const isOn = signedIn !== null && !signedIn.locked;
  const { idleWarningMs, idleResetMs } = terminal ?? { idleWarningMs: 0, idleResetMs: 0 };
  useEffect(() => {
    if (!actions || !isOn || idleResetMs === 0) return;
    const touch = () => {
      touchedMs.current = performance.now();
      setSecondsLeft(null);
    };
    touch();
    const timer = setInterval(() => {
      // The customer is at the card reader: the cashier waits with them.
      if (charging) return touch();
      const judged = judgeIdle(performance.now() - touchedMs.current, { idleWarningMs, idleResetMs });
      setSecondsLeft(judged.kind === 'soon' ? judged.seconds : null);
      if (judged.kind !== 'lock') return;
      touch();
      actions.lock();
    }, looksEveryMs);
    const touches = ['keydown', 'pointerdown', 'wheel'] as const;
    for (const kind of touches) window.addEventListener(kind, touch, true);
    return () => {
      clearInterval(timer);
      for (const kind of touches) window.removeEventListener(kind, touch, true);
      setSecondsLeft(null);
    };
  }, [actions, isOn, charging, idleWarningMs, idleResetMs]);
  return secondsLeft;
}
