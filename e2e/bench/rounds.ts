/** Rounds and what is made of them: contenders take turns, so that whatever else the machine does hits all of them. */

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Nearest rank: a value that was measured, never one between two. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

export type Contender<R> = (round: number) => R | Promise<R>;

/**
 * Runs every contender once per round, in the given order, after `warmUps` rounds that don't count. Answers what each
 * of them answered, by round.
 */
export async function takeTurns<N extends string, R>(
  rounds: { warmUps: number; counted: number },
  contenders: Record<N, Contender<R>>,
): Promise<Record<N, R[]>> {
  const names = Object.keys(contenders) as N[];
  const answers = Object.fromEntries(names.map((name) => [name, [] as R[]])) as Record<N, R[]>;
  for (let round = 0; round < rounds.warmUps + rounds.counted; round++) {
    for (const name of names) {
      const answer = await contenders[name](round);
      if (round >= rounds.warmUps) answers[name].push(answer);
    }
  }
  return answers;
}

/** The same order for the same seed in every run. */
export function shuffle<T>(items: readonly T[], seed: number): T[] {
  const shuffled = [...items];
  let state = seed;
  for (let at = shuffled.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const other = (state >>> 8) % (at + 1);
    [shuffled[at], shuffled[other]] = [shuffled[other] as T, shuffled[at] as T];
  }
  return shuffled;
}
