/** Whole numbers from a seed: the moments of the kills, and what guests want. CRASH_SEED gives the seed of an earlier run. */
export interface Draws {
  seed: number;
  /** 0 up to, not including, `count`. */
  below(count: number): number;
}

export function makeDraws(seed: number): Draws {
  let state = seed >>> 0;
  return {
    seed,
    below(count) {
      // Mulberry32.
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
    },
  };
}

/** A fresh seed at each run, unless one is given. */
export function readSeed(env: Readonly<Record<string, string | undefined>>): number {
  const given = Number(env.CRASH_SEED ?? '');
  return Number.isInteger(given) && given > 0
    ? given
    : (process.pid * 7919 + Math.trunc(performance.timeOrigin)) % 1_000_000;
}
