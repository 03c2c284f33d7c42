/** Phones that book on the server, through whichever instance is up. */
import { toFault } from '@marquee/shared/errors';
import { completeSale, type Hold, holdSeats, releaseHold, startPayment } from '@marquee/sync-server/bookings/bookings';
import type { InstanceDeps } from '../server-node.ts';
import type { Stage } from '../stage.ts';

/** A phone holds seats, and pays or lets the hold end. Its requests are repeated when their outcome is unknown. */
export async function bookByPhone(stage: Stage, phone: number): Promise<void> {
  const { world, house, evidence } = stage;
  const screeningId = world.random.oneOf(house.screeningIds);
  const count = world.random.between(1, 3);
  const first = world.random.below(house.seatIds.length - count) + 1;
  const hold: Hold = {
    holdId: `phone-${phone}`,
    screeningId,
    seatIds: Array.from({ length: count }, (_, index) => first + index),
  };
  const held = await insist(stage, (deps) => holdSeats(deps, hold));
  if (!held.ok) return world.count('hold refused');
  world.count('held by a phone');
  if (world.random.chance(0.2)) return world.count('hold left to expire');
  const paying = await insist(stage, (deps) => startPayment(deps, hold));
  if (!paying.ok) return world.count('hold had expired');
  if (world.random.chance(0.15)) {
    await insist(stage, (deps) => releaseHold(deps, hold, 'paying'));
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
  const sold = await insist(stage, (deps) =>
    completeSale(deps, hold, {
      currency: 'EUR',
      lines,
      tenders: [{ kind: 'card', amountMinor: totalMinor, attemptId: hold.holdId, authorisation: 'X' }],
      totalMinor,
    }),
  );
  if (!sold.ok) throw new Error(`captured payment of ${hold.holdId} without seats`);
  evidence.toldPaid.push({ orderKey: sold.orderKey, totalMinor, seats: count, terminal: null });
  world.count('sold to a phone');
  world.note(`phone sold ${sold.orderKey}`);
}

/** Sends the same request again, to any instance, until an answer is known; a server that is down is tried later. */
export async function insist<A>({ world, cluster }: Stage, request: (deps: InstanceDeps) => Promise<A>): Promise<A> {
  for (;;) {
    const deps = cluster.anyRunning();
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
