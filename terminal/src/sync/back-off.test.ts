import { expect, test } from '@jest/globals';
import { makeBackOff } from './back-off.ts';

const almostOne = 1 - 2 ** -53;

test('two hundred terminals that lose their server at once come back spread over a second and a half', () => {
  const waits = Array.from({ length: 200 }, (_, at) => makeBackOff({ fraction: () => at / 200 })(60_000));
  const perTenth = Array.from(
    { length: 15 },
    (_, tenth) => waits.filter((ms) => Math.floor(ms / 100) === tenth).length,
  );
  expect(Math.max(...perTenth)).toBeLessThanOrEqual(14);
  expect(perTenth.reduce((sum, count) => sum + count)).toBe(200);
});

test('a terminal tries less and less often, but never waits longer than eight seconds', () => {
  const next = makeBackOff({ fraction: () => almostOne });
  expect([1, 2, 3, 4, 5].map(() => Math.round(next(0)))).toEqual([1500, 3000, 6000, 8000, 8000]);
});

test('a link that has held for a while is tried again soon', () => {
  const next = makeBackOff({ fraction: () => almostOne });
  for (let tries = 0; tries < 5; tries++) next(0);
  expect(Math.round(next(8001))).toBe(1500);
  expect(Math.round(next(8000))).toBe(3000);
});
