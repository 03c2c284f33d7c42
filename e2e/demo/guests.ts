/** Guests at a kiosk: they take what the kiosk proposes and pay, by the same calls that its page makes. */
import { Fault } from '@marquee/shared/errors';
import type { BasketView, ChooseSeatsAnswer, PayAnswer, TicketCount } from '@marquee/terminal/calls';
import { LinkLost } from '@marquee/terminal/ui-kit/bridge';
import type { Kiosk } from '../fakes/kiosk.ts';

export type Tender = 'cash' | 'card';

/** An order that a guest was told is paid: from here on it must not be lost, whatever happens. */
export interface PaidOrder {
  phase: string;
  kiosk: Kiosk;
  basketId: string;
  orderKey: string;
  seq: number;
  screeningId: number;
  seatIds: number[];
  totalMinor: number;
  tender: Tender;
}

export interface Party {
  phase: string;
  screeningId: number;
  tickets: TicketCount[];
  tender: Tender;
}

export type Bought = { ok: true; order: PaidOrder } | { ok: false; reason: string };
type Refusal = Extract<ChooseSeatsAnswer | PayAnswer, { ok: false }>;

const triesMax = 5;

/** Takes the best seats; where another guest was quicker, others. */
export async function buyBestSeats(kiosk: Kiosk, party: Party): Promise<Bought> {
  const count = party.tickets.reduce((total, each) => total + each.count, 0);
  let refusal: Bought = { ok: false, reason: 'never tried' };
  for (let tries = 0; tries < triesMax; tries++) {
    const { screeningId } = party;
    const { seatIds } = await kiosk.call('propose-seats', { screeningId, count, wheelchair: false });
    if (seatIds.length === 0) return { ok: false, reason: 'no seats left here' };
    const bought = await buySeats(kiosk, party, seatIds);
    if (bought.ok) return bought;
    refusal = bought;
  }
  return refusal;
}

/** Exactly these seats, or the kiosk's reason. */
export async function buySeats(kiosk: Kiosk, party: Party, seatIds: number[]): Promise<Bought> {
  const chosen = await chooseSeats(kiosk, party, seatIds);
  if (!chosen.ok) return { ok: false, reason: chosen.reason };
  const paid = await kiosk.call('pay', { basketId: chosen.basket.basketId, tender: party.tender, language: 'en' });
  if (paid.ok) return { ok: true, order: noteOrder(kiosk, party, paid.basket) };
  await kiosk.call('drop-basket', { basketId: chosen.basket.basketId });
  return { ok: false, reason: paid.reason };
}

export async function chooseSeats(
  kiosk: Kiosk,
  party: Party,
  seatIds: number[],
): Promise<{ ok: true; basket: BasketView } | Refusal> {
  return kiosk.call('choose-seats', {
    basketId: null,
    screeningId: party.screeningId,
    seatIds,
    tickets: party.tickets,
    allowSingleSeat: true,
  });
}

/** Pays and is cut off by the kiosk's death: resolves when that has happened. */
export async function payUntilCutOff(kiosk: Kiosk, basketId: string): Promise<void> {
  try {
    const answer = await kiosk.call('pay', { basketId, tender: 'card', language: 'en' });
    throw new Error(`the kiosk answered before it died: ${JSON.stringify(answer).slice(0, 200)}`);
  } catch (thrown) {
    if (!(thrown instanceof LinkLost)) throw thrown instanceof Fault ? new Error(`fault ${thrown.message}`) : thrown;
  }
}

export function noteOrder(kiosk: Kiosk, { phase, tender }: Party, basket: BasketView): PaidOrder {
  const { sale, screeningId, basketId, lines } = basket;
  if (!sale) throw new Error(`basket ${basketId} is paid but has no sale`);
  const { orderKey, seq, totalMinor } = sale;
  return {
    phase,
    kiosk,
    basketId,
    orderKey,
    seq,
    screeningId: screeningId ?? 0,
    seatIds: lines.map((line) => line.seatId),
    totalMinor,
    tender,
  };
}

/** Parties of one to four, with children, students and seniors among them; every third pays by card. */
export function drawParties(count: number, options: { phase: string; screeningId: number; cards: boolean }): Party[] {
  const mixes: TicketCount[][] = [
    [{ ticketClass: 'adult', count: 2 }],
    [
      { ticketClass: 'adult', count: 1 },
      { ticketClass: 'child', count: 2 },
    ],
    [{ ticketClass: 'student', count: 1 }],
    [
      { ticketClass: 'adult', count: 2 },
      { ticketClass: 'senior', count: 2 },
    ],
  ];
  return Array.from({ length: count }, (_, index) => ({
    phase: options.phase,
    screeningId: options.screeningId,
    tickets: mixes[index % mixes.length] ?? [],
    tender: options.cards && index % 3 === 2 ? 'card' : 'cash',
  }));
}
