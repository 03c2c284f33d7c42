/** What cashiers sell and give beside the plain ticket: items, with tickets or alone, members' prices, tickets for nothing. */
import { pay } from '@marquee/terminal/payment/payment';
import { setComps, setItems, setMember } from '@marquee/terminal/sell/sell';
import { itemsOnSale } from '../house.ts';
import { toldPaid } from '../promises/told.ts';
import type { Stage } from '../stage.ts';
import type { TerminalNode } from '../terminal-node.ts';
import { setReader } from './reader-moods.ts';

type Core = NonNullable<ReturnType<TerminalNode['core']>>;

function drawItems({ world }: Stage): { itemId: number; quantity: number }[] {
  const first = { itemId: world.random.between(1, itemsOnSale.length), quantity: world.random.between(1, 3) };
  return world.random.chance(0.3) ? [first, { itemId: 1, quantity: 1 }] : [first];
}

/** Rings up what a customer wants beside the seats. */
export function ringUp(stage: Stage, { deps }: Core, { basketId, seatIds }: { basketId: string; seatIds: number[] }) {
  const { world } = stage;
  const note = (what: string, { ok }: { ok: boolean }) => world.count(ok ? what : `${what}: refused`);
  if (world.random.chance(0.3)) note('items beside tickets', setItems(deps, { basketId, items: drawItems(stage) }));
  if (world.random.chance(0.15)) note('a member', setMember(deps, { basketId, memberNumber: 'M1' }));
  if (world.random.chance(0.1)) {
    const given = world.random.chance(0.3) ? seatIds : seatIds.slice(0, 1);
    note(
      'tickets given away',
      setComps(deps, { basketId, seatIds: given, reason: 'simulated' }, () => 3),
    );
  }
}

/** Somebody wants popcorn and no film. */
export async function sellItems(stage: Stage, terminal: TerminalNode): Promise<void> {
  const { world } = stage;
  const core = terminal.core();
  if (!core || core.outOfService() || !core.catalogue.current()) return;
  const set = setItems(core.deps, { basketId: null, items: drawItems(stage) });
  if (!set.ok) return world.count(`items refused: ${set.reason}`);
  const { basketId } = set.basket;
  core.keepBasket(basketId);
  setReader(stage, terminal);
  const answer = await pay(core.deps, { basketId, tender: world.random.chance(0.5) ? 'cash' : 'card', language: 'en' });
  if (!answer.ok) return world.count(`items not paid: ${answer.reason}`);
  world.count('items sold alone');
  const { sale } = answer.basket;
  if (sale) toldPaid(stage, terminal, { ...sale, seats: 0 });
}
