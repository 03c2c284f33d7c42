/**
 * A stand-in for the core of a till, to test and look at its page with: an evening, baskets with everything that can be
 * in one, staff and a shift. It keeps the calls' contract and decides nothing by itself that a test could not change.
 * Never part of the product.
 */
import type {
  BasketLine,
  BasketView,
  CallArgs,
  CallName,
  Calls,
  CoreEvent,
  FilmView,
  ItemView,
  ParkedBasket,
  ScreeningView,
  SeatView,
  ShiftView,
  SignedIn,
  StaffView,
  TakeVoucherAnswer,
  TerminalView,
} from '../../../calls.ts';
import { aTerminal, eveningMs } from '../../../kiosk/ui/testing/builders.ts';
import { classPrices, makeFilms, makeSeats } from '../../../kiosk/ui/testing/fake-programme.ts';
import type { Bridge, LinkState } from '../../../ui-kit/bridge.ts';

export interface TillMood {
  terminal?: Partial<TerminalView>;
  /** Comps of more than this need a manager. */
  compsFreeMinor?: number;
  payMs?: number;
  nextPay?: 'card-declined' | 'payment-unsettled' | 'card-timeout';
}

export const demoPin = '246810';
export const fakeStaff: StaffView[] = [
  { staffId: 1, name: 'Casey Byrne', role: 'cashier', waitMs: null },
  { staffId: 2, name: 'Robin Achterberg', role: 'cashier', waitMs: null },
  { staffId: 4, name: 'Morgan Li', role: 'manager', waitMs: null },
];
export const fakeItems: ItemView[] = [
  ['Popcorn, large', 690],
  ['Popcorn, medium', 560],
  ['Popcorn, small', 430],
  ['Nachos with cheese', 620],
  ['Nachos with salsa', 620],
  ['Hot dog', 550],
  ['Cola 0.5 l', 390],
  ['Cola 1 l', 520],
  ['Mineral water', 290],
  ['Orange juice', 340],
  ['Coffee', 280],
  ['Ice cream', 350],
  ['Wine gums', 320],
  ['Chocolate', 260],
  ['3D glasses', 100],
  ['Poster', 800],
].map(([name, priceMinor], index) => ({ itemId: index + 1, name: String(name), priceMinor: Number(priceMinor) }));
/** By their codes: what is left on them, or why they can't be had. */
type Voucher = { balanceMinor: number } | { refused: Extract<TakeVoucherAnswer, { ok: false }>['reason'] };
export const fakeVouchers: Record<string, Voucher> = {
  GIFTAAAA11112500: { balanceMinor: 2500 },
  GIFTBBBB22229900: { balanceMinor: 99_000 },
  GIFTSPENT0000001: { refused: 'voucher-spent' },
  GIFTEXPIRED00001: { refused: 'voucher-expired' },
  GIFTINUSE0000001: { refused: 'voucher-in-use' },
  GIFTOFFLINE00001: { refused: 'voucher-offline' },
  GIFTDOLLARS00001: { refused: 'voucher-currency' },
};

export interface FakeTill {
  calls: Partial<Calls>;
  mood: TillMood;
  /** Each call and its arguments, in order. */
  asked: [CallName, unknown][];
  bridge: Bridge;
  announce(event: CoreEvent): void;
  onEvent(listener: (event: CoreEvent) => void): () => void;
  answer(call: CallName, args: unknown): Promise<unknown>;
}

interface Memory {
  films: FilmView[];
  maps: Map<number, SeatView[]>;
  baskets: Map<string, BasketView>;
  parked: Map<string, ParkedBasket>;
  signedIn: SignedIn | null;
  shift: ShiftView | null;
  lastId: number;
}

/** Two films in rooms that are drawn at once: what a test of the page needs. */
const smallEvening = (films: FilmView[]): FilmView[] =>
  films.slice(0, 2).map((film) => ({
    ...film,
    screenings: film.screenings.slice(0, 2).map((screening) => ({ ...screening, seats: 28 })),
  }));

interface FakeTillOptions {
  size?: 'evening' | 'small';
  /** The first of the staff is signed in and has a drawer. */
  isOpen?: boolean;
}

export function createFakeTill({ size = 'evening', isOpen = false }: FakeTillOptions = {}): FakeTill {
  const mood: TillMood = {};
  const films = makeFilms(eveningMs + 25 * 60_000);
  const memory: Memory = {
    films: size === 'small' ? smallEvening(films) : films,
    maps: new Map(),
    baskets: new Map(),
    parked: new Map(),
    signedIn: null,
    shift: null,
    lastId: 0,
  };
  if (isOpen) memory.signedIn = { staffId: 1, name: 'Casey Byrne', role: 'cashier', locked: false };
  if (isOpen) memory.shift = openShift(memory, { drawer: 'A', floatMinor: 10_000 });
  const listeners = new Set<(event: CoreEvent) => void>();
  const asked: [CallName, unknown][] = [];
  const calls: Partial<Calls> = {
    ...answerHouse(memory, mood),
    ...answerStaff(memory),
    ...answerBasket(memory, mood),
    ...answerPayment(memory, mood),
  };
  const till: FakeTill = {
    calls,
    mood,
    asked,
    announce: (event) => {
      for (const listener of listeners) listener(event);
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    answer: async (call, args) => {
      asked.push([call, args]);
      const answer = calls[call] as ((args: unknown) => unknown) | undefined;
      if (!answer) throw new Error(`the stand-in till has no answer to ${call}`);
      // As over the bridge: nobody shares an object with the core.
      return copy(await answer(copy(args)));
    },
    bridge: {
      call: async (name, args) => (await till.answer(name, args)) as never,
      onEvent: (listener) => till.onEvent(listener),
      onLink: (listener: (link: LinkState) => void) => {
        listener('open');
        return () => undefined;
      },
      close: () => undefined,
    },
  };
  return till;
}

const copy = (message: unknown): unknown => JSON.parse(JSON.stringify(message));

function findScreening(memory: Memory, screeningId: number): ScreeningView {
  const screening = memory.films.flatMap((film) => film.screenings).find((each) => each.screeningId === screeningId);
  if (!screening) throw new Error(`no screening ${screeningId}`);
  return screening;
}
function seatsOf(memory: Memory, screeningId: number): SeatView[] {
  const seats = memory.maps.get(screeningId) ?? makeSeats(findScreening(memory, screeningId));
  memory.maps.set(screeningId, seats);
  return seats;
}

function answerHouse(memory: Memory, mood: TillMood): Partial<Calls> {
  return {
    'see-terminal': () => aTerminal({ role: 'till', idleWarningMs: 160_000, idleResetMs: 180_000, ...mood.terminal }),
    'list-films': () => ({ films: memory.films }),
    'see-seat-map': ({ screeningId }) => {
      const screening = findScreening(memory, screeningId);
      return { screening, venueName: screening.venueName, seats: seatsOf(memory, screeningId), classPrices };
    },
    'propose-seats': ({ screeningId, count }) => {
      const free = seatsOf(memory, screeningId).filter((seat) => seat.state === 'mine' || seat.state === 'in-basket');
      return { seatIds: free.slice(0, count).map((seat) => seat.seatId) };
    },
    'list-items': () => ({ items: fakeItems }),
    'list-sales': () => ({ sales: [] }),
    'see-sale': () => ({ sale: null }),
  };
}

function answerStaff(memory: Memory): Partial<Calls> {
  const see = () => memory.signedIn;
  return {
    'list-staff': () => ({ staff: fakeStaff, signedIn: see() }),
    'sign-in': async ({ staffId, pin }) => {
      const person = fakeStaff.find((each) => each.staffId === staffId);
      if (!person) return { ok: false, reason: 'staff-unknown' };
      if (pin !== demoPin) return { ok: false, reason: 'wrong-pin', triesLeft: 4 };
      memory.signedIn = { staffId, name: person.name, role: person.role, locked: false };
      return { ok: true, signedIn: memory.signedIn };
    },
    lock: () => {
      if (memory.signedIn) memory.signedIn = { ...memory.signedIn, locked: true };
      return { signedIn: memory.signedIn };
    },
    approve: async ({ staffId, pin }) => {
      if (fakeStaff.find((each) => each.staffId === staffId)?.role !== 'manager')
        return { ok: false, reason: 'not-a-manager' };
      return pin === demoPin ? { ok: true, approvalId: 'yes-1' } : { ok: false, reason: 'wrong-pin', triesLeft: 4 };
    },
    'see-shift': () => ({ shift: memory.shift }),
    'open-shift': (args) => {
      memory.shift = openShift(memory, args);
      return { ok: true, shift: memory.shift };
    },
  };
}

function openShift({ signedIn }: Memory, { drawer, floatMinor }: CallArgs<'open-shift'>): ShiftView {
  return {
    shiftSeq: 12,
    drawer,
    staffId: signedIn?.staffId ?? 1,
    staffName: signedIn?.name ?? '',
    businessDate: '2026-11-22',
    currency: 'EUR',
    floatMinor,
    openedAtMs: eveningMs,
    isCounted: false,
    unsent: 0,
  };
}

/** Prices anew: comps cost nothing, members a tenth less. */
function reckon(basket: BasketView): BasketView {
  for (const line of basket.lines) {
    const full = classPrices.find(({ ticketClass }) => ticketClass === line.ticketClass)?.priceMinor ?? 0;
    line.priceMinor = line.comp !== null ? 0 : basket.memberNumber === null ? full : Math.round((full * 9) / 100) * 10;
  }
  for (const item of basket.items)
    item.priceMinor = (fakeItems.find(({ itemId }) => itemId === item.itemId)?.priceMinor ?? 0) * item.quantity;
  basket.totalMinor = [...basket.lines, ...basket.items].reduce((sum, { priceMinor }) => sum + priceMinor, 0);
  basket.taxMinor = Math.round((basket.totalMinor * 900) / 10_900);
  return basket;
}

function openBasket(memory: Memory, basketId: string | null): BasketView | null {
  if (basketId !== null) {
    const basket = memory.baskets.get(basketId);
    return basket?.state === 'open' ? basket : null;
  }
  memory.lastId += 1;
  const basket: BasketView = {
    basketId: `17-${100 + memory.lastId}`,
    screeningId: null,
    state: 'open',
    lines: [],
    items: [],
    vouchers: [],
    memberNumber: null,
    totalMinor: 0,
    taxMinor: 0,
    currency: 'EUR',
    sale: null,
  };
  memory.baskets.set(basket.basketId, basket);
  return basket;
}

const gone = { ok: false, reason: 'basket-gone' } as const;

function chooseSeats(memory: Memory, { basketId, screeningId, seatIds, tickets }: CallArgs<'choose-seats'>) {
  const basket = openBasket(memory, basketId);
  if (!basket || (basket.screeningId !== null && basket.screeningId !== screeningId)) return gone;
  const seats = seatsOf(memory, screeningId);
  if (tickets.length === 0 && basket.items.length === 0) return { ok: false, reason: 'seat-count-wrong' } as const;
  for (const seat of seats) {
    if (seatIds.includes(seat.seatId)) seat.state = 'in-basket';
    else if (seat.state === 'in-basket') seat.state = 'mine';
  }
  const classes = tickets.flatMap(({ ticketClass, count }) => Array.from({ length: count }, () => ticketClass));
  basket.screeningId = tickets.length === 0 ? null : screeningId;
  basket.lines = seatIds.flatMap((seatId, index): BasketLine[] => {
    const seat = seats.find((each) => each.seatId === seatId);
    const before = basket.lines.find((line) => line.seatId === seatId);
    if (!seat) return [];
    return [
      {
        seatId,
        seatLabel: seat.label,
        seatKind: seat.kind,
        ticketClass: classes[index] ?? 'adult',
        priceMinor: 0,
        comp: before?.comp ?? null,
      },
    ];
  });
  return { ok: true, basket: reckon(basket) } as const;
}

function answerBasket(memory: Memory, mood: TillMood): Partial<Calls> {
  return {
    'choose-seats': async (args) => chooseSeats(memory, args),
    'see-basket': ({ basketId }) => ({ basket: memory.baskets.get(basketId) ?? null }),
    'see-open-baskets': () => ({
      baskets: [...memory.baskets.values()].filter(
        ({ basketId, state }) => state === 'open' && !memory.parked.has(basketId),
      ),
    }),
    'keep-basket': ({ basketId }) => ({ kept: memory.baskets.get(basketId)?.state === 'open' }),
    'drop-basket': ({ basketId }) => {
      const basket = memory.baskets.get(basketId);
      if (basket?.state !== 'open') return { dropped: false };
      basket.state = 'dropped';
      for (const seat of basket.screeningId === null ? [] : seatsOf(memory, basket.screeningId))
        if (seat.state === 'in-basket') seat.state = 'mine';
      return { dropped: true };
    },
    'set-items': ({ basketId, items }) => {
      if (items.some(({ itemId }) => !fakeItems.some((item) => item.itemId === itemId)))
        return { ok: false, reason: 'item-unknown' };
      const basket = openBasket(memory, basketId);
      if (!basket) return gone;
      basket.items = items.map(({ itemId, quantity }, index) => ({
        line: 100 + index,
        itemId,
        name: fakeItems.find((item) => item.itemId === itemId)?.name ?? '',
        quantity,
        priceMinor: 0,
      }));
      return { ok: true, basket: reckon(basket) };
    },
    'set-comps': ({ basketId, seatIds, reason, approvalId }) => {
      const basket = openBasket(memory, basketId);
      if (!basket) return gone;
      const free = mood.compsFreeMinor ?? 0;
      const worth = basket.lines
        .filter((line) => seatIds.includes(line.seatId))
        .reduce(
          (sum, { ticketClass }) =>
            sum + (classPrices.find((price) => price.ticketClass === ticketClass)?.priceMinor ?? 0),
          0,
        );
      if (worth > free && approvalId !== 'yes-1') return { ok: false, reason: 'approval-needed' };
      for (const line of basket.lines) line.comp = seatIds.includes(line.seatId) ? reason : null;
      return { ok: true, basket: reckon(basket) };
    },
    'set-member': ({ basketId, memberNumber }) => {
      const basket = openBasket(memory, basketId);
      if (!basket) return gone;
      if (memberNumber !== null && !/^[0-9A-Z]{1,20}$/.test(memberNumber))
        return { ok: false, reason: 'member-number-wrong' };
      basket.memberNumber = memberNumber;
      return { ok: true, basket: reckon(basket) };
    },
    'take-voucher': async ({ basketId, code }) => {
      const basket = openBasket(memory, basketId);
      if (!basket) return gone;
      const voucher = fakeVouchers[code];
      if (!voucher) return { ok: false, reason: 'voucher-unknown' };
      if ('refused' in voucher) return { ok: false, reason: voucher.refused };
      const voucherId = Object.keys(fakeVouchers).indexOf(code) + 1;
      if (!basket.vouchers.some((each) => each.voucherId === voucherId))
        basket.vouchers.push({ voucherId, codeEnd: code.slice(-4), balanceMinor: voucher.balanceMinor });
      return { ok: true, basket };
    },
    'drop-voucher': ({ basketId, voucherId }) => {
      const basket = openBasket(memory, basketId);
      if (!basket) return gone;
      basket.vouchers = basket.vouchers.filter((each) => each.voucherId !== voucherId);
      return { ok: true, basket };
    },
    'park-basket': ({ basketId, name }) => {
      const basket = openBasket(memory, basketId);
      if (!basket) return gone;
      const film = memory.films.find(({ screenings }) =>
        screenings.some(({ screeningId }) => screeningId === basket.screeningId),
      );
      const startsAtMs = basket.screeningId === null ? 0 : findScreening(memory, basket.screeningId).startsAtMs;
      memory.parked.set(basketId, { name, parkedAtMs: eveningMs, filmTitle: film?.title ?? '', startsAtMs, basket });
      return { ok: true };
    },
    'list-parked': () => ({ parked: [...memory.parked.values()] }),
    'recall-basket': ({ basketId }) => {
      const parked = memory.parked.get(basketId);
      if (!parked) return gone;
      memory.parked.delete(basketId);
      return { ok: true, basket: parked.basket };
    },
  };
}

function answerPayment(memory: Memory, mood: TillMood): Partial<Calls> {
  return {
    'pay-mixed': async ({ basketId, tenders }) => {
      const basket = openBasket(memory, basketId);
      if (!basket) return gone;
      const refusal = mood.nextPay;
      delete mood.nextPay;
      if (mood.payMs !== undefined) await new Promise((resolve) => setTimeout(resolve, mood.payMs));
      if (refusal) return { ok: false, reason: refusal };
      const byVoucher = basket.vouchers.reduce((sum, { balanceMinor }) => sum + balanceMinor, 0);
      const dueMinor = Math.max(0, basket.totalMinor - byVoucher);
      const paidMinor = tenders.reduce(
        (sum, part) => sum + (part.kind === 'cash' ? part.givenMinor : part.amountMinor),
        0,
      );
      if (paidMinor < dueMinor) return { ok: false, reason: 'cash-short' };
      memory.lastId += 1;
      basket.state = 'sold';
      basket.sale = {
        orderKey: `T17-000${400 + memory.lastId}`,
        seq: 400 + memory.lastId,
        totalMinor: basket.totalMinor,
        tickets: basket.lines.map(({ seatLabel, ticketClass }, index) => ({
          line: index + 1,
          seatLabel,
          ticketClass,
          print: 'printed',
        })),
        receipt: 'printed',
      };
      for (const seat of basket.screeningId === null ? [] : seatsOf(memory, basket.screeningId))
        if (seat.state === 'in-basket') seat.state = 'sold';
      return { ok: true, basket, changeMinor: paidMinor - dueMinor };
    },
  };
}
