import { expect, test } from '@jest/globals';
import { measurePaper } from './paper.ts';

test('papers are measured from paid to their last byte, beside the same bytes over one bare connection', async () => {
  const { title, target, ours, floor } = await measurePaper({ rounds: 1, salesPerRound: 3 });
  expect(title).toBe('(v) paid to the last byte of the receipt and two tickets at a printer on TCP');
  expect(target).toEqual({ of: 'value', below: 150 });
  for (const measured of [ours, floor]) expect(measured.rounds[0]).toBeGreaterThan(0);
});
