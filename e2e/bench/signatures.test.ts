import { expect, test } from '@jest/globals';
import { measureSignatures } from './signatures.ts';

test('signatures of payments are measured beside bare crypto, by each kind of key', async () => {
  const figures = await measureSignatures({ rounds: 1, signatures: 64 });
  expect(figures.map(({ title, target }) => [title, target])).toEqual(
    ['ES256', 'EdDSA'].map((algorithm) => [
      `(s) signatures of payments by ${algorithm}, 64 phones`,
      { of: 'ratio', atLeast: 0.5 },
    ]),
  );
  for (const { ours, floor } of figures)
    for (const measured of [ours, floor]) expect(measured.rounds[0]).toBeGreaterThan(0);
});
