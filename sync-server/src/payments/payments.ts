/**
 * What takes phones' money. An attempt's id is ours and is made before the provider hears of it: whatever is asked twice
 * under one id happens once. Any call may throw a Fault: then nothing is known, and it is asked again.
 */
export interface PaymentProvider {
  /** Takes the money. An id that was cancelled is declined for ever, also where the cancelling came first. */
  charge(attemptId: string, amount: Amount): Promise<'captured' | 'declined'>;
  /** `pending`: it may still be captured. `none`: this provider has not heard of it (yet). */
  find(attemptId: string): Promise<'captured' | 'pending' | 'declined' | 'cancelled' | 'none'>;
  /** `impossible`: it is out of the provider's hands, and may be captured or not. */
  cancel(attemptId: string): Promise<'cancelled' | 'captured' | 'impossible'>;
  /** Gives a capture back, or a part of it: once for each refund id. */
  refund(attemptId: string, refund: RefundOrder): Promise<void>;
}

export interface Amount {
  amountMinor: number;
  currency: string;
}

export interface RefundOrder {
  /** Ours, and saved before it is asked for: a repeat under it gives nothing more back. */
  refundId: string;
  amount: Amount;
}
