/** What happens in the demo, one function a phase. Each notes the orders that a guest was told are paid. */
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { SeatView } from '@marquee/terminal/calls';
import { readCharges } from '../fakes/books.ts';
import type { Kiosk } from '../fakes/kiosk.ts';
import { countState, findShow } from '../fakes/show.ts';
import type { TcpProxy } from '../fakes/tcp-proxy.ts';
import {
  buyBestSeats,
  buySeats,
  chooseSeats,
  drawParties,
  type PaidOrder,
  type Party,
  payUntilCutOff,
} from './guests.ts';
import { say } from './tell.ts';

export interface Lobby {
  kiosk1: Kiosk;
  kiosk2: Kiosk;
  /** Of kiosk 2. */
  cable: TcpProxy;
  screeningId: number;
  orders: PaidOrder[];
  problems: string[];
  untilPrinted(): Promise<void>;
}

/** Enough own seats for all that a kiosk sells offline here. */
const ownSeatsMin = 60;

const countTickets = (orders: readonly PaidOrder[]) => orders.reduce((total, order) => total + order.seatIds.length, 0);

/** Chooses the largest house that starts soon, and waits until both kiosks hold seats of it. */
export async function waitForSeats(lobby: Lobby): Promise<void> {
  say('Open. Waiting until both kiosks hold seats of their own.');
  const { screeningId, title, venueName, seats } = await findShow([lobby.kiosk1, lobby.kiosk2], ownSeatsMin);
  lobby.screeningId = screeningId;
  const held = [];
  for (const kiosk of [lobby.kiosk1, lobby.kiosk2]) {
    const map = await kiosk.call('see-seat-map', { screeningId });
    held.push(`${kiosk.name} holds ${countState(map.seats, 'mine')}`);
  }
  say(`${title}, ${venueName}, ${seats} seats: ${held.join(', ')}.`);
}

async function sell(lobby: Lobby, kiosk: Kiosk, parties: readonly Party[]): Promise<PaidOrder[]> {
  const sold: PaidOrder[] = [];
  for (const party of parties) {
    const bought = await buyBestSeats(kiosk, party);
    if (bought.ok) sold.push(bought.order);
    else lobby.problems.push(`${kiosk.name} refused a party (${party.phase}): ${bought.reason}`);
  }
  lobby.orders.push(...sold);
  return sold;
}

export async function sellOnline(lobby: Lobby): Promise<void> {
  const parties = drawParties(6, { phase: 'online', screeningId: lobby.screeningId, cards: true });
  const sold = (await Promise.all([lobby.kiosk1, lobby.kiosk2].map((kiosk) => sell(lobby, kiosk, parties)))).flat();
  say(`Online, both kiosks sold ${sold.length} orders, ${countTickets(sold)} tickets, by cash and card.`);
}

export async function sellOffline(lobby: Lobby): Promise<void> {
  const { kiosk1, kiosk2, cable, screeningId } = lobby;
  cable.cut('black-hole');
  say('Cutting the cable of kiosk-2: nothing passes any more, and nothing says so.');
  // It sells on at once; whether it has noticed yet makes no difference to the seats it holds.
  const [offline, online] = await Promise.all([
    sell(lobby, kiosk2, drawParties(10, { phase: 'cable cut', screeningId, cards: true })),
    sell(lobby, kiosk1, drawParties(6, { phase: 'cable cut', screeningId, cards: false })),
  ]);
  await kiosk2.untilAnswer('see-terminal', {}, (view) => view.link === 'offline');
  const { unsent } = await kiosk2.call('see-terminal', {});
  say(
    `kiosk-2 sold ${offline.length} orders, ${countTickets(offline)} numbered tickets without a network; ${unsent} journal entries wait.`,
  );
  say(`kiosk-1 sold ${online.length} orders, ${countTickets(online)} tickets meanwhile.`);
}

/** Both kiosks are asked for the same seats at the same moment: of each seat one guest at most may get it. */
export async function contest(lobby: Lobby, phase: string): Promise<void> {
  const { kiosk1, kiosk2, screeningId, orders } = lobby;
  const [ofFirst, ofSecond] = await Promise.all(
    [kiosk1, kiosk2].map((kiosk) => kiosk.call('see-seat-map', { screeningId })),
  );
  const pick = (seats: readonly SeatView[] = [], state: SeatView['state'], count: number) =>
    seats.filter((seat) => seat.state === state && seat.kind === 'standard').slice(-count);
  const mineOfSecond = pick(ofSecond?.seats, 'mine', 4);
  const unsure = pick(ofFirst?.seats, 'on-request', 40).filter(
    (seat) => !mineOfSecond.some((each) => each.seatId === seat.seatId),
  );
  const seats = [...pick(ofFirst?.seats, 'mine', 4), ...mineOfSecond, ...unsure.slice(0, 4)];
  const party: Party = {
    phase,
    screeningId,
    tickets: [{ ticketClass: 'adult', count: 1 }],
    tender: 'cash',
  };
  const counts = { one: 0, both: 0, none: 0 };
  await Promise.all(
    seats.map(async ({ seatId }) => {
      const bought = (await Promise.all([kiosk1, kiosk2].map((kiosk) => buySeats(kiosk, party, [seatId])))).flatMap(
        (each) => (each.ok ? [each.order] : []),
      );
      orders.push(...bought);
      counts[bought.length === 2 ? 'both' : bought.length === 1 ? 'one' : 'none']++;
    }),
  );
  say(
    `${seats.length} seats were asked for at both kiosks at once: ${counts.one} sold at one of them, ${counts.none} refused at both, ${counts.both} sold at both.`,
  );
  if (counts.both > 0) lobby.problems.push(`${counts.both} seats were sold at both kiosks`);
  if (counts.one === 0) lobby.problems.push('no contested seat could be sold at all');
}

/** The power goes after the card was charged and before the kiosk knows: the guest leaves without tickets. */
export async function killInPayment(lobby: Lobby): Promise<void> {
  const { kiosk2, screeningId, orders, problems } = lobby;
  const party: Party = {
    phase: 'before the power cut',
    screeningId,
    tickets: [{ ticketClass: 'adult', count: 4 }],
    tender: 'cash',
  };
  const before = existsSync(kiosk2.readerFile) ? readCharges(kiosk2).length : 0;
  await kiosk2.setReader('lost-answer');
  const { seatIds } = await kiosk2.call('propose-seats', { screeningId, count: 2, wheelchair: false });
  const open = await chooseSeats(kiosk2, { ...party, tickets: [{ ticketClass: 'adult', count: 2 }] }, seatIds);
  if (!open.ok) throw new Error(`kiosk-2 refused seats: ${open.reason}`);
  const cutOff = payUntilCutOff(kiosk2, open.basket.basketId);
  while (readCharges(kiosk2).length === before) await wait(10);
  await sell(lobby, kiosk2, [party]);
  await kiosk2.kill();
  await cutOff;
  say('kiosk-2 lost its power: a card was charged a moment ago, and four tickets were being printed.');
  await kiosk2.start();
  await settleAfterRestart(lobby, open.basket.basketId);
  await sell(lobby, kiosk2, drawParties(3, { phase: 'after the power cut', screeningId, cards: true }));
  const gone = [];
  for (const { basketId, orderKey } of orders.filter((order) => order.kiosk === kiosk2)) {
    const { basket } = await kiosk2.call('see-basket', { basketId });
    if (basket?.state !== 'sold' || basket.sale?.orderKey !== orderKey) gone.push(orderKey);
  }
  if (gone.length > 0) problems.push(`lost in the power cut: ${gone.join(', ')}`);
  say(
    `All ${orders.filter((order) => order.kiosk === kiosk2).length} orders that kiosk-2 had told as paid are on its disk; it sells on.`,
  );
}

async function settleAfterRestart({ kiosk2, problems }: Lobby, basketId: string): Promise<void> {
  const { basket } = await kiosk2.untilAnswer(
    'see-basket',
    { basketId },
    ({ basket: seen }) => seen?.state === 'dropped' || seen?.state === 'sold',
  );
  const voided = readCharges(kiosk2).filter((charge) => charge.outcome === 'voided' && charge.amountMinor > 0);
  if (basket?.state !== 'dropped' || voided.length !== 1)
    problems.push(`the open charge is not voided: ${basket?.state}, ${voided.length} voided`);
  else
    say('Restarted with no network: the open charge was found at the reader and voided, its seats are for sale again.');
}

/** Milliseconds from mending the cable until the server has acknowledged everything. */
export async function mendAndDrain({ kiosk2, cable }: Lobby): Promise<number> {
  const { unsent } = await kiosk2.call('see-terminal', {});
  const startedMs = performance.now();
  cable.mend();
  say(`Mending the cable; ${unsent} journal entries wait.`);
  await kiosk2.untilAnswer('see-terminal', {}, (view) => view.link === 'online' && view.unsent === 0, 60_000);
  const drainMs = performance.now() - startedMs;
  say(`The server has everything, ${(drainMs / 1000).toFixed(1)} s later.`);
  return drainMs;
}
