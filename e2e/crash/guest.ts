/** A guest who goes on buying at one kiosk, whatever dies: and remembers each order that was told as paid. */
import { LinkLost } from '@marquee/terminal/ui-kit/bridge';
import { chooseSeats, noteOrder, type PaidOrder, type Party } from '../demo/guests.ts';
import type { Kiosk } from '../fakes/kiosk.ts';
import type { Draws } from './draws.ts';

export interface Guest {
  orders: PaidOrder[];
  /** Orders among them of which the guest heard only after the kiosk was back. */
  heardLater: number;
  refusals: Map<string, number>;
  /** Resolves when the guest has begun to buy so many more times, with or without success. */
  untilTried(more: number): Promise<void>;
  /** The same of payments that were sent to the kiosk. */
  untilPaying(more: number): Promise<void>;
  /** Buys until `isEnough`, or until the kiosk dies: then answers what was under way. */
  buyUntil(isEnough: () => boolean): Promise<Unfinished | null>;
  /** Asks the kiosk that is back what became of it. */
  findOut(unfinished: Unfinished): Promise<void>;
}

/** A basket at the moment of a kiosk's death; of `none` the guest never heard its number. */
export interface Unfinished {
  basketId: string | null;
  party: Party;
}

export interface GuestOptions {
  kiosk: Kiosk;
  draws: Draws;
  /** In the order in which they are sold out. */
  screeningIds: readonly number[];
  /** Of a hundred seats, so many are tapped at random instead of proposed: other kiosks may hold them. */
  tapped: number;
}

interface Count {
  note(): void;
  until(more: number): Promise<void>;
}

function makeCount(): Count {
  let count = 0;
  const waiting = new Set<{ count: number; tell: () => void }>();
  return {
    note() {
      count += 1;
      for (const waiter of waiting) {
        if (count < waiter.count) continue;
        waiting.delete(waiter);
        waiter.tell();
      }
    },
    until: (more) =>
      more === 0 ? Promise.resolve() : new Promise((tell) => waiting.add({ count: count + more, tell })),
  };
}

export function makeGuest({ kiosk, draws, screeningIds, tapped }: GuestOptions): Guest {
  let sellingAt = 0;

  const trying = makeCount();
  const paying = makeCount();
  const guest: Guest = {
    orders: [],
    heardLater: 0,
    refusals: new Map(),
    untilTried: trying.until,
    untilPaying: paying.until,
    buyUntil,
    findOut,
  };

  function drawParty(): Party {
    return {
      phase: 'crash',
      screeningId: screeningIds[sellingAt % screeningIds.length] ?? 0,
      tickets: [{ ticketClass: draws.below(4) === 0 ? 'student' : 'adult', count: 1 + draws.below(2) }],
      tender: draws.below(2) === 0 ? 'card' : 'cash',
    };
  }

  async function wish({ screeningId, tickets }: Party): Promise<number[]> {
    const count = tickets.reduce((total, each) => total + each.count, 0);
    if (draws.below(100) < tapped) {
      const { seats } = await kiosk.call('see-seat-map', { screeningId });
      const unsold = seats.filter((seat) => seat.state === 'mine' || seat.state === 'on-request');
      const from = draws.below(Math.max(1, unsold.length - count));
      return unsold.slice(from, from + count).map((seat) => seat.seatId);
    }
    return (await kiosk.call('propose-seats', { screeningId, count, wheelchair: false })).seatIds;
  }

  async function buyOnce(party: Party, unfinished: Unfinished): Promise<void> {
    const seatIds = await wish(party);
    if (seatIds.length === 0) {
      sellingAt += 1;
      return refuse('no-seats');
    }
    const chosen = await chooseSeats(kiosk, party, seatIds);
    if (!chosen.ok) return refuse(chosen.reason);
    const { basketId } = chosen.basket;
    unfinished.basketId = basketId;
    const payment = kiosk.call('pay', { basketId, tender: party.tender, language: 'en' });
    paying.note();
    const paid = await payment;
    if (paid.ok) {
      guest.orders.push(noteOrder(kiosk, party, paid.basket));
      return;
    }
    await kiosk.call('drop-basket', { basketId });
    refuse(paid.reason);
  }

  function refuse(reason: string): void {
    guest.refusals.set(reason, (guest.refusals.get(reason) ?? 0) + 1);
  }

  async function buyUntil(isEnough: () => boolean): Promise<Unfinished | null> {
    while (!isEnough()) {
      trying.note();
      const party = drawParty();
      const unfinished: Unfinished = { basketId: null, party };
      try {
        await buyOnce(party, unfinished);
      } catch (thrown) {
        if (!(thrown instanceof LinkLost)) throw thrown;
        return unfinished;
      }
    }
    return null;
  }

  async function findOut({ basketId, party }: Unfinished): Promise<void> {
    if (basketId === null || guest.orders.some((order) => order.basketId === basketId)) return;
    const { basket } = await kiosk.untilAnswer(
      'see-basket',
      { basketId },
      ({ basket: seen }) => seen === null || seen.state === 'sold' || seen.state === 'dropped',
    );
    if (basket?.state !== 'sold') return;
    guest.orders.push(noteOrder(kiosk, party, basket));
    guest.heardLater += 1;
  }

  return guest;
}
