import { expect, jest, test } from '@jest/globals';
import { measureFanOut } from './fan-out.ts';
import { measureFleetDrain } from './fleet-drain.ts';

// Servers and a MariaDB are started for each.
jest.setTimeout(120_000);

test('a change is timed until the last of the connected terminals has heard of it, beside a bare broadcast', async () => {
  const { ours, floor } = await measureFanOut({ rounds: 1, changesPerRound: 2, terminals: 3 });
  for (const { rounds } of [ours, floor]) expect(rounds[0]).toBeGreaterThan(0);
});

test('a fleet’s sales are all at the server, once, whoever has drained them', async () => {
  const { ours, floor } = await measureFleetDrain({ rounds: 1, terminals: 3, salesEach: 25 });
  for (const { rounds } of [ours, floor]) expect(rounds[0]).toBeGreaterThan(0);
});
