/** The customer's screen as the core answers it (customer-calls.ts): read only, and nothing of a person in it. */
import { sumMinor } from '@marquee/shared/money';
import type { EntryPayload } from '@marquee/shared/protocol/journal';
import { z } from 'zod';
import type { AnswerWith } from './answer-till-calls.ts';
import type { BasketView, CallAnswer, CounterView, CustomerCalls, PageLook, ServingView } from './calls.ts';
import { viewFilms } from './catalogue/film-views.ts';
import type { Core } from './core.ts';
import { readEntries } from './journal/journal.ts';
import type { BridgeHandler, BridgeHandlers } from './platform/bridge-calls.ts';
import { seeBasket } from './sell/sell.ts';

export interface CustomerPorts {
  /** The basket on the counter. */
  ownBasketId(): string | null;
  seeSeatMap(screeningId: number): CallAnswer<'see-seat-map'>;
  /** Its own where it has one; otherwise the till's. */
  look: Partial<PageLook>;
}

/** Thanks and change stay this long, unless the next customer comes. */
export const thanksMs = 45_000;
const comingMax = 12;
const Look = z.object({ language: z.string().max(35), theme: z.enum(['dark', 'light', 'contrast']) });
const nothing = z.object({}) as z.ZodType<Record<string, never>>;
const noCounts = { sold: 0, sellable: 0, offline: 0, stopped: false };

export function makeCustomerHandlers(
  core: Core,
  answer: AnswerWith,
  ports: CustomerPorts,
): Record<keyof CustomerCalls, BridgeHandler> {
  let tillLook: PageLook = { language: 'en', theme: 'dark' };
  return {
    'tell-look': answer<'tell-look'>(Look, (look) => {
      tillLook = look;
      return { ok: true };
    }),
    'see-counter': answer<'see-counter'>(nothing, () => ({
      ...viewHouse(core),
      look: { ...tillLook, ...ports.look },
      serving: viewServing(core, ports),
    })),
  };
}

function viewHouse({ catalogue, time }: Core): Omit<CounterView, 'look' | 'serving'> {
  const { cinema } = catalogue.current() ?? {};
  const nowMs = time.nowMs();
  // What has begun is still sold, but comes next nowhere.
  const coming = viewFilms(catalogue, nowMs, () => noCounts).flatMap(({ movieId, title, posterUrl, screenings }) => {
    const next = screenings.find(({ startsAtMs }) => startsAtMs >= nowMs);
    return next ? [{ movieId, filmTitle: title, posterUrl, startsAtMs: next.startsAtMs }] : [];
  });
  return {
    cinemaName: cinema?.name ?? '',
    timeZone: cinema?.timeZone ?? 'UTC',
    currency: cinema?.currency ?? 'EUR',
    nowMs,
    coming: coming.sort((one, other) => one.startsAtMs - other.startsAtMs).slice(0, comingMax),
  };
}

const states = { open: 'choosing', charging: 'paying', charged: 'paying', sold: 'sold' } as const;

/** Nothing while the till is locked or nobody has signed in: whoever stands there then is not served. */
function viewServing(core: Core, ports: CustomerPorts): ServingView | null {
  const basketId = ports.ownBasketId();
  if (basketId === null || !core.shift.staff.current()) return null;
  const basket = seeBasket(core.deps, basketId);
  if (!basket || basket.state === 'dropped' || basket.lines.length + basket.items.length === 0) return null;
  const sale = basket.sale ? readSale(core, basket.sale.seq) : null;
  if (sale && core.time.nowMs() - sale.atMs > thanksMs) return null;
  const show = viewShow(core, basket);
  const vouchers = spendVouchers(basket);
  return {
    state: states[basket.state],
    show,
    seats:
      basket.screeningId !== null && show?.seating === 'numbered' ? ports.seeSeatMap(basket.screeningId).seats : [],
    lines: basket.lines.map(({ seatId, seatLabel, seatKind, ticketClass, priceMinor, comp }) => ({
      seatId,
      seatLabel,
      seatKind,
      ticketClass,
      priceMinor,
      isFree: comp !== null,
    })),
    items: basket.items.map(({ line, name, quantity, priceMinor }) => ({ line, name, quantity, priceMinor })),
    vouchers,
    isMember: basket.memberNumber !== null,
    totalMinor: basket.totalMinor,
    taxMinor: basket.taxMinor,
    dueMinor: basket.totalMinor - sumMinor(vouchers.map(({ paysMinor }) => paysMinor)),
    paid: sale && viewPaid(sale.payload),
    papers: basket.sale && {
      printed: basket.sale.tickets.filter(({ print }) => print === 'printed').length,
      tickets: basket.sale.tickets.length,
    },
  };
}

function viewShow({ catalogue }: Core, { screeningId }: BasketView): ServingView['show'] {
  const screening = screeningId === null ? undefined : catalogue.screening(screeningId);
  if (!screening) return null;
  const movie = catalogue.current()?.movies.find(({ id }) => id === screening.movieId);
  return {
    filmTitle: movie?.title ?? '',
    posterUrl: `/posters/${screening.movieId}.svg`,
    venueName: catalogue.venueOf(screening.id)?.name ?? '',
    startsAtMs: screening.startsAtMs,
    display: screening.display,
    seating: screening.seating === 'unnumbered' ? 'unnumbered' : 'numbered',
  };
}

/** The first pays first, as far as it goes. */
function spendVouchers({ vouchers, totalMinor }: BasketView): ServingView['vouchers'] {
  let leftMinor = totalMinor;
  return vouchers.map(({ codeEnd, balanceMinor }) => {
    const paysMinor = Math.min(balanceMinor, leftMinor);
    leftMinor -= paysMinor;
    return { codeEnd, paysMinor, leftMinor: balanceMinor - paysMinor };
  });
}

function readSale({ store }: Core, seq: number): { atMs: number; payload: EntryPayload<'sale.made'> } | null {
  const [entry] = readEntries(store, seq, { entries: 1, bytes: 0 });
  return entry?.type === 'sale.made' ? { atMs: entry.atMs, payload: JSON.parse(entry.payload) } : null;
}

function viewPaid({ tenders }: EntryPayload<'sale.made'>): ServingView['paid'] {
  const cash = tenders.find(({ kind }) => kind === 'cash');
  return {
    tenders: tenders.map(({ kind, amountMinor }) => ({ kind, amountMinor })),
    givenMinor: cash?.givenMinor ?? null,
    changeMinor: cash ? (cash.givenMinor ?? cash.amountMinor) - cash.amountMinor : 0,
  };
}

/** The same calls; with each that may change what lies on the counter the customer's screen is told. */
export function tellCustomerAfter<H extends BridgeHandlers>(handlers: H, tell: () => void): H {
  const told = Object.entries(handlers).map(([name, handler]): [string, BridgeHandler] => {
    if (/^(see|list|find|keep|propose)-/.test(name)) return [name, handler];
    const run = async (args: never) => {
      try {
        const answering = handler.run(args);
        // A payment is on its way long before it is answered.
        tell();
        return await answering;
      } finally {
        tell();
      }
    };
    return [name, { args: handler.args, run }];
  });
  return Object.fromEntries(told) as H;
}
