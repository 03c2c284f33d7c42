import { expect, test } from '@jest/globals';
import { measureSearch } from './search.ts';

test('a search is timed in the real film list, beside a look at every title', async () => {
  const { ours, floor, target } = await measureSearch({ rounds: 2, searchesPerRound: 32, screenings: 500 });
  expect(target).toEqual({ of: 'value', below: 5 });
  for (const { rounds } of [ours, floor]) {
    expect(rounds).toHaveLength(2);
    for (const ms of rounds) expect(ms).toBeGreaterThan(0);
  }
});
