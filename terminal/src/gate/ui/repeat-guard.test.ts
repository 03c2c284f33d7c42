import { expect, test } from '@jest/globals';
import { createRepeatGuard } from './repeat-guard.ts';

test('a camera scans a code once, and again only after three seconds out of sight', () => {
  const isNew = createRepeatGuard();
  expect(isNew('a', 0)).toBe(true);
  expect(isNew('b', 100)).toBe(true);
  expect(isNew('a', 2900)).toBe(false);
  // It was held up all the time.
  expect(isNew('a', 5800)).toBe(false);
  expect(isNew('a', 8800)).toBe(true);
});
