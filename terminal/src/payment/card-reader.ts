/**
 * A card reader with its own memory: it can be asked about an attempt after the terminal or the link broke. Card numbers
 * stay inside it; we see an attempt id and an authorisation.
 */
export interface CardReader {
  /**
   * Asks the customer to pay. Resolves with the issuer's answer; throws Fault `request-timed-out` when no answer came
   * (the charge may have happened or not: ask with `find`), or `reader-unreachable` when nothing was sent. `mayStore`:
   * without its bank the reader may approve by its own rules, and send the charge on later.
   */
  charge(attempt: ChargeAttempt): Promise<ChargeOutcome>;
  /**
   * What became of an attempt, a charge or a refund. `none`: the reader never saw it. `pending`: the customer has not
   * finished.
   */
  find(attemptId: string): Promise<FoundOutcome>;
  /**
   * Cancels an attempt in whatever state it is; one that the reader never saw can't be charged later, a stored one leaves
   * the store. Repeatable. Throws as `charge` does.
   */
  void(attemptId: string): Promise<void>;
  /**
   * Gives back a part or all of an approved charge, without the customer's card. The same attempt id, sent again, gives
   * nothing twice and has the same answer. Throws as `charge` does. Without its bank, or of a charge that is still in its
   * store, a reader gives nothing back: `declined`.
   */
  refund(refund: {
    attemptId: string;
    ofAttemptId: string;
    amountMinor: number;
    currency: string;
  }): Promise<RefundOutcome>;
  /**
   * What became of stored charges, in the order in which it was learned, after the one that `after` names. A result may
   * come again: a reader that doesn't know `after` tells all that it remembers. Throws Fault `reader-unreachable`.
   */
  forwarded(after: string | null): Promise<ForwardResult[]>;
}
export interface ChargeAttempt {
  attemptId: string;
  amountMinor: number;
  currency: string;
  mayStore: boolean;
}
/** `stored`: approved by the reader alone, its bank has not been asked. `bank-away`: it can't be, and the rules forbid more. */
export type ChargeOutcome =
  | { outcome: 'approved'; authorisation: string; stored?: true }
  | { outcome: 'declined'; because?: 'bank-away' };
export interface ForwardResult {
  attemptId: string;
  outcome: 'accepted' | 'declined';
}
export type RefundOutcome = { outcome: 'refunded' } | { outcome: 'declined' };
export type FoundOutcome =
  | ChargeOutcome
  | { outcome: 'none' }
  | { outcome: 'pending' }
  | { outcome: 'voided' }
  | { outcome: 'refunded' };
