import { useEffect, useRef, useState } from 'react';

interface IdleOptions {
  /** Off on the attract screen, where nobody is, and while a card is being charged. */
  active: boolean;
  warningMs: number;
  resetMs: number;
  /** Heard at most every `touchGapMs`. */
  onTouch: () => void;
  onReset: () => void;
}

const lookMs = 250;
const touchGapMs = 20_000;
const touches = ['pointerdown', 'keydown', 'wheel'] as const;

/**
 * Whole seconds until the page resets itself, once the warning is due; null before. While the warning stands only
 * `stay` counts as a sign of life, so that a sleeve on the glass does not keep a stranger's basket alive.
 */
export function useIdle(options: IdleOptions): { secondsLeft: number | null; stay: () => void } {
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null);
  const latest = useRef(options);
  latest.current = options;
  const lastTouchMs = useRef(0);
  const lastToldMs = useRef(0);

  useEffect(() => {
    if (!options.active) return;
    lastTouchMs.current = performance.now();
    const touch = () => {
      const nowMs = performance.now();
      if (nowMs - lastTouchMs.current >= latest.current.warningMs) return;
      lastTouchMs.current = nowMs;
      if (nowMs - lastToldMs.current < touchGapMs) return;
      lastToldMs.current = nowMs;
      latest.current.onTouch();
    };
    const look = setInterval(() => {
      const { warningMs, resetMs, onReset } = latest.current;
      const idleMs = performance.now() - lastTouchMs.current;
      if (idleMs >= Math.max(resetMs, warningMs)) return onReset();
      setSecondsLeft(idleMs >= warningMs ? Math.ceil((resetMs - idleMs) / 1000) : null);
    }, lookMs);
    for (const name of touches) addEventListener(name, touch, { passive: true });
    return () => {
      clearInterval(look);
      for (const name of touches) removeEventListener(name, touch);
      setSecondsLeft(null);
    };
  }, [options.active]);

  const stay = () => {
    lastTouchMs.current = performance.now();
    setSecondsLeft(null);
    latest.current.onTouch();
  };
  return { secondsLeft, stay };
}
