/** Cashiers undo what their own till has sold: voids, refunds, exchanges, with or without a network. */
import {
  exchangeTickets,
  type RefundAnswer,
  type RefundWish,
  refundTickets,
  voidTickets,
} from '@marquee/terminal/refund/refund';
import { chooseSeats } from '@marquee/terminal/sell/sell';
import { Violation } from '../promises/evidence.ts';
import { toldPaid } from '../promises/told.ts';
import type { Stage } from '../stage.ts';
import type { TerminalNode } from '../terminal-node.ts';
import { chooseAny } from './customers.ts';
import { setReader } from './reader-moods.ts';

type Core = NonNullable<ReturnType<TerminalNode['core']>>;

/** When the reader has done its work, and before its answer is missed. */
const silentAfterMs = 2000;

export async function visitDesk(stage: Stage, terminal: TerminalNode): Promise<void> {
  const { world } = stage;
  const core = terminal.core();
  if (!core || core.outOfService()) return;
  if (world.random.chance(0.2)) return takeItemsBack(stage, terminal);
  // Mostly what can be undone here; now and then what was undone or released already.
  const rows = terminal.handle
    .prepare(
      `SELECT sale_seq, line, screening_id FROM ticket ${
        world.random.chance(0.9) ? "WHERE state = 'valid' AND sale_seq > (SELECT released_seq FROM sent)" : ''
      } ORDER BY sale_seq, line`,
    )
    .all() as { sale_seq: number; line: number; screening_id: number }[];
  if (rows.length === 0) return;
  const { sale_seq: saleSeq, screening_id: screeningId } = world.random.oneOf(rows);
  const all = rows.filter((row) => row.sale_seq === saleSeq).map((row) => row.line);
  const lines = world.random.chance(0.5) ? all : [world.random.oneOf(all)];
  const wish: RefundWish = { refundId: stage.makeId(), saleSeq, lines, reason: 'simulated' };
  setReader(stage, terminal);
  // Refunds to cards are few: more of their answers are lost, and then the reader can't be asked for longer than anybody waits.
  if (world.random.chance(stage.trouble.of('payment-lost') * 0.5)) {
    terminal.reader.setMode('lost-answer');
    world.after(silentAfterMs, () => {
      if (!stage.isOver()) terminal.reader.setMode('unreachable');
    });
  }
  if (world.random.chance(0.3)) return exchange(stage, terminal, core, { ...wish, screeningId });
  await undo(stage, terminal, wish, world.random.chance(0.5) ? 'void' : 'refund');
}

/** A line of items of some sale, with a valid ticket of it now and then. */
async function takeItemsBack(stage: Stage, terminal: TerminalNode): Promise<void> {
  const { world } = stage;
  const sold = terminal.handle
    .prepare(
      "SELECT sale_seq, line FROM sale_item WHERE state = 'valid' AND sale_seq > (SELECT released_seq FROM sent) ORDER BY sale_seq, line",
    )
    .all() as { sale_seq: number; line: number }[];
  if (sold.length === 0) return;
  const { sale_seq: saleSeq, line } = world.random.oneOf(sold);
  const tickets = terminal.handle
    .prepare("SELECT line FROM ticket WHERE sale_seq = ? AND state = 'valid' ORDER BY line")
    .pluck()
    .all(saleSeq) as number[];
  const lines = world.random.chance(0.3) ? tickets : [];
  setReader(stage, terminal);
  const wish = { refundId: stage.makeId(), saleSeq, lines, itemLines: [line], reason: 'simulated' };
  await undo(stage, terminal, wish, world.random.chance(0.3) ? 'void' : 'refund');
}

/** Asked again under the same id for as long as nobody knows what became of it; what is done once stays done. */
async function undo(stage: Stage, terminal: TerminalNode, wish: RefundWish, kind: 'void' | 'refund'): Promise<void> {
  const { world } = stage;
  const ask = async (): Promise<RefundAnswer | null> => {
    const core = terminal.core();
    if (!core) return null;
    return kind === 'void' ? voidTickets(core.deps, wish) : refundTickets(core.deps, wish);
  };
  let answer = await ask();
  while (answer && !answer.ok && answer.reason === 'refund-unsettled') {
    world.count('refund unsettled');
    await new Promise<void>((resolve) => world.after(5000, resolve));
    answer = await ask();
  }
  if (!answer) return;
  if (!answer.ok) return world.count(`${kind} refused: ${answer.reason}`);
  world.count(kind === 'void' ? 'voided at a terminal' : 'refunded at a terminal');
  if (wish.itemLines) world.count('items taken back');
  if (!terminal.core()?.sync.isOnline()) world.count('undone offline');
  const again = await ask();
  if (again && JSON.stringify(again) !== JSON.stringify(answer))
    throw new Violation(
      `refund ${wish.refundId} at ${terminal.name} has two answers: ${JSON.stringify([answer, again])}`,
    );
}

async function exchange(
  stage: Stage,
  terminal: TerminalNode,
  core: Core,
  wish: RefundWish & { screeningId: number },
): Promise<void> {
  const { world } = stage;
  const { screeningId, ...refund } = wish;
  const elsewhere = world.random.chance(0.5) ? screeningId : world.random.oneOf(stage.house.screeningIds);
  const seatIds = chooseAny(stage, terminal, elsewhere);
  const chosen = await chooseSeats(core.deps, {
    basketId: null,
    screeningId: elsewhere,
    seatIds,
    tickets: [{ ticketClass: 'adult', count: seatIds.length }],
    allowSingleSeat: true,
  });
  if (!chosen.ok) return world.count(`exchange found no seats: ${chosen.reason}`);
  const { basketId } = chosen.basket;
  core.keepBasket(basketId);
  const tender = world.random.chance(0.5) ? ('cash' as const) : ('card' as const);
  const answer = await exchangeTickets(core.deps, { ...refund, basketId, tender, language: 'en' });
  if (!answer.ok) return world.count(`exchange refused: ${answer.reason}`);
  world.count('exchanged at a terminal');
  const { sale } = answer.basket;
  if (sale) toldPaid(stage, terminal, { ...sale, seats: seatIds.length });
}
