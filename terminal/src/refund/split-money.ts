/** How an amount goes back: the way it came, and never more by a way than came by it. */
import { assert } from '@marquee/shared/assert';

export interface Way {
  /** The charge that the money came from. */
  attemptId: string | null;
  /** The gift voucher; neither of them is cash. */
  voucherId: number | null;
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

export function kindOf({ attemptId, voucherId }: Way): 'voucher' | 'card' | 'cash' {
  if (voucherId !== null) return 'voucher';
  return attemptId === null ? 'cash' : 'card';
}

/** What a voucher or a card paid goes back to it while anything of it is left, and never out in cash. */
export const cashLast = (ways: readonly Way[]): Way[] =>
  (['voucher', 'card', 'cash'] as const).flatMap((kind) => ways.filter((way) => kindOf(way) === kind));
