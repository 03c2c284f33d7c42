/** What an actor knows: the cinema, who works there, and the weather. */
import type { SimulatedProvider } from '@marquee/sync-server/payments/simulated-provider';
import type { House } from './house.ts';
import type { Evidence } from './promises/evidence.ts';
import type { Cluster } from './server-node.ts';
import type { TerminalNode } from './terminal-node.ts';
import type { Trouble } from './weather.ts';
import type { World } from './world.ts';

export interface Stage {
  world: World;
  trouble: Trouble;
  house: House;
  cluster: Cluster;
  /** Takes phones' money. */
  provider: SimulatedProvider;
  /** Grows: a machine that was broken is replaced by a new one. */
  terminals: readonly TerminalNode[];
  addTerminal(): TerminalNode;
  evidence: Evidence;
  /** Work stops when the healing begins; what was begun is still finished. */
  isOver(): boolean;
  /** Lets work go on beside everything else; what it throws ends the run, unless it is a power cut or a fault. */
  track(work: Promise<unknown>): void;
  /** An id that was never given before. */
  makeId(): string;
  /** Again and again until the healing, at random intervals around a mean. */
  often(meanMs: number, act: () => void): void;
}
