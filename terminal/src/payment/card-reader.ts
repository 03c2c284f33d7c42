/**
 * A card reader with its own memory: it can be asked about an attempt after the terminal or the link broke. Card numbers
 * stay inside it; we see an attempt id and an authorisation.
 */
export interface CardReader {
  /**
   * Asks the customer to pay. Resolves with the issuer's answer; throws Fault `request-timed-out` when no answer came
   * (the charge may have happened or not: ask with `find`), or `reader-unreachable` when nothing was sent.
   */
  charge(attempt: { attemptId: string; amountMinor: number; currency: string }): Promise<ChargeOutcome>;
  /**
   * What became of an attempt, a charge or a refund. `none`: the reader never saw it. `pending`: the customer has not
   * finished.
   */
  find(attemptId: string): Promise<FoundOutcome>;
  /** Cancels an attempt in whatever state it is; one that the reader never saw can't be charged later. Repeatable. */
  void(attemptId: string): Promise<void>;
  /**
   * Gives back a part or all of an approved charge, without the customer's card. The same attempt id, sent again, gives
   * nothing twice and has the same answer. Throws as `charge` does.
   */
  refund(refund: {
    attemptId: string;
    ofAttemptId: string;
    amountMinor: number;
    currency: string;
  }): Promise<RefundOutcome>;
}
export type ChargeOutcome = { outcome: 'approved'; authorisation: string } | { outcome: 'declined' };
export type RefundOutcome = { outcome: 'refunded' } | { outcome: 'declined' };
export type FoundOutcome =
  | ChargeOutcome
  | { outcome: 'none' }
  | { outcome: 'pending' }
  | { outcome: 'voided' }
  | { outcome: 'refunded' };
