/**
 * A stand-in for the terminal core, to look at the page with: `node terminal/src/kiosk/ui/testing/fake-core.ts [port]`
 * after `vite build terminal`. It keeps the calls' contract (../../../calls.ts) with a made-up evening and simulated
 * payment and printing. POST /control with a Mood changes what happens next. Never part of the product.
 */
import type {
  BasketView,
  CallArgs,
  ChooseSeatsAnswer,
  KioskCalls,
  MenuCalls,
  PayAnswer,
  PickUpPrinting,
  PickUpView,
  ScreeningView,
  SeatView,
  TerminalView,
} from '../../../calls.ts';
import { aPickUp } from './builders.ts';
import { makeFakeMenu } from './fake-menu.ts';
import { classPrices, makeFilms, makeSeats } from './fake-programme.ts';
import { servePage } from './serve-page.ts';

interface Mood {
  terminal?: Partial<TerminalView>;
  nextPay?: Exclude<PayAnswer, { ok: true }>['reason'] | 'never';
  payMs?: number;
  printMs?: number;
  printerStuck?: boolean;
  nextChoice?: 'single-seat-left' | 'seat-taken';
  /** Screenings that the server has forgotten. */
  stopped?: number[];
}

/** A Sunday evening: 22 November 2026, 17:40 in Dublin. */
const startMs = Date.UTC(2026, 10, 22, 17, 40);
const bornMs = performance.now();
const nowMs = () => startMs + Math.floor(performance.now() - bornMs);
const films = makeFilms(startMs + 25 * 60_000);
const screenings = new Map(
  films.flatMap((film) => film.screenings.map((screening) => [screening.screeningId, screening])),
);
const maps = new Map<number, SeatView[]>();
const baskets = new Map<string, BasketView>();
const mood: Mood = {};
let lastBasket = 0;

function findScreening(screeningId: number): ScreeningView {
  const screening = screenings.get(screeningId);
  if (!screening) throw new Error(`no screening ${screeningId}`);
  return screening;
}

function seatsOf(screeningId: number): SeatView[] {
  const seats = maps.get(screeningId) ?? makeSeats(findScreening(screeningId));
  maps.set(screeningId, seats);
  return seats;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** As it is in this mood: what was on request is out of reach without the network, and nothing of a stopped screening is sold. */
function viewMap(screeningId: number): { screening: ScreeningView; seats: SeatView[] } {
  const screening = findScreening(screeningId);
  const stopped = mood.stopped?.includes(screeningId) ?? false;
  const lost = (state: SeatView['state']) =>
    (state === 'on-request' && mood.terminal?.link === 'offline') || (state === 'mine' && stopped);
  const seats = seatsOf(screeningId).map((seat) =>
    lost(seat.state) ? { ...seat, state: 'not-ours-now' as const } : seat,
  );
  const count = (...states: SeatView['state'][]) => seats.filter((seat) => states.includes(seat.state)).length;
  const offline = count('mine', 'in-basket');
  return {
    screening: { ...screening, stopped, sold: count('sold'), offline, sellable: offline + count('on-request') },
    seats,
  };
}

function viewScreening(screening: ScreeningView): ScreeningView {
  const { seats, sold } = screening;
  // The list keeps its own figures of a full house and of one that nothing is left of here.
  if (sold >= seats || screening.sellable === 0) return screening;
  return viewMap(screening.screeningId).screening;
}

function chooseSeats({
  basketId,
  screeningId,
  seatIds: wanted,
  tickets,
  allowSingleSeat,
}: CallArgs<'choose-seats'>): ChooseSeatsAnswer {
  const { nextChoice } = mood;
  const seats = seatsOf(screeningId);
  const free = seats.filter((seat) => seat.state === 'mine' || seat.state === 'in-basket');
  const count = tickets.reduce((total, ticket) => total + ticket.count, 0);
  const seatIds =
    findScreening(screeningId).seating === 'unnumbered' ? free.slice(0, count).map((seat) => seat.seatId) : wanted;
  if (mood.stopped?.includes(screeningId)) return { ok: false, reason: 'screening-stopped' };
  if (nextChoice === 'seat-taken') {
    delete mood.nextChoice;
    const taken = seats.find((seat) => seat.seatId === seatIds[0]);
    if (taken) taken.state = 'sold';
    return { ok: false, reason: nextChoice, seatIds: seatIds.slice(0, 1) };
  }
  if (nextChoice === 'single-seat-left' && !allowSingleSeat) {
    const first = seats.findIndex((seat) => seat.seatId === seatIds[0]);
    return {
      ok: false,
      reason: nextChoice,
      seatIds: seats.slice(Math.max(0, first - 1), first).map((seat) => seat.seatId),
    };
  }
  for (const seat of seats) {
    if (seatIds.includes(seat.seatId)) seat.state = 'in-basket';
    else if (seat.state === 'in-basket') seat.state = 'mine';
  }
  const classes = tickets.flatMap(({ ticketClass, count }) => Array.from({ length: count }, () => ticketClass));
  const lines = seatIds.flatMap((seatId, index) => {
    const seat = seats.find((each) => each.seatId === seatId);
    const ticketClass = classes[index];
    if (!seat || !ticketClass) return [];
    const price = classPrices.find((each) => each.ticketClass === ticketClass)?.priceMinor ?? 0;
    return [
      {
        seatId,
        seatLabel: seat.label,
        seatKind: seat.kind,
        ticketClass,
        priceMinor: price + seat.surchargeMinor,
        comp: null,
      },
    ];
  });
  const totalMinor = lines.reduce((total, line) => total + line.priceMinor, 0);
  if (basketId === null) lastBasket += 1;
  const basket: BasketView = {
    basketId: basketId ?? `17-${100 + lastBasket}`,
    screeningId,
    state: 'open',
    lines,
    items: [],
    vouchers: [],
    memberNumber: null,
    totalMinor,
    taxMinor: Math.round((totalMinor * 900) / 10_900),
    currency: 'EUR',
    sale: null,
  };
  baskets.set(basket.basketId, basket);
  return { ok: true, basket };
}

async function pay(basketId: string): Promise<PayAnswer> {
  const basket = baskets.get(basketId);
  if (!basket) return { ok: false, reason: 'basket-gone' };
  if (mood.stopped?.includes(basket.screeningId ?? 0)) return { ok: false, reason: 'screening-stopped' };
  basket.state = 'charging';
  await pause(mood.payMs ?? 1500);
  const refusal = mood.nextPay;
  if (refusal === 'never') await new Promise(() => undefined);
  delete mood.nextPay;
  if (refusal && refusal !== 'never') {
    basket.state = refusal === 'payment-unsettled' ? 'charging' : 'open';
    return { ok: false, reason: refusal };
  }
  basket.state = 'sold';
  basket.sale = {
    orderKey: `T17-000${400 + baskets.size}`,
    seq: 400 + baskets.size,
    totalMinor: basket.totalMinor,
    tickets: basket.lines.map(({ seatLabel, ticketClass }, index) => ({
      line: index + 1,
      seatLabel,
      ticketClass,
      print: 'queued',
    })),
    receipt: 'queued',
  };
  void print(basket);
  return { ok: true, basket };
}

async function print(basket: BasketView): Promise<void> {
  const { sale } = basket;
  if (!sale) return;
  for (const ticket of sale.tickets) {
    ticket.print = 'printing';
    announce({ event: 'basket-changed', basketId: basket.basketId });
    await pause(mood.printMs ?? 1200);
    while (mood.printerStuck) {
      ticket.print = 'failed';
      await pause(200);
    }
    ticket.print = 'printed';
  }
  sale.receipt = 'printed';
  announce({ event: 'basket-changed', basketId: basket.basketId });
}

const calls: KioskCalls & MenuCalls = {
  'see-terminal': () => ({
    terminal: 17,
    role: 'kiosk',
    cinemaName: 'Savoy Picture House',
    timeZone: 'Europe/Dublin',
    currency: 'EUR',
    link: 'online',
    nowMs: nowMs(),
    unsent: 0,
    sellableOffline: 1284,
    drillEndsAtMs: null,
    faults: [],
    outOfService: null,
    tenders: ['card', 'cash'],
    idleWarningMs: 60_000,
    idleResetMs: 90_000,
    ...mood.terminal,
  }),
  'list-films': () => ({
    films: films.map((film) => ({ ...film, screenings: film.screenings.map(viewScreening) })),
  }),
  'see-seat-map': ({ screeningId }) => {
    const { screening, seats } = viewMap(screeningId);
    return { screening, venueName: screening.venueName, seats, classPrices };
  },
  'propose-seats': ({ screeningId, count, wheelchair }) => ({
    seatIds: propose(viewMap(screeningId).seats, count, wheelchair),
  }),
  'choose-seats': async (args) => chooseSeats(args),
  'see-basket': ({ basketId }) => ({ basket: baskets.get(basketId) ?? null }),
  'drop-basket': ({ basketId }) => {
    const basket = baskets.get(basketId);
    if (basket?.state !== 'open') return { dropped: false };
    basket.state = 'dropped';
    for (const seat of seatsOf(basket.screeningId ?? 0)) if (seat.state === 'in-basket') seat.state = 'mine';
    return { dropped: true };
  },
  'keep-basket': ({ basketId }) => ({ kept: baskets.get(basketId)?.state === 'open' }),
  pay: ({ basketId }) => pay(basketId),
  'collect-elsewhere': () => ({ ok: true, code: 'K7QM2XRA' }),
  // One code of each kind, so that every answer can be looked at.
  'find-pick-up': ({ code }) => {
    const letter = code.replace(/[^A-Za-z0-9]/g, '').toUpperCase()[0];
    if (letter === 'N') return { ok: false, reason: 'nothing-left' };
    if (letter === 'L') return { ok: false, reason: 'too-late' };
    if (letter === 'T') return { ok: false, reason: 'too-many-tries' };
    if (letter === 'X') return { ok: false, reason: 'not-found', online: mood.terminal?.link !== 'offline' };
    return { ok: true, pickUp: viewPickUp() };
  },
  'print-pick-up': () => {
    printing = { entrySeq: 9, tickets: viewPickUp().tickets.map((ticket) => ({ ...ticket, print: 'queued' })) };
    void printPickUp(printing);
    return { ok: true, printing: structuredClone(printing) };
  },
  'see-pick-up': () => ({ printing: structuredClone(printing) }),
  ...makeFakeMenu({
    isTakenOut: () => mood.terminal?.outOfService === 'taken-out-of-service',
    setTakenOut(takenOut) {
      mood.terminal = { ...mood.terminal, outOfService: takenOut ? 'taken-out-of-service' : null };
      announce({ event: 'terminal-changed' });
    },
  }),
};

let printing: PickUpPrinting | null = null;
function viewPickUp(): PickUpView {
  const film = films[0];
  const screening = film?.screenings[0];
  return aPickUp({
    movieId: film?.movieId ?? 1,
    filmTitle: film?.title ?? '',
    screeningId: screening?.screeningId ?? 1,
    venueName: screening?.venueName ?? '',
    startsAtMs: screening?.startsAtMs ?? nowMs(),
    printed: printing === null ? 0 : 1,
  });
}

async function printPickUp({ tickets }: PickUpPrinting): Promise<void> {
  for (const ticket of tickets) {
    ticket.print = 'printing';
    announce({ event: 'terminal-changed' });
    await pause(mood.printMs ?? 1200);
    ticket.print = mood.printerStuck ? 'failed' : 'printed';
    announce({ event: 'terminal-changed' });
  }
}

/** The run of free neighbours nearest to two thirds back in the middle; enough for a look at the page. */
function propose(seats: SeatView[], count: number, wheelchair: boolean): number[] {
  const free = seats.filter(
    (seat) => seat.state === 'mine' || seat.state === 'on-request' || seat.state === 'in-basket',
  );
  const wanted = free.filter((seat) => wheelchair || seat.kind === 'standard');
  const middle = {
    x: Math.max(...seats.map((seat) => seat.x)) / 2,
    y: Math.max(...seats.map((seat) => seat.y)) * 0.62,
  };
  const runs = wanted.flatMap((first) => {
    const run = Array.from({ length: count }, (_, nth) =>
      wanted.find((seat) => seat.y === first.y && seat.x === first.x + nth),
    );
    const whole = run.filter((seat) => seat !== undefined);
    if (whole.length < count || (wheelchair && first.kind !== 'wheelchair')) return [];
    return [{ whole, far: Math.abs(first.x + (count - 1) / 2 - middle.x) + 1.5 * Math.abs(first.y - middle.y) }];
  });
  return runs.sort((a, b) => a.far - b.far)[0]?.whole.map((seat) => seat.seatId) ?? [];
}

const { announce } = servePage({
  answer: (call, args) => calls[call as keyof KioskCalls](args as never),
  change: ({ clear, ...change }) => {
    if (clear) for (const key of Object.keys(mood)) delete mood[key as keyof Mood];
    Object.assign(mood, change);
    announce({ event: 'terminal-changed' });
    announce({ event: 'catalogue-changed' });
    for (const screeningId of mood.stopped ?? []) announce({ event: 'screening-changed', screeningId });
  },
});
