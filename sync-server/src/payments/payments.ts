/**
 * What takes phones' money. An attempt's id is ours and is made before the provider hears of it: whatever is asked twice
 * under one id happens once. Any call may throw a Fault. Where it says `retry: 'later'`, nothing is known and it is asked
 * again; `payment-refused` is the provider's last word, and then nothing has happened there.
 */
export interface PaymentProvider {
  readonly name: 'simulated' | 'stripe';
  /** Makes the payment known there; nothing is taken yet. The same id gets the same reference. */
  open(attemptId: string, order: PaymentToOpen): Promise<{ ref: string }>;
  /** Takes the money. What was cancelled is declined for ever. */
  charge(attempt: AttemptAt): Promise<ChargeAnswer>;
  /** `pending`: it may still be captured. `none`: this provider has not heard of it (any more). */
  find(attempt: AttemptAt): Promise<'captured' | 'pending' | 'declined' | 'cancelled' | 'none'>;
  /** `impossible`: it is out of the provider's hands, and may be captured or not. */
  cancel(attempt: AttemptAt): Promise<'cancelled' | 'captured' | 'impossible'>;
  /** Gives a capture back, or a part of it: once for each refund id. */
  refund(attempt: AttemptAt, refund: RefundToCard): Promise<void>;
}

/** An attempt as both sides call it: the reference is the provider's. */
export interface AttemptAt {
  id: string;
  ref: string;
}

export interface PaymentToOpen {
  amount: Amount;
  /** Of a card that the provider keeps, such as `pm_…`: never a card number, and never stored here. */
  paymentToken: string;
  /** For the statement of the customer, and for whoever looks at the provider's own pages. */
  description: string;
}

/** `action-needed`: the customer's bank wants to be convinced (3-D Secure); the app shows its question by this secret. */
export type ChargeAnswer = { outcome: 'captured' | 'declined' } | { outcome: 'action-needed'; clientSecret: string };

export interface Amount {
  amountMinor: number;
  currency: string;
}

export interface RefundToCard {
  /** Ours, and saved before it is asked for: a repeat under it gives nothing more back. */
  refundId: string;
  amount: Amount;
}
