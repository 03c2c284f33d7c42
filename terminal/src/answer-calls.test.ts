import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { aCinemaSnapshot, aMovie, aScreening, startsAtMs } from '@marquee/shared/testing/builders';
import { type CallHandlers, type CallSettings, makeHandlers } from './answer-calls.ts';
import type { CallAnswer, CallArgs, CallName } from './calls.ts';
import { answerFrame } from './platform/bridge-calls.ts';
import { stopScreenings } from './rights/rights.ts';
import { quiet } from './testing/box-office.ts';
import { makeTestCore, type TestCore } from './testing/test-core.ts';

const minuteMs = 60_000;
let cinema: TestCore;
let handlers: CallHandlers;
let printerFault: Fault | null;
let readerFault: Fault | null;
let unsettled: unknown[];

const settings = (): CallSettings => ({
  tenders: ['card', 'cash'],
  idleWarningMs: 45_000,
  idleResetMs: 60_000,
  printerFault: () => printerFault,
  readerFault: () => readerFault,
  onUnsettled: (payment) => void unsettled.push(payment),
});

beforeEach(() => {
  cinema = makeTestCore();
  printerFault = null;
  readerFault = null;
  unsettled = [];
});
afterEach(() => cinema.close());

async function start(): Promise<void> {
  await cinema.start();
  handlers = makeHandlers(cinema.core, settings());
}
/** As a page calls: through the frame that the bridge reads. */
async function call<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallAnswer<N>> {
  const frame = JSON.parse(await answerFrame(JSON.stringify({ id: 1, call: name, args }), handlers, quiet));
  if (!frame.ok) throw new Fault(frame.code, frame.detail);
  return frame.answer;
}
function grant(seatIds: number[], revision = 2): void {
  const seats = seatIds.map((seatId) => ({ seatId, version: 1 }));
  cinema.server.broadcast('grants:17', [{ revision, body: { kind: 'grant', screeningId: 1, seats } }]);
}
function picture(seatIds: number[], state: string, revision = 2): void {
  const seats = seatIds.map((seatId) => ({ seatId, state, version: 1, holder: 0, ticket: null }));
  cinema.server.broadcast('screening:1', [{ revision, body: { seats, covered: [] } }]);
}
function goOffline(): void {
  cinema.server.isReachable = false;
  cinema.server.cut();
}
const choice = (seatIds: number[], basketId: string | null = null): CallArgs<'choose-seats'> => ({
  basketId,
  screeningId: 1,
  seatIds,
  tickets: [{ ticketClass: 'adult', count: seatIds.length }],
  allowSingleSeat: true,
});
async function choose(seatIds: number[], basketId: string | null = null): Promise<string> {
  const answer = await call('choose-seats', choice(seatIds, basketId));
  if (!answer.ok) throw new Error(answer.reason);
  return answer.basket.basketId;
}
const stateOf = async (screeningId: number, seatId: number) =>
  (await call('see-seat-map', { screeningId })).seats.find((seat) => seat.seatId === seatId)?.state;

describe('see-terminal', () => {
  test('shows whose terminal it is, how it pays and how long it waits', async () => {
    await start();
    expect(await call('see-terminal', {})).toEqual({
      terminal: 17,
      role: 'kiosk',
      cinemaName: 'Rialto',
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      link: 'online',
      nowMs: cinema.clock.nowMs(),
      unsent: 0,
      sellableOffline: 0,
      drillEndsAtMs: null,
      faults: [],
      outOfService: null,
      tenders: ['card', 'cash'],
      idleWarningMs: 45_000,
      idleResetMs: 60_000,
    });
  });

  test('a link that is down is a state and no fault; what was not sent is counted', async () => {
    await start();
    grant([5]);
    await cinema.clock.advance(0);
    goOffline();
    await cinema.clock.advance(0);
    const basketId = await choose([5]);
    await call('pay', { basketId, tender: 'cash' });
    expect(await call('see-terminal', {})).toMatchObject({
      link: 'offline',
      unsent: 1,
      faults: [],
      outOfService: null,
    });
  });

  test('faults are listed gravest first, with what staff should know', async () => {
    await start();
    printerFault = new Fault('printer-out-of-paper', 'roll 1');
    readerFault = new Fault('reader-unreachable');
    cinema.core.noteFault(new Fault('disk-full'));
    cinema.clock.setMachineClock(cinema.clock.nowMs() + 6 * minuteMs);
    const { faults, outOfService, tenders } = await call('see-terminal', {});
    expect(faults).toEqual([
      { code: 'disk-full', detail: '' },
      { code: 'printer-out-of-paper', detail: 'roll 1' },
      { code: 'reader-unreachable', detail: '' },
      { code: 'clock-wrong', detail: '360 s off' },
    ]);
    expect([outOfService, tenders]).toEqual(['disk-full', ['cash']]);
  });

  test('a fault of sync is listed once, and stops selling where it must', async () => {
    cinema.server.answers.hello = () => {
      throw new Fault('terminal-closed', 'by a manager');
    };
    await start();
    expect(await call('see-terminal', {})).toMatchObject({
      faults: [{ code: 'terminal-closed', detail: 'by a manager' }],
      outOfService: 'terminal-closed',
    });
    await expect(call('choose-seats', choice([5]))).rejects.toMatchObject({ code: 'terminal-closed' });
    await expect(call('pay', { basketId: 'b', tender: 'cash' })).rejects.toMatchObject({ code: 'terminal-closed' });
  });
});

describe('list-films', () => {
  const soon = aScreening({ id: 1, movieId: 1 });
  const over = aScreening({ id: 2, movieId: 1, startsAtMs: startsAtMs - 3 * 60 * minuteMs });
  const first = aScreening({ id: 3, movieId: 2, startsAtMs: startsAtMs - 30 * minuteMs, display: '3D' });
  const later = aScreening({ id: 4, movieId: 1, startsAtMs: startsAtMs - 10 * minuteMs });
  beforeEach(async () => {
    const movies = [aMovie(), aMovie({ id: 2, title: 'Second Reel' }), aMovie({ id: 3, title: 'Not shown' })];
    cinema.server.snapshots.set('cinema:1', {
      revision: 1,
      body: aCinemaSnapshot({ movies, screenings: [soon, over, first, later] }),
    });
    await start();
  });

  test('films by their next screening, each with those that can still be bought, in order of time', async () => {
    const { films } = await call('list-films', {});
    expect(
      films.map((film) => [film.title, film.posterUrl, film.screenings.map((screening) => screening.screeningId)]),
    ).toEqual([
      ['Second Reel', '/posters/2.svg', [3]],
      ['The Long Interval', '/posters/1.svg', [4, 1]],
    ]);
    expect(films[0]?.screenings[0]).toEqual({
      screeningId: 3,
      movieId: 2,
      venueName: 'Venue 1',
      startsAtMs: first.startsAtMs,
      endsAtMs: first.endsAtMs,
      display: '3D',
      language: 'en',
      fromPriceMinor: 1400,
      seats: 62,
      sold: 0,
      sellable: 0,
      offline: 0,
      stopped: false,
      seating: 'numbered',
    });
  });

  test('seats on request count only while the server can be asked', async () => {
    grant([5, 6]);
    picture([5, 6], 'granted');
    picture([7, 8, 9], 'free', 3);
    picture([10], 'sold', 4);
    const seats = async () =>
      (await call('list-films', {})).films
        .flatMap((film) => film.screenings)
        .find((screening) => screening.screeningId === 1);
    expect(await seats()).toMatchObject({ sold: 1, sellable: 5, offline: 2 });
    goOffline();
    await cinema.clock.advance(0);
    expect(await seats()).toMatchObject({ sold: 1, sellable: 2, offline: 2 });
    expect((await call('see-terminal', {})).sellableOffline).toBe(2);
  });
});

describe('a screening of which the server has forgotten something', () => {
  test('is told to staff, sells nothing here, and nothing of it counts as sellable', async () => {
    await start();
    grant([5]);
    stopScreenings(cinema.store, [1], { reason: 'stream-lost', nowMs: 0 });
    const { faults, outOfService, sellableOffline } = await call('see-terminal', {});
    expect([faults, outOfService, sellableOffline]).toEqual([
      [{ code: 'screening-stopped', detail: 'screenings 1' }],
      null,
      0,
    ]);
    const seen = { sellable: 0, offline: 0, stopped: true };
    expect((await call('see-seat-map', { screeningId: 1 })).screening).toMatchObject(seen);
    const listed = (await call('list-films', {})).films.flatMap((film) => film.screenings);
    expect(listed.find((screening) => screening.screeningId === 1)).toMatchObject({ stopped: true });
    expect(listed.filter((screening) => screening.stopped)).toHaveLength(1);
  });
});

describe('the seat map', () => {
  test('shows each seat’s place, state and surcharge, and what a ticket of each class costs', async () => {
    await start();
    grant([5]);
    picture([6], 'sold');
    const map = await call('see-seat-map', { screeningId: 1 });
    expect(map.seats).toHaveLength(62);
    expect(map.seats.find((seat) => seat.seatId === 5)).toEqual({
      seatId: 5,
      row: 'B',
      label: 'B1',
      x: 0,
      y: 1,
      kind: 'standard',
      state: 'mine',
      surchargeMinor: 0,
    });
    expect(map.seats.filter((seat) => seat.kind === 'vip').every((seat) => seat.surchargeMinor === 400)).toBe(true);
    expect(map.classPrices).toEqual([
      { ticketClass: 'adult', priceMinor: 1200 },
      { ticketClass: 'child', priceMinor: 840 },
      { ticketClass: 'student', priceMinor: 1020 },
      { ticketClass: 'senior', priceMinor: 960 },
    ]);
    expect(map.screening).toMatchObject({ screeningId: 1, seats: 62, sold: 1, sellable: 1 });
    expect(await stateOf(1, 7)).toBe('not-ours-now');
  });

  test('shows the guest’s own basket as theirs, for as long as it is open', async () => {
    await start();
    grant([5, 6]);
    const basketId = await choose([5]);
    expect([await stateOf(1, 5), await stateOf(1, 6)]).toEqual(['in-basket', 'mine']);
    expect((await call('see-seat-map', { screeningId: 1 })).screening.sellable).toBe(2);
    await call('pay', { basketId, tender: 'cash' });
    expect(await stateOf(1, 5)).toBe('sold');
  });

  test('of a screening that has left the programme is refused', async () => {
    await start();
    await expect(call('see-seat-map', { screeningId: 99 })).rejects.toMatchObject({ code: 'message-malformed' });
  });
});

describe('proposing seats', () => {
  test('the best together that this terminal can have now, its own basket’s among them', async () => {
    await start();
    grant([17, 18, 19, 20]);
    picture([29, 30, 31, 32, 33, 34], 'free');
    const online = await call('propose-seats', { screeningId: 1, count: 4, wheelchair: false });
    expect(online.seatIds).toHaveLength(4);
    await choose(online.seatIds.every((seatId) => seatId <= 20) ? online.seatIds : [17, 18, 19, 20]);
    goOffline();
    await cinema.clock.advance(0);
    expect(await call('propose-seats', { screeningId: 1, count: 4, wheelchair: false })).toEqual({
      seatIds: [17, 18, 19, 20],
    });
    expect(await call('propose-seats', { screeningId: 1, count: 5, wheelchair: false })).toEqual({ seatIds: [] });
    expect(await call('propose-seats', { screeningId: 1, count: 1, wheelchair: true })).toEqual({ seatIds: [] });
  });
});

describe('a basket', () => {
  beforeEach(async () => {
    await start();
    grant([5, 6]);
  });

  test('is kept for as long as the guest is there, and dropped four minutes after the last touch', async () => {
    const basketId = await choose([5]);
    await cinema.clock.advance(3 * minuteMs);
    expect(await call('keep-basket', { basketId })).toEqual({ kept: true });
    await cinema.clock.advance(3 * minuteMs);
    expect((await call('see-basket', { basketId })).basket?.state).toBe('open');
    await cinema.clock.advance(2 * minuteMs);
    expect((await call('see-basket', { basketId })).basket?.state).toBe('dropped');
    expect(cinema.events).toContainEqual({ event: 'basket-changed', basketId });
    expect(await call('keep-basket', { basketId })).toEqual({ kept: false });
  });

  test('is dropped once, and its seats can be sold again', async () => {
    const basketId = await choose([5]);
    expect([await call('drop-basket', { basketId }), await call('drop-basket', { basketId })]).toEqual([
      { dropped: true },
      { dropped: false },
    ]);
    expect(await stateOf(1, 5)).toBe('mine');
  });

  test('that nobody knows is none', async () => {
    expect(await call('see-basket', { basketId: 'nobody’s' })).toEqual({ basket: null });
    expect(await call('keep-basket', { basketId: 'nobody’s' })).toEqual({ kept: false });
  });

  test('whose card was declined after a long time at the reader is kept anew', async () => {
    const basketId = await choose([5]);
    cinema.reader.setMode('decline');
    await cinema.clock.advance(3 * minuteMs);
    const paid = call('pay', { basketId, tender: 'card' });
    await cinema.clock.advance(1000);
    expect(await paid).toEqual({ ok: false, reason: 'card-declined' });
    await cinema.clock.advance(3 * minuteMs);
    expect((await call('see-basket', { basketId })).basket?.state).toBe('open');
  });
});

describe('paying', () => {
  beforeEach(async () => {
    await start();
    grant([5, 6]);
  });
  const languageOf = () =>
    JSON.parse(cinema.store.get<{ payload: string }>("SELECT payload FROM print_job WHERE kind = 'receipt'")!.payload)
      .language;

  test.each([
    ['zh-Hans', 'zh'],
    ['ar', 'en'],
    [undefined, 'en'],
  ])('papers for a guest who reads %s are in %s', async (language, printed) => {
    const basketId = await choose([5]);
    expect(await call('pay', { basketId, tender: 'cash', ...(language ? { language } : {}) })).toMatchObject({
      ok: true,
      basket: { state: 'sold' },
    });
    expect(languageOf()).toBe(printed);
  });

  test('a card is refused while the reader is away, and cash still works', async () => {
    readerFault = new Fault('reader-unreachable');
    const basketId = await choose([5]);
    expect(await call('pay', { basketId, tender: 'card' })).toEqual({ ok: false, reason: 'tender-refused' });
    expect(await call('pay', { basketId, tender: 'cash' })).toMatchObject({ ok: true });
  });

  test('a payment that nobody can tell about asks for a slip, and is shown to staff until it is settled', async () => {
    const basketId = await choose([5]);
    cinema.reader.setMode('lost-answer');
    const paid = call('pay', { basketId, tender: 'card', language: 'zh' });
    await cinema.clock.advance(1000);
    cinema.reader.setMode('unreachable');
    await cinema.clock.advance(30_000);
    expect(await paid).toEqual({ ok: false, reason: 'payment-unsettled' });
    expect(unsettled).toEqual([{ basketId, language: 'zh' }]);
    expect((await call('see-terminal', {})).faults).toEqual([{ code: 'charge-unsettled', detail: '1 open' }]);
    cinema.reader.setMode('approve');
    await cinema.clock.advance(10_000);
    expect((await call('see-terminal', {})).faults).toEqual([]);
    expect((await call('see-basket', { basketId })).basket?.state).toBe('dropped');
  });

  test('a full disk sells nothing, is told to the page, and takes the terminal out of service', async () => {
    const party = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14];
    grant(party, 3);
    const basketId = await choose(party);
    // Eleven slips need more than what is left of the pages there are.
    cinema.handle.pragma(`max_page_count = ${Number(cinema.handle.pragma('page_count', { simple: true }))}`);
    await expect(call('pay', { basketId, tender: 'cash' })).rejects.toMatchObject({ code: 'disk-full' });
    expect(cinema.store.get('SELECT COUNT(*) AS n FROM sale')).toEqual({ n: 0 });
    expect((await call('see-terminal', {})).outOfService).toBe('disk-full');
    cinema.handle.pragma('max_page_count = 1000000');
    await expect(call('pay', { basketId, tender: 'cash' })).rejects.toMatchObject({ code: 'disk-full' });
  });
});

test.each([
  ['see-seat-map', { screeningId: 0 }],
  ['see-seat-map', { screeningId: 1.5 }],
  ['propose-seats', { screeningId: 1, count: 0, wheelchair: false }],
  ['propose-seats', { screeningId: 1, count: 21, wheelchair: false }],
  ['choose-seats', { ...choice([1]), seatIds: Array.from({ length: 41 }, (_, index) => index + 1) }],
  ['choose-seats', { ...choice([1]), tickets: [{ ticketClass: 'king', count: 1 }] }],
  ['choose-seats', { ...choice([1]), tickets: [{ ticketClass: 'adult', count: -1 }] }],
  ['see-basket', { basketId: '' }],
  ['see-basket', { basketId: 'x'.repeat(65) }],
  ['pay', { basketId: 'b', tender: 'gold' }],
  ['pay', { basketId: 'b', tender: 'cash', givenMinor: -1 }],
  ['pay', { basketId: 'b', tender: 'cash', givenMinor: 1e12 }],
  ['pay', { basketId: 'b', tender: 'cash', language: 'x'.repeat(36) }],
] as const)('%s with %j is not a call', async (name, args) => {
  await start();
  await expect(call(name, args as never)).rejects.toMatchObject({ code: 'message-malformed' });
});
