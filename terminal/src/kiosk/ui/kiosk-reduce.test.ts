import { describe, expect, test } from '@jest/globals';
import { countTickets, priceChoiceMinor, reduceKiosk } from './kiosk-reduce.ts';
import { initialState, type KioskEvent, type KioskState, newGuest, ticketsMax } from './kiosk-state.ts';
import { aBasket, aFilm, aMap, aSale, aScreening, aSeat, aTerminal } from './testing/builders.ts';

const ready: KioskState = { ...initialState, link: 'open', terminal: aTerminal(), films: [aFilm()] };
const run = (state: KioskState, ...events: KioskEvent[]) => events.reduce(reduceKiosk, state);
const more: KioskEvent = { type: 'count-changed', ticketClass: 'adult', by: 1 };
const atTickets = run(
  ready,
  { type: 'begun' },
  { type: 'screening-chosen', screeningId: 7 },
  { type: 'map-seen', map: aMap() },
);
const atSeats = run(atTickets, more, more, { type: 'seats-proposed', seatIds: [1, 2] });
const atPay = run(atSeats, { type: 'choose-answered', answer: { ok: true, basket: aBasket() } });
const charging = run(atPay, { type: 'pay-sent', tender: 'card' });

describe('the way to a ticket', () => {
  test('leads from the films over tickets and seats to the payment', () => {
    expect([atTickets.screen, atSeats.screen, atPay.screen, charging.screen]).toEqual([
      'tickets',
      'seats',
      'pay',
      'charging',
    ]);
    expect(atSeats.chosen).toEqual([1, 2]);
    expect(atTickets.movieId).toBe(1);
  });

  test('leads back step by step, to the film where the guest came from it', () => {
    expect(run(atPay, { type: 'back' }).screen).toBe('seats');
    expect(run(atSeats, { type: 'back' }).screen).toBe('tickets');
    expect(run(atTickets, { type: 'back' }).screen).toBe('films');
    const viaFilm = run(
      ready,
      { type: 'begun' },
      { type: 'film-chosen', movieId: 1 },
      { type: 'screening-chosen', screeningId: 7 },
    );
    expect(run(viaFilm, { type: 'back' }).screen).toBe('film');
  });

  test('there is no way back out of a payment', () => {
    expect(run(charging, { type: 'back' })).toBe(charging);
  });

  test('another screening starts with no tickets; the same one keeps them', () => {
    const chosen = run(atTickets, more);
    expect(countTickets(run(chosen, { type: 'screening-chosen', screeningId: 7 }).tickets)).toBe(1);
    expect(countTickets(run(chosen, { type: 'screening-chosen', screeningId: 8 }).tickets)).toBe(0);
  });
});

describe('tickets', () => {
  test('cannot become fewer than none, nor more than a kiosk sells at once', () => {
    expect(run(atTickets, { type: 'count-changed', ticketClass: 'adult', by: -1 })).toBe(atTickets);
    expect(countTickets(run(atTickets, ...Array.from({ length: 20 }, () => more)).tickets)).toBe(ticketsMax);
  });

  test('cannot become more than the seats that this kiosk can sell', () => {
    const few = run(atTickets, { type: 'map-seen', map: aMap({ screening: aScreening({ sellable: 2 }) }) });
    expect(countTickets(run(few, more, more, more).tickets)).toBe(2);
  });

  test('cannot become more than what it holds once the network is gone', () => {
    const map = aMap({ screening: aScreening({ sellable: 60, offline: 3 }) });
    const offline: KioskEvent = { type: 'terminal-seen', terminal: aTerminal({ link: 'offline' }) };
    const state = run(atTickets, { type: 'map-seen', map }, offline, ...Array.from({ length: 9 }, () => more));
    expect(countTickets(state.tickets)).toBe(3);
  });

  test('cost the class prices and the surcharges of the chosen seats', () => {
    const map = aMap({ seats: [aSeat(1, { surchargeMinor: 300, kind: 'vip' }), aSeat(2)] });
    const state = run(
      atTickets,
      { type: 'map-seen', map },
      more,
      { type: 'count-changed', ticketClass: 'child', by: 1 },
      { type: 'seats-proposed', seatIds: [1, 2] },
    );
    expect(priceChoiceMinor(state)).toBe(1000 + 600 + 300);
  });
});

describe('seats', () => {
  test('that were sold meanwhile leave the choice, and the guest is told which', () => {
    const seats = aMap().seats.map((seat) => (seat.seatId === 1 ? { ...seat, state: 'sold' as const } : seat));
    const state = run(atSeats, { type: 'map-seen', map: aMap({ seats }) });
    expect(state.chosen).toEqual([2]);
    expect(state.notice).toEqual({ kind: 'seat-taken', detail: 'A1' });
  });

  test('that can no longer be had here, as when the network went, are not said to be taken', () => {
    const seats = aMap().seats.map((seat) => (seat.seatId === 1 ? { ...seat, state: 'not-ours-now' as const } : seat));
    const state = run(atSeats, { type: 'map-seen', map: aMap({ seats }) });
    expect(state.chosen).toEqual([2]);
    expect(state.notice).toEqual({ kind: 'seat-not-ours-now', detail: 'A1' });
  });

  test('that were refused leave the choice, and the guest is told which', () => {
    for (const reason of ['seat-taken', 'seat-not-ours-now'] as const) {
      const state = run(
        atSeats,
        { type: 'working' },
        { type: 'choose-answered', answer: { ok: false, reason, seatIds: [2] } },
      );
      expect({ chosen: state.chosen, notice: state.notice, working: state.working }).toEqual({
        chosen: [1],
        notice: { kind: reason, detail: 'A2' },
        working: false,
      });
    }
  });

  test('that leave one alone are asked about, and the answer closes the question', () => {
    const asked = run(atSeats, {
      type: 'choose-answered',
      answer: { ok: false, reason: 'single-seat-left', seatIds: [3] },
    });
    expect(asked.singleSeatIds).toEqual([3]);
    expect(run(asked, { type: 'single-seat-closed' }).singleSeatIds).toBeNull();
    expect(run(asked, { type: 'working' }).singleSeatIds).toBeNull();
    expect(asked.chosen).toEqual([1, 2]);
  });

  test('are not proposed to a guest who has gone back to the films', () => {
    const films = run(atTickets, { type: 'back' });
    expect(run(films, { type: 'seats-proposed', seatIds: [1] })).toBe(films);
  });

  test('may be none together; then the guest chooses', () => {
    const state = run(atTickets, more, { type: 'seats-proposed', seatIds: [] });
    expect([state.screen, state.notice?.kind, state.chosen]).toEqual(['seats', 'no-seats-together', []]);
  });

  test('are not changed while the core reserves them', () => {
    const working = run(atSeats, { type: 'working' });
    expect(run(working, { type: 'seat-tapped', seatId: 3 })).toBe(working);
  });

  test.each([
    ['sales-closed', 'films'],
    ['screening-stopped', 'films'],
    ['basket-gone', 'seats'],
    ['too-many-seats', 'tickets'],
    ['seat-count-wrong', 'tickets'],
  ] as const)('refused for %s lead to the screen %s', (reason, screen) => {
    const state = run(atSeats, { type: 'choose-answered', answer: { ok: false, reason } });
    expect([state.screen, state.notice?.kind]).toEqual([screen, reason]);
  });
});

describe('payment', () => {
  test.each([
    ['card-declined', 'pay', 'card-declined'],
    ['card-timeout', 'pay', 'card-timeout'],
    ['cash-short', 'pay', 'cash-short'],
    ['tender-refused', 'pay', 'tender-refused'],
    ['basket-gone', 'seats', 'basket-gone'],
    ['sales-closed', 'films', 'sales-closed'],
    ['screening-stopped', 'films', 'stopped-unpaid'],
    ['payment-unsettled', 'unsettled', undefined],
  ] as const)('answered with %s leads to the screen %s', (reason, screen, notice) => {
    const state = run(charging, { type: 'pay-answered', answer: { ok: false, reason } });
    expect([state.screen, state.notice?.kind]).toEqual([screen, notice]);
  });

  test('that is settled shows the tickets', () => {
    const basket = aBasket({ state: 'sold', sale: aSale() });
    expect(run(charging, { type: 'pay-answered', answer: { ok: true, basket } })).toMatchObject({
      screen: 'sold',
      basket,
    });
  });

  test('that was unsettled becomes tickets, or a clear word that nothing was charged', () => {
    const unsettled = run(charging, { type: 'pay-answered', answer: { ok: false, reason: 'payment-unsettled' } });
    expect(run(unsettled, { type: 'basket-seen', basket: aBasket({ state: 'charging' }) }).screen).toBe('unsettled');
    expect(run(unsettled, { type: 'basket-seen', basket: aBasket({ state: 'sold', sale: aSale() }) }).screen).toBe(
      'sold',
    );
    const open = run(unsettled, { type: 'basket-seen', basket: aBasket() });
    expect([open.screen, open.notice?.kind]).toEqual(['pay', 'payment-not-made']);
  });

  test('a basket that was dropped under it sends the guest back to the seats', () => {
    const state = run(charging, { type: 'basket-seen', basket: null });
    expect([state.screen, state.basket, state.notice?.kind]).toEqual(['seats', null, 'basket-gone']);
  });

  test('news of another basket changes nothing', () => {
    expect(
      run(charging, { type: 'basket-seen', basket: aBasket({ basketId: '17-4', state: 'sold', sale: aSale() }) }),
    ).toBe(charging);
  });
});

describe('a screening that stops', () => {
  const stopped = aScreening({ stopped: true });
  const news: [string, KioskEvent][] = [
    ['the map', { type: 'map-seen', map: aMap({ screening: stopped }) }],
    ['the list of films', { type: 'films-listed', films: [aFilm({ screenings: [stopped] })] }],
  ];
  const films = (state: KioskState) => [state.screen, state.screeningId, state.basket, state.notice?.kind];

  test('is left at once on every step before the payment, and the guest is told why', () => {
    const [, seen] = news[0]!;
    for (const state of [atTickets, atSeats, atPay])
      expect(films(run(state, seen))).toEqual(['films', null, null, 'screening-stopped']);
    expect(run(run(atSeats, { type: 'working' }), seen).working).toBe(false);
  });

  test('is left after a reload too, when only the list of films is there to say so', () => {
    const resumed = run(ready, { type: 'basket-resumed', basket: aBasket(), language: 'en' });
    expect(films(run(resumed, news[1]![1]))).toEqual(['films', null, null, 'screening-stopped']);
  });

  test.each(news)('does not take the guest away from a payment under way, whatever %s says', (_, event) => {
    expect(run(charging, event).screen).toBe('charging');
    const sold = run(charging, {
      type: 'pay-answered',
      answer: { ok: true, basket: aBasket({ state: 'sold', sale: aSale() }) },
    });
    expect(run(sold, event)).toMatchObject({ screen: 'sold', notice: null });
  });
});

describe('where guests sit where they like', () => {
  const screening = aScreening({ seating: 'unnumbered' });
  const freeTickets = run(atTickets, { type: 'map-seen', map: aMap({ screening }) }, more, more);
  const freePay = run(freeTickets, { type: 'choose-answered', answer: { ok: true, basket: aBasket() } });

  test('tickets lead straight to the payment, and back from it', () => {
    expect([freePay.screen, run(freePay, { type: 'back' }).screen]).toEqual(['pay', 'tickets']);
    expect(countTickets(run(freePay, { type: 'back' }).tickets)).toBe(2);
  });

  test.each(['seat-taken', 'seat-not-ours-now'] as const)(
    'too few left (%s) is said on the tickets, of no seat in particular',
    (reason) => {
      const answer = { ok: false as const, reason, seatIds: [] };
      const state = run(freeTickets, { type: 'working' }, { type: 'choose-answered', answer });
      expect([state.screen, state.working, state.notice]).toEqual([
        'tickets',
        false,
        { kind: 'too-few-left', detail: '' },
      ]);
    },
  );

  test('a basket that is gone leads back to the tickets', () => {
    const paying = run(freePay, { type: 'pay-sent', tender: 'card' });
    const gone: KioskEvent[] = [
      { type: 'pay-answered', answer: { ok: false, reason: 'basket-gone' } },
      { type: 'basket-seen', basket: null },
    ];
    for (const event of gone)
      expect([run(paying, event).screen, run(paying, event).notice?.kind]).toEqual(['tickets', 'basket-gone']);
  });
});

describe('a reload in the middle of a sale', () => {
  const resume = (basket: ReturnType<typeof aBasket>) => run(ready, { type: 'basket-resumed', basket, language: 'zh' });
  test('comes back to the same basket, in the same language', () => {
    const state = resume(aBasket());
    expect(state).toMatchObject({
      screen: 'pay',
      language: 'zh',
      chosen: [1],
      movieId: 1,
      screeningId: 7,
      notice: null,
    });
    expect(countTickets(state.tickets)).toBe(1);
  });

  test('comes back to the card reader, or to the sold tickets', () => {
    expect(resume(aBasket({ state: 'charging' })).screen).toBe('charging');
    expect(resume(aBasket({ state: 'charged' })).screen).toBe('charging');
    expect(resume(aBasket({ state: 'sold', sale: aSale() })).screen).toBe('sold');
  });

  test('forgets a basket that was dropped', () => {
    expect(resume(aBasket({ state: 'dropped' }))).toBe(ready);
  });
});

test('when a guest leaves, nothing of theirs stays: choice, language, theme and notice are as new', () => {
  const used = run(
    atPay,
    { type: 'language-chosen', language: 'zh' },
    { type: 'access-changed', access: { theme: 'contrast', largeText: true } },
    { type: 'call-failed', code: 'disk-full' },
  );
  const left = run(used, { type: 'guest-left' });
  expect(left).toEqual({ ...ready, ...newGuest, guest: ready.guest + 1 });
});

test('a fault of the core is shown by its code and frees the buttons', () => {
  const state = run(atSeats, { type: 'working' }, { type: 'call-failed', code: 'disk-full' });
  expect([state.working, state.notice]).toEqual([false, { kind: 'fault', detail: 'disk-full' }]);
});
