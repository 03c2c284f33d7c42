/** Phones that book on the server, through whichever instance is up. */
import { toFault } from '@marquee/shared/errors';
import type { OrderId } from '@marquee/shared/ids';
import {
  type BookingPayment,
  cancelBooking,
  extendHold,
  type HoldOrder,
  holdForUser,
  nameAttempt,
  type PayAnswer,
  payForHold,
  releaseHold,
} from '@marquee/sync-server/bookings/bookings';
import { Violation } from '../promises/evidence.ts';
import type { InstanceDeps } from '../server-node.ts';
import type { Stage } from '../stage.ts';

/**
 * A phone holds seats, named or the best that are left, and pays, gives them back, or lets the hold end. Its requests are
 * repeated when their outcome is unknown.
 */
export async function bookByPhone(stage: Stage, phone: number): Promise<void> {
  const { world, evidence } = stage;
  const order = drawOrder(stage, phone);
  const held = await insist(stage, (deps) => holdForUser(deps, order));
  if (!held.ok) return world.count(`hold refused: ${held.reason}`);
  world.count('held by a phone');
  const { hold } = held;
  if (world.random.chance(0.15)) return world.count('hold left to expire');
  const place = { holdId: hold.id, screeningId: hold.screening_id };
  if (world.random.chance(0.05)) {
    await insist(stage, (deps) => releaseHold(deps, place));
    return world.count('hold given back');
  }
  await takeTime(stage, hold);
  let payment: BookingPayment = { hold, key: 'pay', paymentToken: 'pm_card_visa' };
  setProvider(stage);
  let answer = await payAndAsk(stage, payment);
  if (answer.outcome === 'declined' && world.random.chance(0.7)) {
    world.count('another card is tried');
    payment = { ...payment, key: 'pay with another card' };
    setProvider(stage);
    answer = await payAndAsk(stage, payment);
  }
  if (answer.outcome !== 'sold') return world.count(`phone payment: ${answer.outcome}`);
  const { orderKey } = answer;
  const seats = order.tickets.length;
  evidence.toldPaid.push({ orderKey, totalMinor: hold.total_minor, seats, terminal: null });
  world.count('sold to a phone');
  world.note(`phone sold ${orderKey}`);
  const again = await insist(stage, (deps) => payForHold(deps, deps.provider, payment));
  if (JSON.stringify(again) !== JSON.stringify(answer) && !evidence.hasLost)
    throw new Violation(`the payment of ${hold.id} has two answers: ${JSON.stringify([answer, again])}`);
  if (world.random.chance(0.3)) await giveBack(stage, hold.user_id, answer.order);
}

function drawOrder({ world, house }: Stage, phone: number): HoldOrder {
  const count = world.random.between(1, 3);
  const first = world.random.below(house.seatIds.length - count) + 1;
  const named = world.random.chance(0.7);
  return {
    holdId: `phone-${phone}`,
    userId: world.random.oneOf(house.userIds),
    screeningId: world.random.oneOf(house.screeningIds),
    tickets: Array.from({ length: count }, (_, index) => ({
      ticketClass: 'adult' as const,
      ...(named ? { seatId: first + index } : {}),
    })),
    wheelchair: false,
    allowSingleSeat: world.random.chance(0.8),
  };
}

/** Some take their time, and pay in the last moment of their hold, extend it, or come too late. */
async function takeTime(stage: Stage, hold: Parameters<typeof extendHold>[1]): Promise<void> {
  const { world } = stage;
  if (!world.random.chance(0.15)) return;
  await new Promise<void>((resolve) => world.after(world.random.between(420_000, 490_000), resolve));
  if (!world.random.chance(0.5)) return;
  const answer = await insist(stage, (deps) => extendHold(deps, hold, 'once'));
  world.count(`hold extended: ${answer.ok ? 'yes' : answer.reason}`);
  if (world.random.chance(0.3))
    await new Promise<void>((resolve) => world.after(world.random.between(420_000, 490_000), resolve));
}

/** The customer can't come. A manager may refund the same tickets, and pay out what is prepared, at the same time. */
async function giveBack(stage: Stage, userId: number, order: OrderId): Promise<void> {
  const { world } = stage;
  await new Promise<void>((resolve) => world.after(world.random.between(1000, 60_000), resolve));
  const lines = world.random.chance(0.3) ? [1] : null;
  const wish = { key: `cancel-${order.seq}`, order, userId, lines, cancelMsBefore: 30 * 60_000 };
  const answer = await insist(stage, (deps) => cancelBooking(deps, deps.provider, wish));
  world.count(answer.ok ? `phone refund: ${answer.refund}` : `phone refund refused: ${answer.reason}`);
}

/** A customer looks at the phone a few times, and then goes to the cinema's own settling. */
async function payAndAsk(stage: Stage, payment: BookingPayment): Promise<PayAnswer> {
  for (let looks = 0; ; looks++) {
    const answer = await insist(stage, (deps) => payForHold(deps, deps.provider, payment));
    if (answer.outcome !== 'pending' || looks === 4) return answer;
    if (answer.action) faceBank(stage, nameAttempt(payment));
    await new Promise<void>((resolve) => stage.world.after(10_000, resolve));
  }
}

/** Some convince their bank, some fail to, and some put the phone away. */
function faceBank({ world, provider }: Stage, attemptId: string): void {
  world.count('asked by the bank');
  if (world.random.chance(0.2)) return;
  world.after(world.random.between(500, 20_000), () => provider.answerBank(attemptId, world.random.chance(0.8)));
}

const providerModes = ['approve', 'decline', 'timeout', 'lost-answer', 'late-capture', 'action-needed'] as const;
function setProvider({ world, trouble, provider }: Stage): void {
  const isMoody = world.random.chance(trouble.of('payment-lost') * 0.7);
  provider.mode = isMoody ? world.random.oneOf(providerModes) : world.random.chance(0.85) ? 'approve' : 'decline';
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
