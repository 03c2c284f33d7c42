import { expect, test } from '@jest/globals';
import { measureReads } from './reads.ts';

test('films, a screening and its seats are read beside a bare server that sends as many bytes', async () => {
  const figures = await measureReads({ rounds: 1, requests: 40, connections: 4 });
  expect(figures).toHaveLength(3);
  for (const { ours, floor, target } of figures) {
    expect(target).toEqual({ of: 'ratio', atLeast: 0.6 });
    for (const { rounds } of [ours, floor]) expect(rounds[0]).toBeGreaterThan(0);
    expect(ours.notes?.[0]).toBe(floor.notes?.[0]);
  }
}, 60_000);
