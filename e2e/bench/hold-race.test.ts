import { expect, test } from '@jest/globals';
import { measureHoldRace } from './hold-race.ts';

test('in a race of phones every seat is held once, by the server and by its bare statements', async () => {
  const { ours, floor, target } = await measureHoldRace({ rounds: 1, phones: 6, seats: 16 });
  expect(target).toBeNull();
  for (const measured of [ours, floor]) {
    expect(measured.rounds).toHaveLength(1);
    expect(measured.notes?.join()).toMatch(/held p50 .* refused a round/);
  }
}, 60_000);
