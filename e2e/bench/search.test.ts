import { expect, test } from '@jest/globals';
import { measureSearch } from './search.ts';

test('questions to the search are timed beside a bare index', async () => {
  const { ours, floor, target } = await measureSearch({ rounds: 1, repeats: 1, screenings: 200 });
  expect(target).toEqual({ of: 'value', below: 5 });
  for (const { rounds } of [ours, floor]) expect(rounds[0]).toBeGreaterThan(0);
});
