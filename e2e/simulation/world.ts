/**
 * Virtual time, one queue of events, one seed. Everything that happens in a simulated cinema is an event here; between
 * two events all promises that can go on do so, so the same seed gives the same run, to the last step.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '@marquee/shared/clock';
import type { Randomness } from '@marquee/shared/randomness';
import { makeGenerator } from './generator.ts';

interface Event {
  atMs: number;
  order: number;
  run: () => void;
  cancelled: boolean;
}

export interface World {
  nowMs(): number;
  /** Runs after so many milliseconds of virtual time. */
  after(ms: number, run: () => void): () => void;
  random: Randomness & {
    chance(probability: number): boolean;
    below(count: number): number;
    between(min: number, max: number): number;
    /** One of these; they are never none. */
    oneOf<T>(choices: readonly T[]): T;
  };
  /** One line of the trace; the hash of all lines names the run. */
  note(line: string): void;
  /** Counts that interesting things happened, so that a run that explores nothing fails. */
  count(what: string): void;
  counts: ReadonlyMap<string, number>;
  /** Runs the next event and everything that follows from it at once; false when nothing is left. */
  step(): Promise<boolean>;
  traceHash(): string;
  /** The last lines of the trace, for a failure's report. */
  recent(): string[];
}

export const startMs = Date.UTC(2026, 5, 1, 16, 0, 0);
const recentLinesMax = 60;

export function makeWorld(seed: number): World {
  const events: Event[] = [];
  const counts = new Map<string, number>();
  const hash = createHash('sha256');
  const recent: string[] = [];
  const next = makeGenerator(seed);
  let nowMs = startMs;
  let order = 0;

  const random: World['random'] = {
    fraction: next,
    bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)),
    chance: (probability) => next() < probability,
    below: (count) => Math.floor(next() * count),
    between: (min, max) => min + Math.floor(next() * (max - min + 1)),
    oneOf: (choices) => choices[Math.floor(next() * choices.length)] as (typeof choices)[number],
  };

  return {
    nowMs: () => nowMs,
    after(ms, run) {
      const event: Event = { atMs: nowMs + Math.max(0, Math.ceil(ms)), order: order++, run, cancelled: false };
      push(events, event);
      return () => {
        event.cancelled = true;
      };
    },
    random,
    note(line) {
      const stamped = `${nowMs - startMs} ${line}`;
      hash.update(`${stamped}\n`);
      recent.push(stamped);
      if (recent.length > recentLinesMax) recent.shift();
    },
    count(what) {
      counts.set(what, (counts.get(what) ?? 0) + 1);
    },
    counts,
    async step() {
      const event = pop(events);
      if (!event) return false;
      nowMs = Math.max(nowMs, event.atMs);
      if (!event.cancelled) event.run();
      await settle();
      return true;
    },
    traceHash: () => hash.copy().digest('hex').slice(0, 16),
    recent: () => recent,
  };
}

/** Lets every promise that can go on do so: nothing in the simulation waits for real time or real input. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const before = (a: Event, b: Event): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

function push(heap: Event[], event: Event): void {
  heap.push(event);
  let at = heap.length - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(heap[at]!, heap[parent]!)) break;
    [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
    at = parent;
  }
}

function pop(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || heap.length === 0) return first;
  heap[0] = last;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const right = left + 1;
    let least = at;
    if (left < heap.length && before(heap[left]!, heap[least]!)) least = left;
    if (right < heap.length && before(heap[right]!, heap[least]!)) least = right;
    if (least === at) return first;
    [heap[at], heap[least]] = [heap[least]!, heap[at]!];
    at = least;
  }
}

/** The life of one process: when it is killed, nothing that it waits for ever comes. */
export interface Life {
  readonly alive: boolean;
  kill(): void;
  clock: Clock;
  randomness: Randomness;
  /** Runs later in this life, never after its end. */
  after(ms: number, run: () => void): () => void;
}

export function startLife(world: World, clockOffset: () => number): Life {
  let alive = true;
  const after = (ms: number, run: () => void) => world.after(ms, () => alive && run());
  return {
    get alive() {
      return alive;
    },
    kill() {
      alive = false;
    },
    after,
    randomness: world.random,
    clock: {
      nowMs: () => world.nowMs() + clockOffset(),
      monotonicMs: () => world.nowMs() - startMs,
      setTimer: after,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve();
          const cancel = after(ms, () => {
            // A loop sleeps a thousand times under one signal, and each listener that stays makes the next one slower.
            signal?.removeEventListener('abort', stop);
            resolve();
          });
          function stop(): void {
            cancel();
            if (alive) resolve();
          }
          signal?.addEventListener('abort', stop, { once: true });
        }),
    },
  };
}
