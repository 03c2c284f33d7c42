/** A screening that moves in time, and what becomes of guests who have no place after a move. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startsAtMs } from '@marquee/shared/testing/builders';
import type { Sms } from '../accounts/sms.ts';
import { runLongActions } from '../long-actions/long-actions.ts';
import { insertRows } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId } from '../testing/house.ts';
import { insertGuest, insertSold } from '../testing/sold-rows.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { makeTellWork, moveScreening, planMove } from './screenings.ts';

const hourMs = 3600_000;

describe.each(engines)('a move on %s', (engine) => {
  let server: TestServer;
  let screeningId: number;
  let number = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
    await server.database.transaction('venue', async (tx) => {
      await insertRows(
        tx,
        'venue',
        ['id', 'cinema_id', 'name', 'information', 'category'],
        [[2, cinemaId, 'Studio', '', 'standard']],
      );
      await insertRows(
        tx,
        'seats',
        ['id', 'venue_id', 'x', 'y', 'row_label', 'label', 'kind', 'vip', 'available'],
        [1, 2].map((x) => [900 + x, 2, x, 0, 'A', `A${x}`, 'standard', 0, 1]),
      );
    });
    await insertGuest(server, 201, '+491711111111');
    await insertGuest(server, 202, '+491722222222');
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    number += 1;
    // Its time is the next one's.
    await server.database.transaction('end', (tx) => tx.run("UPDATE screening SET state = 'cancelled' WHERE id > 0"));
    screeningId = await server.aScreening();
  });

  const at = (ms: number) => ({ startsAtMs: ms, nowMs: server.time.nowMs });
  const row = async () => {
    const [found] = await server.database.all<Record<string, number | string>>(
      'SELECT venue_id, starts_at_ms, ends_at_ms, sales_end_at_ms, show_date FROM screening WHERE id = ?',
      [screeningId],
    );
    return { ...found, show_date: String(found?.show_date).slice(0, 10) };
  };
  const plan = async (venueId: number, ms: number) => {
    const planned = await planMove(server.database, screeningId, venueId, at(ms));
    if (!planned.ok) throw new Error(planned.reason);
    return planned.plan;
  };
  const move = async (venueId: number, ms: number, more: object = {}) => {
    const { hash } = await plan(venueId, ms);
    const order = {
      operationId: `move-time-${number}`,
      screeningId,
      toVenueId: venueId,
      startsAtMs: ms,
      hash,
      by: 'Mara',
    };
    return moveScreening(server.deps, { ...order, ...more });
  };
  const tell = async () => {
    const sent: Sms[] = [];
    await runLongActions(server.deps, [
      makeTellWork({ database: server.database, sendSms: async (sms) => void sent.push(sms) }),
    ]);
    return sent;
  };

  test('in time keeps every seat and length, sells as long after the start as before, and belongs to its new day', async () => {
    const rights = () =>
      server.database.all(
        'SELECT seat_id, state, holder, version FROM seat_right WHERE screening_id = ? ORDER BY seat_id',
        [screeningId],
      );
    await insertSold(server, { screeningId, bookings: 2, firstSeq: 100 * number });
    const before = await rights();
    const later = startsAtMs + 26 * hourMs;
    expect(await move(1, later)).toEqual({ ok: true, moved: 0, unplaced: 0, told: 0 });
    expect(await row()).toEqual({
      venue_id: 1,
      starts_at_ms: later,
      ends_at_ms: later + 2 * hourMs,
      sales_end_at_ms: later + hourMs / 4,
      show_date: '2026-09-05',
    });
    expect(await rights()).toEqual(before);
  });

  test('may begin earlier, overlapping only its own old time', async () => {
    expect(await move(1, startsAtMs - hourMs)).toMatchObject({ ok: true });
  });

  test('does not go where another runs, nor into the past, nor nowhere', async () => {
    const other = await server.aScreening({ startsAtMs: startsAtMs + 5 * hourMs });
    const refused = async (ms: number) => planMove(server.database, screeningId, 1, at(ms));
    expect(await refused(startsAtMs + 4 * hourMs)).toEqual({
      ok: false,
      reason: 'screening-overlaps',
      screeningId: other,
    });
    expect(await refused(server.time.nowMs)).toEqual({ ok: false, reason: 'screening-past' });
    expect(await refused(startsAtMs)).toEqual({ ok: false, reason: 'venue-unknown' });
  });

  test('that was planned for another time is not carried out', async () => {
    const { hash } = await plan(1, startsAtMs + hourMs);
    const order = { operationId: `other-${number}`, screeningId, toVenueId: 1, hash, by: 'Mara' };
    expect(await moveScreening(server.deps, { ...order, startsAtMs: startsAtMs + 2 * hourMs })).toEqual({
      ok: false,
      reason: 'plan-changed',
    });
    expect(await row()).toMatchObject({ starts_at_ms: startsAtMs });
  });

  test('of two at once to the same time one is carried out', async () => {
    const { hash } = await plan(1, startsAtMs + 9 * hourMs);
    const order = { screeningId, toVenueId: 1, startsAtMs: startsAtMs + 9 * hourMs, hash, by: 'Mara' };
    const both = await Promise.all(
      ['a', 'b'].map((name) => moveScreening(server.deps, { ...order, operationId: `both-${name}-${number}` })),
    );
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('tells guests once where and when, and under which seat', async () => {
    await insertSold(server, { screeningId, bookings: 2, firstSeq: 100 * number, userIds: [201, 202] });
    // The first seats are for wheelchairs and companions, which the studio has none of.
    const planned = await plan(2, startsAtMs + hourMs);
    expect(planned.unplaced.map(({ state }) => state)).toEqual(['sold', 'sold']);
    expect(await move(2, startsAtMs + hourMs)).toMatchObject({ ok: true, unplaced: 2, told: 2 });
    const sent = await tell();
    expect(sent.map(({ to }) => to)).toEqual(['+491711111111', '+491722222222']);
    expect(sent[0]?.text).toMatch(/is moved to .*21:00, Studio\. Order T0-\d+: No seat was left for A1: please ask/);
    expect(await tell()).toEqual([]);
    expect(await server.count('exception', 'screening_id = ?', [screeningId])).toBe(2);
    expect(await server.count('refund', 'terminal_id = 0 AND seq >= ?', [100 * number])).toBe(0);
  });

  test('prepares the refunds of sold seats without a place where that is wished, and raises no case for them', async () => {
    await insertSold(server, { screeningId, bookings: 2, firstSeq: 100 * number, userIds: [201] });
    expect(await move(2, startsAtMs + hourMs, { refundUnplaced: true })).toMatchObject({
      ok: true,
      unplaced: 2,
      told: 1,
    });
    expect(
      await server.count('refund', "state = 'prepared' AND seq >= ? AND amount_minor = 1200", [100 * number]),
    ).toBe(2);
    expect(await server.count('exception', 'screening_id = ?', [screeningId])).toBe(0);
    expect((await tell())[0]?.text).toContain('its price is paid back');
  });
});
