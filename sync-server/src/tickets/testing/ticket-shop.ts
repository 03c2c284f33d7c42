/** The routes of bookings and tickets over a real port, with people who buy. */

import { Fault } from '@marquee/shared/errors';
import { checkCertificate } from '@marquee/shared/tickets/key-certificate';
import type { TicketFields } from '@marquee/shared/tickets/ticket-code';
import { verifyTicket } from '@marquee/shared/tickets/ticket-code';
import { makeBookingApi } from '../../bookings/booking-api.ts';
import { testSigning } from '../../devices/testing/authenticator.ts';
import { makeSimulatedProvider } from '../../payments/simulated-provider.ts';
import { type ApiRoute, type Caller, makeApiRouter, type Role } from '../../platform/api.ts';
import { verifySignature } from '../../platform/keys.ts';
import { listCinemaKeys } from '../../terminals/terminals.ts';
import { cinemaId, seats } from '../../testing/house.ts';
import { aMoviegoer, setPrices } from '../../testing/moviegoer.ts';
import { serveRoutes } from '../../testing/test-http.ts';
import type { TestServer } from '../../testing/test-server.ts';

export const idOf = (label: string): number => seats.find((seat) => seat.label === label)?.id ?? 0;

// biome-ignore lint/suspicious/noExplicitAny: tests look at what came, whatever it is.
type Answer = any;

export interface TicketShop {
  url: string;
  /** The token of a new account. */
  aCaller(role?: Role): Promise<string>;
  /** `key`: Idempotency-Key; a new one by default. */
  ask(token: string, method: string, path: string, body?: unknown, key?: string): Promise<Response>;
  json(...request: Parameters<TicketShop['ask']>): Promise<{ status: number; body: Answer }>;
  userIdOf(token: string): number;
  /** Answers the key of the order. */
  buy(token: string, screeningId: number, labels: readonly string[]): Promise<string>;
  cancel(token: string, order: string, lines?: number[]): Promise<void>;
  /** As a gate judges a code, with the keys that the cinema stream tells it. */
  judge(code: string): Promise<TicketFields>;
  close(): Promise<void>;
}

export async function openTicketShop(server: TestServer, ticketRoutes: readonly ApiRoute[]): Promise<TicketShop> {
  await setPrices(server);
  const callers = new Map<string, Caller>();
  const authenticate = async (token: string): Promise<Caller> => {
    const caller = callers.get(token);
    if (!caller) throw new Fault('token-refused');
    return caller;
  };
  const payments = makeSimulatedProvider({ clock: server.deps.clock });
  const bookings = makeBookingApi({ ...server.deps, payments, signing: testSigning, cancelMsBefore: 30 * 60_000 });
  const routes = [...bookings, ...ticketRoutes];
  const http = await serveRoutes(makeApiRouter({ routes, authenticate, unlimited: true, checkAnswers: true }));
  let keys = 0;
  const shop: TicketShop = {
    url: http.url,
    async aCaller(role = 'moviegoer') {
      const userId = await aMoviegoer(server);
      callers.set(`token-of-${userId}`, { userId, role, sessionId: 's' });
      return `token-of-${userId}`;
    },
    userIdOf: (token) => callers.get(token)?.userId ?? 0,
    ask: (token, method, path, body, key = `key-of-shop-${++keys}`) =>
      fetch(http.url + path, {
        method,
        headers: {
          'Content-Type': 'application/json',
          'Idempotency-Key': key,
          Authorization: `Bearer ${token}`,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async json(...request) {
      const answer = await shop.ask(...request);
      return { status: answer.status, body: JSON.parse(await answer.text()) };
    },
    async buy(token, screeningId, labels) {
      const tickets = labels.map((label) => ({ ticketClass: 'adult', seatId: idOf(label) }));
      const held = await shop.json(token, 'POST', '/api/v1/holds', { screeningId, tickets, allowSingleSeat: true });
      const path = `/api/v1/holds/${held.body.hold.id}/payment`;
      const paid = await shop.json(token, 'POST', path, { paymentToken: 'pm_card_visa' });
      return paid.body.orderKey;
    },
    async cancel(token, order, lines) {
      await shop.json(token, 'POST', `/api/v1/bookings/${order}/cancellation`, lines ? { lines } : {});
    },
    judge: (code) => judgeCode(server, code),
    close: http.close,
  };
  return shop;
}

/** Throws Fault `ticket-forged` and `ticket-unreadable`. */
async function judgeCode({ database, deps }: TestServer, code: string): Promise<TicketFields> {
  const { keys: listed } = await listCinemaKeys(database, deps, cinemaId);
  const believed = new Map(
    listed
      .filter((each) => checkCertificate(each, deps.cinemaKey.publicKey, verifySignature))
      .map((each) => [each.keyId, each]),
  );
  return verifyTicket(code, (keyId) => believed.get(keyId), verifySignature);
}
