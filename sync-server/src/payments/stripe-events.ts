/** What Stripe sends by itself. Nothing of it is believed but that something happened: the intent is looked at then. */
import { Fault } from '@marquee/shared/errors';
import { z } from 'zod';

export interface StripeEvent {
  id: string;
  kind: string;
  /** What it happened to. */
  object: { id: string; metadata: Readonly<Record<string, string>> };
}
/** Throws Fault `message-malformed` for what Stripe has not signed, or not in the last five minutes. */
export type ReadStripeEvent = (body: Buffer, signature: string, nowMs: number) => StripeEvent;

const toleranceSeconds = 300;

const Event = z.object({
  id: z.string().regex(/^evt_\w{1,76}$/),
  type: z.string().min(1).max(60),
  data: z.object({
    object: z.object({
      id: z.string().min(1).max(80),
      metadata: z
        .record(z.string(), z.string())
        .nullish()
        .transform((metadata) => metadata ?? {}),
    }),
  }),
});

/** The SDK is loaded only where it is used. */
export async function makeStripeEventReader(webhookSecret: string): Promise<ReadStripeEvent> {
  const { default: StripeClient } = await import('stripe');
  return (body, signature, nowMs) => {
    const signed = verify(() =>
      StripeClient.webhooks.constructEvent(body, signature, webhookSecret, toleranceSeconds, undefined, nowMs),
    );
    const read = Event.safeParse(signed);
    if (!read.success) throw new Fault('message-malformed', 'this is no event of Stripe');
    const { id, type, data } = read.data;
    return { id, kind: type, object: data.object };
  };
}

function verify(construct: () => unknown): unknown {
  try {
    return construct();
  } catch {
    // The error repeats the body and the header: neither is for the log or for whoever sent it.
    throw new Fault('message-malformed', 'Stripe has not signed this, or not now');
  }
}
