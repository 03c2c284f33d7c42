import { expect, jest, test } from '@jest/globals';
import { measureClaims, measureRace } from './claims.ts';

// Each starts a MariaDB of its own.
jest.setTimeout(60_000);

test('claims are measured beside the very statements that the server sends, and beside locking reads', async () => {
  const figures = await measureClaims({ rounds: 1, claims: new Map([[2, 6]]) });
  expect(figures.map(({ target }) => target)).toEqual([
    { of: 'ratio', atLeast: 0.7 },
    { of: 'ratio', above: 1 },
  ]);
  for (const { ours, floor } of figures)
    for (const perSecond of [...ours.rounds, ...floor.rounds]) expect(perSecond).toBeGreaterThan(0);
});

test('in a race every seat finds one terminal, and both ways to lose and to win are timed', async () => {
  const { ours, floor } = await measureRace({ rounds: 1, clients: 4, seats: 10 });
  for (const measured of [ours, floor]) {
    expect(measured.rounds).toHaveLength(1);
    expect(measured.notes?.join()).toMatch(/won p50 .*lost p50/);
  }
});
