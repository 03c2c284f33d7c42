import { expect, jest, test } from '@jest/globals';
import { measureFarBehind } from './far-behind.ts';

// Two hundred thousand changes are written and taken in, by programs of their own.
jest.setTimeout(300_000);

const growthMax = 64 * 1024 * 1024;

test('a terminal a hundred thousand changes behind makes neither the server nor itself grow by more than 64 MB', async () => {
  const caughtUp = await measureFarBehind([
    // Just under the limit beyond which a stream is sent as a snapshot.
    { streams: 210, changesEach: 480 },
    { streams: 5, changesEach: 20_160 },
  ]);
  const mb = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
  for (const { streams, changesEach, server, terminal, ms } of caughtUp) {
    process.stdout.write(
      `${streams} streams x ${changesEach} changes in ${(ms / 1000).toFixed(1)} s: server +${mb(server.resident)} MB ` +
        `(keeps ${mb(server.kept)}), terminal +${mb(terminal.resident)} MB (keeps ${mb(terminal.kept)})\n`,
    );
    expect(server.resident).toBeLessThanOrEqual(growthMax);
    expect(terminal.resident).toBeLessThanOrEqual(growthMax);
  }
});
