/** A moviegoer's app without its screens: the calls that it makes. */
import { randomUUID } from 'node:crypto';
import { systemClock } from '@marquee/sync-server/platform/clock';

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects of it.
  body: any;
}

export interface Phone {
  ask(method: string, path: string, body?: unknown): Promise<Reply>;
  download(path: string): Promise<Uint8Array>;
  /** Two seats of some screening of tomorrow; answers the hold's id. */
  holdSeats(): Promise<string>;
}

/** Somebody new, logged in. The server is one without a provider of SMS. */
export async function registerPhone(serverUrl: string, number: string): Promise<Phone> {
  let token = '';
  const ask: Phone['ask'] = async (method, path, body) => {
    const answer = await fetch(`${serverUrl}/api/v1${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': randomUUID(),
        ...(token === '' ? {} : { Authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  };
  await ask('POST', '/pins', { phone: number, purpose: 'register', captcha: 'development' });
  const page = await (await fetch(`${serverUrl}/dev/sms`)).text();
  const pin = /<p>(\d{6})/.exec(page)?.[1] ?? '';
  const person = { phone: number, pin, password: 'popcorn42', name: 'Ada', device: 'Chromium' };
  token = (await ask('POST', '/users', person)).body.accessToken;
  const tomorrow = new Date(systemClock.nowMs() + 86_400_000).toISOString().slice(0, 10);
  const { screenings } = (await ask('GET', `/screenings?date=${tomorrow}`)).body;
  const screeningId = screenings.at(-1).id;
  return {
    ask,
    async download(path) {
      const answer = await fetch(`${serverUrl}/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
      return new Uint8Array(await answer.arrayBuffer());
    },
    async holdSeats() {
      const tickets = [{ ticketClass: 'adult' }, { ticketClass: 'adult' }];
      return (await ask('POST', '/holds', { screeningId, tickets, allowSingleSeat: true })).body.hold.id;
    },
  };
}
