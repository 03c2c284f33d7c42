/** A customer reads "paid": from here on the sale must never be lost. */
import type { Stage } from '../stage.ts';
import type { TerminalNode } from '../terminal-node.ts';
import { Violation } from './evidence.ts';

export function toldPaid(
  { world, evidence }: Stage,
  terminal: TerminalNode,
  sale: { orderKey: string; seq: number; totalMinor: number; seats: number },
): void {
  const onDisk = terminal.handle.prepare('SELECT total_minor FROM sale WHERE seq = ?').pluck().get(sale.seq);
  if (onDisk !== sale.totalMinor) throw new Violation(`I2 ${sale.orderKey} is paid and not on ${terminal.name}'s disk`);
  evidence.toldPaid.push({
    orderKey: sale.orderKey,
    totalMinor: sale.totalMinor,
    seats: sale.seats,
    terminal: terminal.name,
  });
  world.note(`${terminal.name} sold ${sale.orderKey}`);
}
