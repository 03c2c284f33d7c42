/** What the page shows of programme and basket, worked out from what the core told. */
import { type TicketClass, ticketClasses } from '@marquee/shared/tickets/ticket-class';
import type { BasketView, FilmView, ItemView, ScreeningView, TicketCount } from '../../calls.ts';
import { dayKey } from '../../ui-kit/times.ts';
import type { Counts, ItemCount, TillState, Wish } from './till-state.ts';

export interface Show extends ScreeningView {
  title: string;
  rating: string | null;
}

/** By start time, then by room. */
const listed = new WeakMap<readonly FilmView[], readonly Show[]>();

/** By their start. The list is made once for each answer of the core: it is asked for at every tap. */
export function listShows(films: readonly FilmView[]): readonly Show[] {
  const known = listed.get(films);
  if (known) return known;
  const shows = sortShows(films);
  listed.set(films, shows);
  return shows;
}

function sortShows(films: readonly FilmView[]): Show[] {
  return films
    .flatMap(({ title, rating, screenings }) => screenings.map((screening) => ({ ...screening, title, rating })))
    .sort((a, b) => a.startsAtMs - b.startsAtMs || a.venueName.localeCompare(b.venueName));
}

/** A night's last shows belong to its evening. */
const nightMs = 5 * 3600_000;
export const dayOf = (show: { startsAtMs: number }, timeZone: string): string =>
  dayKey(show.startsAtMs - nightMs, timeZone);

export const noCounts: Counts = { adult: 0, child: 0, student: 0, senior: 0 };

export function countClasses(tickets: readonly TicketCount[]): Counts {
  const counts = { ...noCounts };
  for (const { ticketClass, count } of tickets) counts[ticketClass] += count;
  return counts;
}
export const listCounts = (counts: Counts): TicketCount[] =>
  ticketClasses.flatMap((ticketClass) => (counts[ticketClass] > 0 ? { ticketClass, count: counts[ticketClass] } : []));

export const wishOf = (basket: BasketView): Wish => ({
  screeningId: basket.screeningId ?? 0,
  seatIds: basket.lines.map((line) => line.seatId),
  tickets: listCounts(countClasses(basket.lines.map(({ ticketClass }) => ({ ticketClass, count: 1 })))),
});

/** What is, or soon will be, in the basket of the screening on show. */
export function wishNow({ wish, basket, screeningId }: TillState): Wish | null {
  const now = wish ?? (basket ? wishOf(basket) : null);
  return now?.screeningId === screeningId ? now : null;
}
export const countTickets = (wish: Wish | null): number =>
  (wish?.tickets ?? []).reduce((sum, { count }) => sum + count, 0);

/** As many seats as these: the classes stay, adults fill up and go first. */
export function fitTickets(tickets: readonly TicketCount[], seats: number): TicketCount[] {
  const counts = countClasses(tickets);
  let left = seats;
  const kept = { ...noCounts };
  for (const ticketClass of ['child', 'student', 'senior'] as const) {
    kept[ticketClass] = Math.min(counts[ticketClass], left);
    left -= kept[ticketClass];
  }
  kept.adult = left;
  return listCounts(kept);
}

/** One ticket of this class instead of an adult's, or the other way round; null where there is none to change. */
export function changeClass(
  tickets: readonly TicketCount[],
  ticketClass: Exclude<TicketClass, 'adult'>,
  by: 1 | -1,
): TicketCount[] | null {
  const counts = countClasses(tickets);
  if (by === 1 ? counts.adult === 0 : counts[ticketClass] === 0) return null;
  counts[ticketClass] += by;
  counts.adult -= by;
  return listCounts(counts);
}

/** What is, or soon will be, in the basket beside tickets. */
export const itemsNow = ({ itemWish, basket }: Pick<TillState, 'itemWish' | 'basket'>): ItemCount[] =>
  itemWish ?? basket?.items.map(({ itemId, quantity }) => ({ itemId, quantity })) ?? [];

/** The core takes no more of one kind. */
export const quantityMax = 99;
/** So many of this item, where it stands; without any it is no longer there. */
export function withQuantity(items: readonly ItemCount[], itemId: number, quantity: number): ItemCount[] {
  const wanted = { itemId, quantity: Math.min(quantityMax, Math.max(0, quantity)) };
  const isThere = items.some((item) => item.itemId === itemId);
  const next = isThere ? items.map((item) => (item.itemId === itemId ? wanted : item)) : [...items, wanted];
  return next.filter((item) => item.quantity > 0);
}
export const quantityOf = (items: readonly ItemCount[], itemId: number): number =>
  items.find((item) => item.itemId === itemId)?.quantity ?? 0;

/** `3 pop`: three of what begins with, or contains, `pop`. */
export function readItemSearch(text: string): { quantity: number; find: string } {
  const match = /^\s*(\d{1,2})(?:\s*[x×*]\s*|\s+|$)(.*)$/i.exec(text);
  const quantity = Math.max(1, Number(match?.[1] ?? 1));
  return { quantity, find: (match?.[2] ?? text).trim() };
}
const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
/** Those with a word that begins so come first. */
export function findItems(items: readonly ItemView[], find: string): ItemView[] {
  const wanted = plain(find);
  const rank = ({ name }: ItemView) => {
    const at = ` ${plain(name)}`.indexOf(` ${wanted}`);
    return at >= 0 ? 0 : plain(name).includes(wanted) ? 1 : 2;
  };
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .filter((each) => each.rank < 2)
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

export interface VoucherPart {
  voucherId: number;
  codeEnd: string;
  paysMinor: number;
}
/** Vouchers pay first, in their order, as far as they go. */
export function payByVouchers({ vouchers, totalMinor }: Pick<BasketView, 'vouchers' | 'totalMinor'>): {
  parts: VoucherPart[];
  /** What is left for cash or card. */
  dueMinor: number;
} {
  let dueMinor = totalMinor;
  const parts = vouchers.map(({ voucherId, codeEnd, balanceMinor }) => {
    const paysMinor = Math.min(balanceMinor, dueMinor);
    dueMinor -= paysMinor;
    return { voucherId, codeEnd, paysMinor };
  });
  return { parts, dueMinor };
}
export const dueOf = (basket: BasketView | null): number => (basket ? payByVouchers(basket).dueMinor : 0);

/** Seats that are given away, by the reason. */
export function listComps(basket: BasketView): { reason: string; seats: string[] }[] {
  const byReason = new Map<string, string[]>();
  for (const { comp, seatLabel } of basket.lines)
    if (comp !== null) byReason.set(comp, [...(byReason.get(comp) ?? []), seatLabel]);
  return [...byReason].map(([reason, seats]) => ({ reason, seats }));
}

/** What a basket, or its sale, is called: its seats, else what else is in it. */
export const nameBasket = ({ lines, items }: Pick<BasketView, 'lines' | 'items'>): string =>
  (lines.length > 0 ? lines.map((line) => line.seatLabel) : items.map((item) => item.name)).join(', ');

/** Nothing of it is still being told to the core, and nothing is being paid. */
export const isPayable = ({ basket, wish, itemWish, charging }: TillState): boolean =>
  basket !== null && wish === null && itemWish === null && !charging;

/** Exactly, and what people hand over for it: the next note or round sum above, smallest first. */
export function quickAmounts(totalMinor: number): number[] {
  const steps = [500, 1000, 2000, 5000, 10_000];
  const rounded = steps.map((step) => Math.ceil(totalMinor / step) * step);
  return [...new Set([totalMinor, ...rounded])].sort((a, b) => a - b).slice(0, 6);
}

/** `12`, `12.5`, `12,50`: in minor units; null where it is no amount. */
export function readAmount(text: string): number | null {
  const match = /^\s*(\d{1,6})(?:[.,](\d{1,2}))?\s*$/.exec(text);
  if (!match) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

const denominations: Record<string, readonly number[]> = {
  EUR: [20_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  GBP: [5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  USD: [10_000, 5000, 2000, 1000, 500, 100, 25, 10, 5, 1],
  CNY: [10_000, 5000, 2000, 1000, 500, 100, 50, 10],
};
export const denominationsOf = (currency: string): readonly number[] =>
  denominations[currency] ?? (denominations.EUR as readonly number[]);
