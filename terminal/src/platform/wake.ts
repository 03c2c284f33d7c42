/** Lets a loop wait until there is work, or until it is stopped. A wake that comes while nobody waits is not lost. */
export interface Wake {
  wake(): void;
  wait(): Promise<void>;
}

export function makeWake(): Wake {
  let pending = false;
  let resume: (() => void) | null = null;
  return {
    wake() {
      pending = true;
      resume?.();
    },
    wait() {
      return new Promise((resolve) => {
        const go = () => {
          pending = false;
          resume = null;
          resolve();
        };
        if (pending) go();
        else resume = go;
      });
    },
  };
}
