/** The line between a server instance and the payment provider: calls take time, and answers are lost. */
import { Fault } from '@marquee/shared/errors';
import type { AttemptAt, PaymentProvider } from '@marquee/sync-server/payments/payments';
import type { Trouble } from './weather.ts';
import type { World } from './world.ts';

export function reachProvider({
  world,
  trouble,
  provider,
  onCharge,
}: {
  world: World;
  trouble: Trouble;
  provider: PaymentProvider;
  onCharge(attempt: AttemptAt): void;
}): PaymentProvider {
  const wait = () => new Promise<void>((resolve) => world.after(world.random.between(20, 600), resolve));
  async function call<R>(work: () => Promise<R>): Promise<R> {
    await wait();
    if (world.random.chance(trouble.of('payment-lost') * 0.1)) throw new Fault('link-down', 'payment provider');
    const answer = await work();
    await wait();
    if (world.random.chance(trouble.of('payment-lost') * 0.1)) {
      world.count('provider answer lost');
      throw new Fault('request-timed-out', 'payment provider');
    }
    return answer;
  }
  return {
    name: provider.name,
    open: (id, order) => call(() => provider.open(id, order)),
    charge(attempt) {
      onCharge(attempt);
      return call(() => provider.charge(attempt));
    },
    find: (attempt) => call(() => provider.find(attempt)),
    cancel: (attempt) => call(() => provider.cancel(attempt)),
    refund: (attempt, refund) => call(() => provider.refund(attempt, refund)),
  };
}
