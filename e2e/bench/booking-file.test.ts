import { expect, test } from '@jest/globals';
import { measureBookingFile } from './booking-file.ts';

test('all bookings are read as a file beside a bare stream of the same rows, and what it takes of memory is told', async () => {
  const [speed, memory] = await measureBookingFile({ rounds: 1, bookings: 3000 });
  expect(speed?.target).toEqual({ of: 'ratio', atLeast: 0.5 });
  expect(memory?.target).toEqual({ of: 'value', below: 100 });
  for (const figure of [speed, memory])
    for (const { rounds } of figure ? [figure.ours, figure.floor] : []) expect(rounds).toHaveLength(1);
  expect(speed?.ours.rounds[0]).toBeGreaterThan(0);
}, 120_000);
