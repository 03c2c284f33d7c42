import type { AttemptAt, PaymentProvider } from './payments.ts';

const freeRef = 'free-of-charge';
const isFree = ({ ref }: AttemptAt): boolean => ref === freeRef;

/** Where nothing is to be paid, no provider is asked: none of them takes an amount of nothing. */
export function allowFree(provider: PaymentProvider): PaymentProvider {
  return {
    name: provider.name,
    open: async (attemptId, order) =>
      order.amount.amountMinor === 0 ? { ref: freeRef } : provider.open(attemptId, order),
    charge: async (at) => (isFree(at) ? { outcome: 'captured' } : provider.charge(at)),
    find: async (at) => (isFree(at) ? 'captured' : provider.find(at)),
    cancel: async (at) => (isFree(at) ? 'captured' : provider.cancel(at)),
    refund: async (at, refund) =>
      isFree(at) || refund.amount.amountMinor === 0 ? undefined : provider.refund(at, refund),
  };
}
