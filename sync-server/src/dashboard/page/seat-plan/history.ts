/** Undo and redo. */
export interface Past<T> {
  before: readonly T[];
  now: T;
  after: readonly T[];
}
const stepsMax = 200;

export const begin = <T>(now: T): Past<T> => ({ before: [], now, after: [] });

/** What is as it was is no step. */
export const step = <T>(past: Past<T>, to: T): Past<T> =>
  to === past.now ? past : { before: [...past.before, past.now].slice(-stepsMax), now: to, after: [] };

export function undo<T>(past: Past<T>): Past<T> {
  if (past.before.length === 0) return past;
  const now = past.before.at(-1) as T;
  return { before: past.before.slice(0, -1), now, after: [past.now, ...past.after] };
}

export function redo<T>(past: Past<T>): Past<T> {
  const [now, ...after] = past.after;
  if (past.after.length === 0) return past;
  return { before: [...past.before, past.now], now: now as T, after };
}
