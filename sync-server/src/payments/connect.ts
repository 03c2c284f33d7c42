import type Router from '@koa/router';
import { type PayingDeps, settleAttemptNow } from '../bookings/bookings.ts';
import { allowFree } from './free-of-charge.ts';
import type { PaymentProvider } from './payments.ts';
import { makeSimulatedProvider } from './simulated-provider.ts';
import { makeStripeEventReader } from './stripe-events.ts';
import { makeStripeProvider } from './stripe-provider.ts';
import { makeWebhookRoutes, purgeEvents } from './webhooks.route.ts';

export interface ConnectedPayments {
  provider: PaymentProvider;
  /** For the provider's webhooks. */
  routes: Router[];
  /** To be done now and then. */
  purge(): Promise<number>;
}

/** Stripe where it is configured, with its webhooks; otherwise a simulated provider, which tells of late captures itself. */
export async function connectPayments(
  deps: PayingDeps,
  stripe: { secretKey: string; webhookSecret: string; apiBase: string | null } | null,
): Promise<ConnectedPayments> {
  const purge = () => purgeEvents(deps);
  if (stripe === null) return { provider: allowFree(simulate(deps)), routes: [], purge };
  const provider = allowFree(await makeStripeProvider(stripe));
  const readEvent = await makeStripeEventReader(stripe.webhookSecret);
  return { provider, routes: [makeWebhookRoutes({ ...deps, payments: provider, readEvent })], purge };
}

function simulate(deps: PayingDeps): PaymentProvider {
  const provider: PaymentProvider = makeSimulatedProvider({
    clock: deps.clock,
    onEvent: ({ id }) =>
      void settleAttemptNow(deps, provider, id).catch((err: unknown) =>
        deps.log?.warn({ err, attempt: id }, 'a late payment was not settled; the sweeper comes to it'),
      ),
  });
  return provider;
}
