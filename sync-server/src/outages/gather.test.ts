import { describe, expect, test } from '@jest/globals';
import { awayMsMax, drainMsMax, type GatherFacts, gatherOutages, togetherMs } from './gather.ts';
import type { OutageRow } from './outages.sql.ts';

const minute = 60_000;
let ids = 0;
/** From and to in minutes. */
function anOutage(from: number, to: number | null, over: Partial<OutageRow> = {}): OutageRow {
  ids += 1;
  return {
    id: ids,
    cinema_id: 1,
    terminal_id: ids,
    name: 'kiosk',
    role: 'kiosk',
    began_at_ms: from * minute,
    ended_at_ms: to === null ? null : to * minute,
    drained_at_ms: to === null ? null : to * minute,
    drill_id: null,
    stranded: 0,
    refused: 0,
    closed_at_ms: null,
    ...over,
  };
}
const gather = (ended: OutageRow[], facts: Partial<GatherFacts> = {}) =>
  gatherOutages({ ended, open: [], nowMs: 100 * minute, isTelling: () => false, ...facts });
const spans = (ended: OutageRow[], facts?: Partial<GatherFacts>) =>
  gather(ended, facts).map(({ beganAtMs, endedAtMs, outages }) => [
    beganAtMs / minute,
    endedAtMs / minute,
    outages.length,
  ]);

describe('outages of single terminals', () => {
  test('are one outage of their cinema where they overlap, also by way of a third', () => {
    expect(spans([anOutage(5, 9), anOutage(1, 3), anOutage(2, 6)])).toEqual([[1, 9, 3]]);
  });

  test('are one where one follows the other closely, and two where there was a while of peace', () => {
    const gap = togetherMs / minute;
    expect(spans([anOutage(1, 2), anOutage(2 + gap, 4)])).toEqual([[1, 4, 2]]);
    expect(spans([anOutage(1, 2), anOutage(2 + gap + 0.01, 4)])).toEqual([
      [1, 2, 1],
      [2 + gap + 0.01, 4, 1],
    ]);
  });

  test('of two cinemas, and of a drill and a real one, are told apart', () => {
    const ended = [anOutage(1, 5), anOutage(1, 5, { cinema_id: 2 }), anOutage(1, 5, { drill_id: 'one' })];
    expect(gather(ended).map(({ cinemaId, drillId }) => [cinemaId, drillId])).toEqual([
      [1, null],
      [2, null],
      [1, 'one'],
    ]);
  });

  test('of one drill are one, however far apart', () => {
    const drill_id = 'one';
    expect(spans([anOutage(1, 2, { drill_id }), anOutage(30, 31, { drill_id })])).toEqual([[1, 31, 2]]);
  });
});

describe('a report waits', () => {
  const undrained = { drained_at_ms: null };
  test('for the journal of whoever is back, but not for ever', () => {
    const ended = [anOutage(1, 5, undrained)];
    expect(gather(ended, { nowMs: 5 * minute + drainMsMax })).toEqual([]);
    expect(gather(ended, { nowMs: 5 * minute + drainMsMax + 1 }).length).toBe(1);
  });

  test('for who went with the others and is still away, but not for ever', () => {
    const [ended, open] = [[anOutage(1, 5)], [anOutage(2, null)]];
    expect(gather(ended, { open, nowMs: 5 * minute + awayMsMax })).toEqual([]);
    expect(gather(ended, { open, nowMs: 5 * minute + awayMsMax + 1 })).toMatchObject([{ away: open }]);
  });

  test('neither for a terminal that was closed nor for one that went long after, or of another cinema', () => {
    const ended = [anOutage(1, 5, { ...undrained, closed_at_ms: 4 * minute })];
    const open = [anOutage(8, null), anOutage(2, null, { cinema_id: 2 }), anOutage(2, null, { drill_id: 'one' })];
    expect(gather(ended, { open, nowMs: 9 * minute })).toMatchObject([{ away: [] }]);
  });

  test('of a drill, until nobody else can hear of it', () => {
    const ended = [anOutage(1, 2, { drill_id: 'one' })];
    expect(gather(ended, { isTelling: () => true })).toEqual([]);
    expect(gather(ended, { isTelling: () => false }).length).toBe(1);
  });
});
