import type { SaleMade } from '@marquee/shared/protocol/journal';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RightsDeps } from '../rights/rights.ts';

/** Who stands at a till, and in which shift its money lies. */
export interface AtTheTill {
  /** For the entry that is written now; empty at a kiosk. */
  now(): { staffId?: number; shiftSeq?: number };
  /** Why money can't be taken or given back now. */
  refuse(isCash: boolean): 'not-signed-in' | 'no-shift' | null;
  /** Whether a manager has to say yes to this refund. */
  needsApproval(kind: 'void' | 'refund' | 'exchange', totalMinor: number): boolean;
  /** So many tickets of a sale may be given away without a manager. */
  compTicketsMax(): number;
}

export interface SellDeps extends RightsDeps {
  catalogue: Catalogue;
  terminal: number;
  keyId: number;
  channel: SaleMade['channel'];
  /** Written after the commit: a restored database file is behind it. */
  counter: { write(seq: number): void };
  /** Absent where nobody signs in. */
  till?: AtTheTill;
  /** A slip that is of no sale is to be printed. */
  onSlip?: () => void;
  /** A sale is on the disk: print and send it. */
  onSale?: (seq: number, basketId: string) => void;
}
