/** Phones that book on the server, through whichever instance is up. */
import { toFault } from '@marquee/shared/errors';
import type { OrderId } from '@marquee/shared/ids';
import {
  type Hold,
  holdSeats,
  type PayAnswer,
  type PayOrder,
  payHold,
  refundTickets,
  refundToCard,
} from '@marquee/sync-server/bookings/bookings';
import { Violation } from '../promises/evidence.ts';
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
  // Some take their time, and pay in the last moment of their hold or too late.
  if (world.random.chance(0.15))
    await new Promise<void>((resolve) => world.after(world.random.between(420_000, 490_000), resolve));
  const attemptId = `${hold.holdId}-pay`;
  const order: PayOrder = { attemptId, ...hold, userId: null, paymentToken: 'pm_card_visa', sale: aSale(hold) };
  setProvider(stage);
  const answer = await payAndAsk(stage, order);
  if (answer.outcome !== 'sold') return world.count(`phone payment: ${answer.outcome}`);
  const { orderKey } = answer;
  evidence.toldPaid.push({ orderKey, totalMinor: order.sale.totalMinor, seats: count, terminal: null });
  world.count('sold to a phone');
  world.note(`phone sold ${orderKey}`);
  const again = await insist(stage, (deps) => payHold(deps, deps.provider, order));
  if (JSON.stringify(again) !== JSON.stringify(answer) && !evidence.hasLost)
    throw new Violation(`payment ${order.attemptId} has two answers: ${JSON.stringify([answer, again])}`);
  if (world.random.chance(0.3)) await giveBack(stage, hold.holdId, answer.order);
}

/** The customer can't come. A manager may refund the same tickets, and pay out what is prepared, at the same time. */
async function giveBack(stage: Stage, holdId: string, order: OrderId): Promise<void> {
  const { world } = stage;
  await new Promise<void>((resolve) => world.after(world.random.between(1000, 60_000), resolve));
  const wish = {
    operationId: `${holdId}-undo`,
    order,
    lines: null,
    kind: 'refund',
    reason: 'ill',
    by: holdId,
  } as const;
  const undone = await insist(stage, (deps) => refundTickets(deps, wish));
  if (!undone.ok) return world.count(`phone refund refused: ${undone.reason}`);
  const answer = await insist(stage, (deps) => refundToCard(deps, deps.provider, undone.refundId));
  world.count(`phone refund: ${answer}`);
}

/** A customer looks at the phone a few times, and then goes to the cinema's own settling. */
async function payAndAsk(stage: Stage, order: PayOrder): Promise<PayAnswer> {
  for (let looks = 0; ; looks++) {
    const answer = await insist(stage, (deps) => payHold(deps, deps.provider, order));
    if (answer.outcome !== 'pending' || looks === 4) return answer;
    if (answer.action) faceBank(stage, order.attemptId);
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

function aSale({ holdId, seatIds }: Hold): PayOrder['sale'] {
  const lines = seatIds.map((seatId, index) => ({
    line: index + 1,
    seatId,
    seatLabel: `S${seatId}`,
    seatKind: 'standard' as const,
    ticketClass: 'adult' as const,
    priceMinor: 1000,
    taxMinor: 65,
  }));
  const totalMinor = 1000 * seatIds.length;
  const tenders = [{ kind: 'card' as const, amountMinor: totalMinor, attemptId: `${holdId}-pay`, authorisation: 'X' }];
  return { currency: 'EUR', lines, tenders, totalMinor };
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
