import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Compare } from '@marquee/shared/protocol/calls';
import { holdingsText } from '@marquee/shared/protocol/holdings';
import { sha256Hex } from '../platform/keys.ts';
import { engines } from '../platform/testing/databases.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { compareHoldings } from './rights.ts';

describe.each(engines)('comparing holdings on %s', (engine) => {
  let server: TestServer;
  let terminal: TestTerminal;
  let screeningId: number;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    terminal = await server.aTerminal();
    screeningId = await server.aScreening();
  });

  const holding = (seats: { seatId: number; version: number }[]): Compare['holdings'][number] => ({
    screeningId,
    seats: seats.length,
    digest: sha256Hex(holdingsText(seats)),
  });
  const compare = (holdings: Compare['holdings'], place: Partial<Compare> = {}) =>
    compareHoldings(server.deps, terminal.terminal, { ackedSeq: 0, grantsRevision: 1, holdings, ...place });
  const open = () => server.count('exception', "kind = 'holdings-differ' AND terminal_id = ?", [terminal.terminal]);

  test('both sides that hold the same agree, in whatever order they name it', async () => {
    const seats = await server.grant(terminal.terminal, screeningId, [7, 5, 6]);
    expect(await compare([holding([...seats].reverse())])).toEqual({ outcome: 'same', screeningIds: [] });
    expect(await open()).toBe(0);
  });

  test('a seat too many, too few or of another version is an exception with both sides, raised once', async () => {
    const seats = await server.grant(terminal.terminal, screeningId, [5, 6]);
    const different = { outcome: 'different', screeningIds: [screeningId] };
    expect(await compare([])).toEqual(different);
    expect(await compare([holding(seats.slice(1))])).toEqual(different);
    expect(await compare([holding(seats.map((seat) => ({ ...seat, version: seat.version + 1 })))])).toEqual(different);
    expect(await open()).toBe(1);
    const [raised] = await server.database.all<{ detail: string }>(
      "SELECT detail FROM `exception` WHERE kind = 'holdings-differ' AND terminal_id = ?",
      [terminal.terminal],
    );
    expect(JSON.parse(raised?.detail ?? '')).toEqual({
      grantsRevision: 1,
      screenings: [{ screeningId, here: 2, there: 0 }],
    });
  });

  test('at another place of the journal or of the grants nothing can be compared', async () => {
    const seats = await server.grant(terminal.terminal, screeningId, [5]);
    for (const place of [{ ackedSeq: 1 }, { grantsRevision: 0 }, { grantsRevision: 2 }]) {
      expect(await compare([holding(seats)], place)).toEqual({ outcome: 'moved', screeningIds: [] });
    }
    expect(await open()).toBe(0);
  });
});
