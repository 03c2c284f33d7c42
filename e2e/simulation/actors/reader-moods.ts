import type { Stage } from '../stage.ts';
import type { TerminalNode } from '../terminal-node.ts';

const readerModes = ['approve', 'approve', 'approve', 'decline', 'timeout', 'lost-answer', 'unreachable'] as const;

/** A card reader has its moods, more of them in bad weather. */
export function setReader({ world, trouble }: Stage, { reader }: TerminalNode): void {
  const isMoody = world.random.chance(0.3 + trouble.of('payment-lost') * 0.6);
  reader.setMode(isMoody ? world.random.oneOf(readerModes) : 'approve');
  if (reader.bank() === 'away') reader.setCard(world.random.chance(0.1) ? 'stripe' : 'chip');
}
