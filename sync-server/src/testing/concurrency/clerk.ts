import { Fault, type FaultCode } from '@marquee/shared/errors';
import { systemClock } from '../../platform/clock.ts';
import type { TerminalsDeps } from '../../terminals/terminals.ts';

export type Instance = TerminalsDeps & { serverNumber: number };

/** Sends requests as terminals and phones do: where nobody knows what became of one, the same again, to another instance. */
export interface Clerk {
  send<A>(via: number, request: (instance: Instance) => Promise<A>): Promise<A>;
  /** The same request to two instances at the same moment. */
  sendTwice<A>(via: number, request: (instance: Instance) => Promise<A>): Promise<[A, A]>;
  /** Resolves when so many more requests have been answered. */
  untilAnswered(more: number): Promise<void>;
  /** When each request was answered, on the monotonic clock. */
  answeredAtMs: number[];
  /** How often each fault was answered instead; the request was then sent again. */
  faults: Map<FaultCode, number>;
}

const triesMax = 400;
const pauseMs = 25;

export function makeClerk(instances: readonly Instance[]): Clerk {
  const answeredAtMs: number[] = [];
  const faults = new Map<FaultCode, number>();
  const waiting = new Set<{ count: number; tell: () => void }>();

  function noteAnswered(): void {
    answeredAtMs.push(systemClock.monotonicMs());
    for (const waiter of waiting) {
      if (answeredAtMs.length < waiter.count) continue;
      waiting.delete(waiter);
      waiter.tell();
    }
  }

  async function send<A>(via: number, request: (instance: Instance) => Promise<A>): Promise<A> {
    for (let tries = 0; ; tries++) {
      const instance = instances[(via + tries) % instances.length];
      if (instance === undefined) throw new Error('an office has instances');
      try {
        const answer = await request(instance);
        noteAnswered();
        return answer;
      } catch (thrown) {
        if (!(thrown instanceof Fault) || thrown.retry !== 'later' || tries >= triesMax) throw thrown;
        faults.set(thrown.code, (faults.get(thrown.code) ?? 0) + 1);
        await systemClock.sleep(pauseMs);
      }
    }
  }

  return {
    send,
    sendTwice: (via, request) => Promise.all([send(via, request), send(via + 1, request)]),
    untilAnswered: (more) => new Promise((tell) => waiting.add({ count: answeredAtMs.length + more, tell })),
    answeredAtMs,
    faults,
  };
}
