import type { StopSignal } from '@marquee/shared/clock';

/** Lets a loop wait until there is work, or until it is stopped. A wake that comes while nobody waits is not lost. */
export interface Wake {
  wake(): void;
  /** Until it is woken, or the signal aborts; a wake that comes later is for the next who waits. */
  wait(signal?: StopSignal): Promise<void>;
}

export function makeWake(): Wake {
  let pending = false;
  let resume: (() => void) | null = null;
  return {
    wake() {
      pending = true;
      resume?.();
    },
    wait(signal) {
      return new Promise((resolve) => {
        const leave = () => {
          signal?.removeEventListener('abort', leave);
          resume = null;
          resolve();
        };
        const go = () => {
          pending = false;
          leave();
        };
        if (pending) go();
        else if (signal?.aborted) resolve();
        else {
          resume = go;
          signal?.addEventListener('abort', leave, { once: true });
        }
      });
    },
  };
}
