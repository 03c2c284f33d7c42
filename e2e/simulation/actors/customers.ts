/** Customers at terminals: they choose seats, and pay, give up, or walk away. */
import { pay } from '@marquee/terminal/payment/payment';
import { chooseSeats, dropBasket } from '@marquee/terminal/sell/sell';
import { toldPaid } from '../promises/told.ts';
import type { Stage } from '../stage.ts';
import type { TerminalNode } from '../terminal-node.ts';
import { ringUp } from './counter.ts';
import { setReader } from './reader-moods.ts';
import { offerVouchers } from './vouchers.ts';

export async function visitTerminal(stage: Stage, terminal: TerminalNode): Promise<void> {
  const { world } = stage;
  const core = terminal.core();
  if (!core || core.outOfService()) return;
  const screeningId = world.random.oneOf(stage.house.screeningIds);
  const seatIds = chooseAny(stage, terminal, screeningId);
  const chosen = await chooseSeats(core.deps, {
    basketId: null,
    screeningId,
    seatIds,
    tickets: [{ ticketClass: 'adult', count: seatIds.length }],
    allowSingleSeat: true,
  });
  if (!chosen.ok) return world.count(`choice refused: ${chosen.reason}`);
  const { basketId } = chosen.basket;
  if (terminal.role === 'till') ringUp(stage, core, { basketId, seatIds });
  if (terminal.role === 'till' && world.random.chance(0.5)) await offerVouchers(stage, core, basketId);
  const wayOut = world.random.fraction();
  if (wayOut < 0.1) return world.count(`basket dropped ${dropBasket(core.deps, basketId)}`);
  if (wayOut < 0.15) {
    core.keepBasket(basketId);
    return world.count('customer left');
  }
  setReader(stage, terminal);
  const answer = await pay(core.deps, { basketId, tender: world.random.chance(0.5) ? 'cash' : 'card', language: 'en' });
  if (!answer.ok) return world.count(`payment refused: ${answer.reason}`);
  world.count('sold at a terminal');
  if (terminal.reader.stored().length > 0) world.count('sold while charges are stored');
  if (!core.sync.isOnline()) world.count('sold offline');
  const { sale } = answer.basket;
  if (!sale) throw new Error('a paid basket names its sale');
  toldPaid(stage, terminal, { ...sale, seats: seatIds.length });
}

/** Neighbouring seats: mostly some that look unsold, now and then any, as two people who see the same map would. */
export function chooseAny({ world, house }: Stage, terminal: TerminalNode, screeningId: number): number[] {
  const count = world.random.between(1, 3);
  const unsold = world.random.chance(0.7)
    ? (terminal.handle
        .prepare("SELECT seat_id FROM seat_picture WHERE screening_id = ? AND state <> 'sold' ORDER BY seat_id")
        .pluck()
        .all(screeningId) as number[])
    : [];
  const from = unsold.length < count ? house.seatIds : unsold;
  const first = world.random.below(from.length - count + 1);
  return from.slice(first, first + count);
}
