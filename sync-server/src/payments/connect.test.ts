import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { readConfig } from '../platform/config.ts';
import type { Log } from '../platform/log.ts';
import { startServer } from '../start.ts';
import { serveStripe, writeWebhook } from './testing/stripe-fake.ts';

jest.setTimeout(30_000);
const folder = mkdtempSync(join(tmpdir(), 'marquee-payments-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const logged: string[] = [];
const note = (context: object, message: string) => void logged.push(message + JSON.stringify(context));
const log: Log = { debug: note, info: note, warn: note, error: note };
const secrets = { STRIPE_SECRET_KEY: 'sk_test_hidden', STRIPE_WEBHOOK_SECRET: 'whsec_hidden' };

async function tell(env: Record<string, string>, secret: string) {
  const server = await startServer(readConfig({ PORT: '0', DATA_DIR: join(folder, secret), ...env }), { log });
  const event = { id: 'evt_1', kind: 'payment_intent.succeeded', object: { id: 'pi_1', metadata: {} } };
  const { body, signature } = writeWebhook(event, { secret, atMs: server.deps.clock.nowMs() });
  const headers = { 'Stripe-Signature': signature };
  const { status } = await fetch(`${server.url}/webhooks/stripe`, { method: 'POST', headers, body });
  await server.stop();
  return status;
}

test('a server takes the webhooks of a provider that it is connected to, and no others; its secrets are not logged', async () => {
  const stripe = await serveStripe({ secretKey: secrets.STRIPE_SECRET_KEY });
  const env = { ...secrets, STRIPE_API_BASE: stripe.url };
  expect(await tell(env, 'whsec_hidden')).toBe(200);
  expect(await tell(env, 'whsec_guessed')).toBe(400);
  expect(await tell({}, 'whsec_none')).toBe(404);
  expect(logged.join('\n')).not.toContain('hidden');
  await stripe.close();
});
