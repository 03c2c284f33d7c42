import { expect, test } from '@jest/globals';
import { measureLogIns } from './log-ins.ts';

test('log-ins are measured beside bare hashing, and what they do to readers beside a server without them', async () => {
  const [logIns, reads, ...others] = await measureLogIns({ engines: ['SQLite'], rounds: 1, logIns: 6, reads: 20 });
  expect([logIns?.target, reads?.target, others]).toEqual([
    { of: 'ratio', atLeast: 0.9 },
    { of: 'ratio', above: 1 / 3 },
    [],
  ]);
  for (const figure of [logIns, reads])
    for (const measured of [figure?.ours, figure?.floor]) expect(measured?.rounds[0]).toBeGreaterThan(0);
}, 60_000);
