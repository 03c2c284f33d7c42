/**
 * A stand-in for Stripe on this machine: PaymentIntents, refunds and signed webhooks as its reference describes them, and
 * no kinder. It fails on demand, and knows what it took and gave back.
 */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type StripeMode =
  | 'approve'
  | 'decline'
  /** The customer's bank asks first: see `answerBank`. */
  | 'action'
  /** Not known for a while: see `finishProcessing`. */
  | 'processing'
  /** Does what it is asked, and the connection breaks before the answer. */
  | 'lose-answer'
  /** The connection breaks before anything is done. */
  | 'unreachable'
  /** Does what it is asked, and never answers. */
  | 'silent'
  /** An error of Stripe's own, with nothing done. */
  | 'broken';

export interface FakeIntent {
  id: string;
  object: 'payment_intent';
  amount: number;
  currency: string;
  status:
    | 'requires_payment_method'
    | 'requires_confirmation'
    | 'requires_action'
    | 'processing'
    | 'succeeded'
    | 'canceled';
  client_secret: string;
  description: string | null;
  payment_method: string | null;
  metadata: Record<string, string>;
}
export interface FakeRefund {
  id: string;
  object: 'refund';
  payment_intent: string;
  amount: number;
  status: 'succeeded' | 'failed';
  metadata: Record<string, string>;
}
export interface StripeFake {
  url: string;
  mode: StripeMode;
  /** The next refund is accepted and fails. */
  failsRefunds: boolean;
  readonly intents: ReadonlyMap<string, FakeIntent>;
  readonly refunds: readonly FakeRefund[];
  readonly asked: readonly string[];
  /** The answers under idempotency keys are forgotten, as after a day. */
  forgetKeys(): void;
  answerBank(ref: string, isConvinced: boolean): void;
  finishProcessing(ref: string, status: 'succeeded' | 'requires_payment_method'): void;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body: object;
}
type Form = Record<string, string>;

const says = (status: number, error: { type: string; code?: string; message: string }): Answer => ({
  status,
  body: { error },
});
const invalid = (code: string, message: string, status = 400): Answer =>
  says(status, { type: 'invalid_request_error', code, message });

export async function serveStripe({ secretKey }: { secretKey: string }): Promise<StripeFake> {
  const intents = new Map<string, FakeIntent>();
  const refunds: FakeRefund[] = [];
  const asked: string[] = [];
  const answered = new Map<string, { request: string; answer: Answer }>();
  let made = 0;

  const needIntent = (ref: string, then: (intent: FakeIntent) => Answer): Answer => {
    const intent = intents.get(ref);
    return intent ? then(intent) : invalid('resource_missing', `No such payment_intent: '${ref}'`, 404);
  };
  const wrongState = ({ status }: FakeIntent): Answer =>
    invalid('payment_intent_unexpected_state', `This PaymentIntent is ${status}`);

  function create(form: Form): Answer {
    const amount = Number(form.amount);
    const card = form.payment_method ?? form['payment_method_data[card][token]'] ?? null;
    if (!/^[1-9]\d{0,7}$/.test(form.amount ?? '')) return invalid('parameter_invalid_integer', 'Invalid integer');
    if (!/^[a-z]{3}$/.test(form.currency ?? '')) return invalid('parameter_invalid_string', 'Invalid currency');
    if (form.confirm !== 'false') return invalid('parameter_invalid', 'this house never confirms at once');
    if (card !== null && !/^(pm|tok|card)_\w+$/.test(card)) return invalid('resource_missing', 'No such PaymentMethod');
    made += 1;
    const id = `pi_${made}`;
    const intent: FakeIntent = {
      id,
      object: 'payment_intent',
      amount,
      currency: form.currency ?? '',
      status: card === null ? 'requires_payment_method' : 'requires_confirmation',
      client_secret: `${id}_secret`,
      description: form.description ?? null,
      payment_method: card,
      metadata: readMetadata(form),
    };
    intents.set(id, intent);
    return { status: 200, body: { ...intent } };
  }

  function confirm(intent: FakeIntent): Answer {
    if (intent.status !== 'requires_confirmation') return wrongState(intent);
    if (fake.mode === 'decline') {
      intent.status = 'requires_payment_method';
      return says(402, { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' });
    }
    intent.status =
      fake.mode === 'action' ? 'requires_action' : fake.mode === 'processing' ? 'processing' : 'succeeded';
    return { status: 200, body: { ...intent } };
  }

  function cancel(intent: FakeIntent): Answer {
    if (['succeeded', 'canceled', 'processing'].includes(intent.status)) return wrongState(intent);
    intent.status = 'canceled';
    return { status: 200, body: { ...intent } };
  }

  function refund(form: Form): Answer {
    const amount = Number(form.amount);
    return needIntent(form.payment_intent ?? '', (intent) => {
      if (intent.status !== 'succeeded') return invalid('charge_not_captured', 'There is nothing to refund');
      const before = refunds.filter((each) => each.payment_intent === intent.id && each.status === 'succeeded');
      const left = intent.amount - before.reduce((sum, each) => sum + each.amount, 0);
      if (left === 0) return invalid('charge_already_refunded', 'The charge has already been refunded.');
      if (!(amount > 0 && amount <= left)) return invalid('amount_too_large', `Only ${left} is left to refund`);
      const made: FakeRefund = {
        id: `re_${refunds.length + 1}`,
        object: 'refund',
        payment_intent: intent.id,
        amount,
        status: fake.failsRefunds ? 'failed' : 'succeeded',
        metadata: readMetadata(form),
      };
      refunds.push(made);
      return { status: 200, body: made };
    });
  }

  function route(method: string, url: URL, form: Form): Answer {
    const [, , collection, ref = '', act] = url.pathname.split('/');
    if (collection === 'payment_intents' && method === 'GET')
      return needIntent(ref, (intent) => ({ status: 200, body: { ...intent } }));
    if (collection === 'payment_intents' && ref === '') return create(form);
    if (collection === 'payment_intents' && act === 'confirm') return needIntent(ref, confirm);
    if (collection === 'payment_intents' && act === 'cancel') return needIntent(ref, cancel);
    if (collection === 'refunds' && method === 'GET') {
      const data = refunds.filter((each) => each.payment_intent === url.searchParams.get('payment_intent'));
      return { status: 200, body: { object: 'list', data, has_more: false } };
    }
    return collection === 'refunds' ? refund(form) : invalid('unknown', 'Unrecognized request URL', 404);
  }

  /** The same key and request get the same answer; another request under a used key is an error. */
  function once(key: string | undefined, request: string, work: () => Answer): Answer {
    const earlier = key === undefined ? undefined : answered.get(key);
    if (earlier && earlier.request !== request)
      return says(400, { type: 'idempotency_error', message: 'Keys can only be used with the same parameters' });
    const answer = earlier?.answer ?? work();
    if (key !== undefined) answered.set(key, { request, answer });
    return answer;
  }

  function handle(request: IncomingMessage, response: ServerResponse, body: string): void {
    const url = new URL(request.url ?? '', 'http://stripe.fake');
    const method = request.method ?? '';
    asked.push(`${method} ${url.pathname}`);
    if (fake.mode === 'unreachable') return void response.destroy();
    const form = Object.fromEntries(new URLSearchParams(body));
    const answer = answerTo(request, () => {
      const work = () => route(method, url, form);
      const key = request.headers['idempotency-key'];
      return method === 'GET' ? work() : once(key?.toString(), `${method} ${url.pathname} ${body}`, work);
    });
    if (fake.mode === 'lose-answer' && method !== 'GET') return void response.destroy();
    if (fake.mode === 'silent') return;
    response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer.body));
  }

  function answerTo(request: IncomingMessage, work: () => Answer): Answer {
    if (request.headers.authorization !== `Bearer ${secretKey}`)
      return says(401, { type: 'invalid_request_error', message: `Invalid API Key provided: ${secretKey}` });
    if (fake.mode === 'broken') return says(500, { type: 'api_error', message: 'Something went wrong' });
    return work();
  }

  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => handle(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const move = (ref: string, from: FakeIntent['status'], to: FakeIntent['status']) => {
    const intent = intents.get(ref);
    if (intent?.status === from) intent.status = to;
  };
  const fake: StripeFake = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mode: 'approve',
    failsRefunds: false,
    intents,
    refunds,
    asked,
    forgetKeys: () => answered.clear(),
    answerBank: (ref, isConvinced) =>
      move(ref, 'requires_action', isConvinced ? 'succeeded' : 'requires_payment_method'),
    finishProcessing: (ref, status) => move(ref, 'processing', status),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

function readMetadata(form: Form): Record<string, string> {
  const entries = Object.entries(form).flatMap(([name, value]) => {
    const [, key] = /^metadata\[(\w+)\]$/.exec(name) ?? [];
    return key === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

export interface FakeEvent {
  id: string;
  kind: string;
  object: object;
}
/** A webhook's body, and its header Stripe-Signature: `t` in seconds, `v1` the HMAC-SHA256 of time and body. */
export function writeWebhook({ id, kind, object }: FakeEvent, { secret, atMs }: { secret: string; atMs: number }) {
  const created = Math.floor(atMs / 1000);
  const body = JSON.stringify({ id, object: 'event', created, type: kind, data: { object } }, null, 2);
  const signature = createHmac('sha256', secret).update(`${created}.${body}`).digest('hex');
  return { body, signature: `t=${created},v1=${signature}` };
}
