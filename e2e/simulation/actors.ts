/** Those who use the cinema: customers at terminals, and phones that book on the server. */
import { toFault } from '@marquee/shared/errors';
import {
  completeSale,
  expireHolds,
  type Hold,
  holdSeats,
  releaseHold,
  startPayment,
} from '@marquee/sync-server/bookings/bookings';
import { pay } from '@marquee/terminal/payment/payment';
import { chooseSeats, dropBasket } from '@marquee/terminal/sell/sell';
import { house } from './house.ts';
import type { Evidence } from './invariants.ts';
import type { ServerNode } from './server-node.ts';
import type { TerminalNode } from './terminal-node.ts';
import type { World } from './world.ts';

/** A customer walks up, chooses some seats, and pays, gives up, or walks away. */
export async function visitTerminal(world: World, terminal: TerminalNode, evidence: Evidence): Promise<void> {
  const core = terminal.core();
  if (!core || core.outOfService()) return;
  const screeningId = house.screeningIds[world.random.below(house.screeningIds.length)] ?? 1;
  const count = world.random.between(1, 3);
  const first = world.random.below(house.seatIds.length - count) + 1;
  const seatIds = Array.from({ length: count }, (_, index) => first + index);
  const chosen = await chooseSeats(core.deps, {
    basketId: null,
    screeningId,
    seatIds,
    tickets: [{ ticketClass: 'adult', count }],
    allowSingleSeat: true,
  });
  if (!chosen.ok) return world.count(`choice refused: ${chosen.reason}`);
  const { basketId, totalMinor } = chosen.basket;
  const wayOut = world.random.fraction();
  if (wayOut < 0.1) return world.count(`basket dropped ${dropBasket(core.deps, basketId)}`);
  if (wayOut < 0.15) return world.count('customer left');
  terminal.reader.setMode(
    (['approve', 'approve', 'approve', 'decline', 'timeout', 'lost-answer', 'unreachable'] as const)[
      world.random.below(7)
    ] ?? 'approve',
  );
  const answer = await pay(core.deps, { basketId, tender: world.random.chance(0.5) ? 'cash' : 'card', language: 'en' });
  if (!answer.ok) return world.count(`payment refused: ${answer.reason}`);
  world.count('sold at a terminal');
  if (!core.sync.isOnline()) world.count('sold offline');
  const { sale } = answer.basket;
  if (!sale) throw new Error('a paid basket names its sale');
  // The customer reads "paid" now: from here on the sale must never be lost.
  evidence.toldPaid.push({ orderKey: sale.orderKey, totalMinor, seats: count });
  world.note(`${terminal.name} sold ${sale.orderKey}`);
}

/** A phone holds seats, and pays or lets the hold end. Its requests are repeated when their outcome is unknown. */
export async function bookByPhone(world: World, server: ServerNode, evidence: Evidence, phone: number): Promise<void> {
  const screeningId = house.screeningIds[world.random.below(house.screeningIds.length)] ?? 1;
  const count = world.random.between(1, 3);
  const first = world.random.below(house.seatIds.length - count) + 1;
  const hold: Hold = {
    holdId: `phone-${phone}`,
    screeningId,
    seatIds: Array.from({ length: count }, (_, index) => first + index),
  };
  const held = await insist(world, server, (deps) => holdSeats(deps, hold));
  if (!held.ok) return world.count('hold refused');
  world.count('held by a phone');
  if (world.random.chance(0.2)) return world.count('hold left to expire');
  const paying = await insist(world, server, (deps) => startPayment(deps, hold));
  if (!paying.ok) return world.count('hold had expired');
  if (world.random.chance(0.15)) {
    await insist(world, server, (deps) => releaseHold(deps, hold, 'paying'));
    return world.count('phone payment declined');
  }
  const lines = hold.seatIds.map((seatId, index) => ({
    line: index + 1,
    seatId,
    seatLabel: `S${seatId}`,
    seatKind: 'standard' as const,
    ticketClass: 'adult' as const,
    priceMinor: 1000,
    taxMinor: 65,
  }));
  const totalMinor = 1000 * count;
  const sold = await insist(world, server, (deps) =>
    completeSale(deps, hold, {
      currency: 'EUR',
      lines,
      tenders: [{ kind: 'card', amountMinor: totalMinor, attemptId: hold.holdId, authorisation: 'X' }],
      totalMinor,
    }),
  );
  if (!sold.ok) throw new Error(`captured payment of ${hold.holdId} without seats`);
  evidence.toldPaid.push({ orderKey: sold.orderKey, totalMinor, seats: count });
  world.count('sold to a phone');
  world.note(`phone sold ${sold.orderKey}`);
}

/** Sends the same request again until an answer is known; a server that is down is tried later. */
async function insist<A>(
  world: World,
  server: ServerNode,
  request: (deps: NonNullable<ReturnType<ServerNode['running']>>) => Promise<A>,
): Promise<A> {
  for (;;) {
    const deps = server.running();
    if (deps) {
      const answer = await Promise.race([
        request(deps).then(
          (value) => ({ value }),
          (thrown: unknown) => ({ thrown }),
        ),
        new Promise<'no answer'>((resolve) => world.after(3000, () => resolve('no answer'))),
      ]);
      if (answer !== 'no answer') {
        if ('value' in answer) return answer.value;
        if (toFault(answer.thrown).retry !== 'later') throw answer.thrown;
      }
    }
    world.count('phone asked again');
    await new Promise<void>((resolve) => world.after(500, resolve));
  }
}

export async function endHolds(server: ServerNode): Promise<void> {
  const deps = server.running();
  if (deps) await expireHolds(deps);
}
