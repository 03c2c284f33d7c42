/** How an amount goes back: the way it came, and never more by a way than came by it. */
import { assert } from '@marquee/shared/assert';

export interface Way {
  /** The charge that the money came from; null is cash. */
  attemptId: string | null;
  minor: number;
}

/** Takes an amount out of these ways, in their order. Answers what was taken and what is left of each. */
export function takeFrom(ways: readonly Way[], minor: number): { taken: Way[]; left: Way[] } {
  let missing = minor;
  const taken: Way[] = [];
  const left: Way[] = [];
  for (const way of ways) {
    const part = Math.min(way.minor, missing);
    missing -= part;
    if (part > 0) taken.push({ ...way, minor: part });
    left.push({ ...way, minor: way.minor - part });
  }
  assert(missing === 0, 'no more goes back than was paid');
  return { taken, left };
}

/** Cards first: what was paid by card goes back to it while anything of it is left. */
export const cardsFirst = (ways: readonly Way[]): Way[] => [
  ...ways.filter((way) => way.attemptId !== null),
  ...ways.filter((way) => way.attemptId === null),
];
