import { expect, test } from '@jest/globals';
import { measureGateScan } from './gate-scan.ts';

test('scans at a gate are measured over the bridge beside bare crypto, as long as the slowest of twenty takes', async () => {
  const { title, target, ours, floor } = await measureGateScan({ rounds: 1, scansPerRound: 20 });
  expect(title).toBe('(t) tickets at a gate, 40 of 8 tills, each let in once, over the bridge');
  expect(target).toEqual({ of: 'value', below: 50 });
  for (const measured of [ours, floor]) expect(measured.rounds[0]).toBeGreaterThan(0);
});
