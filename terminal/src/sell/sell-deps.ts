import type { SaleMade } from '@marquee/shared/protocol/journal';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RightsDeps } from '../rights/rights.ts';

export interface SellDeps extends RightsDeps {
  catalogue: Catalogue;
  terminal: number;
  keyId: number;
  channel: SaleMade['channel'];
  /** Written after the commit: a restored database file is behind it. */
  counter: { write(seq: number): void };
  /** A sale is on the disk: print and send it. */
  onSale?: (seq: number, basketId: string) => void;
}
