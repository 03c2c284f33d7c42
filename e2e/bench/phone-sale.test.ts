import { expect, test } from '@jest/globals';
import { measurePhoneSales } from './phone-sale.ts';

test('phones hold, pay and get tickets beside the very statements that the server sends; both sell every seat once', async () => {
  const figures = await measurePhoneSales({ rounds: 1, sales: new Map([[3, 9]]) });
  expect(figures.map(({ target }) => target)).toEqual([{ of: 'ratio', atLeast: 0.6 }]);
  for (const { ours, floor } of figures)
    for (const perSecond of [...ours.rounds, ...floor.rounds]) expect(perSecond).toBeGreaterThan(0);
}, 60_000);
