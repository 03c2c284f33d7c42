/** A phone that holds two seats and pays for them, with everything that one may want to know afterwards. */
import { type PayAnswer, type PayOrder, payHold, settleAttempts } from '../bookings/bookings.ts';
import type { PaymentProvider } from '../payments/payments.ts';
import { makeSimulatedProvider, type SimulatedProvider } from '../payments/simulated-provider.ts';
import type { engines } from '../platform/testing/databases.ts';
import { holdSeats } from './hold-seats.ts';
import { aPhoneOrder } from './phone-order.ts';
import { openTestServer, type TestServer } from './test-server.ts';

export const seatIds = [5, 6];

export interface PayingPhone {
  readonly server: TestServer;
  /** Of the customer who is served now. */
  readonly provider: SimulatedProvider;
  readonly screeningId: number;
  readonly attemptId: string;
  /** The next customer, with a screening and a hold of their own; `reset`: the provider has forgotten all before. */
  next(options?: { reset: boolean }): Promise<void>;
  order(changes?: { attemptId?: string; seats?: number[] }): PayOrder;
  hold(holdId?: string): Promise<number>;
  pay(of?: PaymentProvider): Promise<PayAnswer>;
  sweep(of?: PaymentProvider): Promise<number>;
  states(): Promise<string[]>;
  attemptState(): Promise<string | undefined>;
  /** How the provider calls the attempt, as far as it is saved. */
  openedAt(): Promise<{ id: string; ref: string }>;
  tickets(): Promise<number>;
  exceptions(): Promise<string[]>;
  withhold(reason: string): Promise<unknown>;
  money(): { captured: number; refunded: number };
}

export async function openPayingPhone(engine: (typeof engines)[number]): Promise<PayingPhone> {
  const server = await openTestServer(engine);
  const { database, deps } = server;
  let number = 0;
  let screeningId = 0;
  let provider = makeSimulatedProvider({ clock: deps.clock });
  const attempt = async () => {
    const select = 'SELECT state, provider_ref AS ref FROM payment_attempt WHERE id = ?';
    return (await database.all<{ state: string; ref: string | null }>(select, [phone.attemptId]))[0];
  };
  const sum = (of: ReadonlyMap<string, { amountMinor: number }>) =>
    [...of.values()].reduce((total, { amountMinor }) => total + amountMinor, 0);

  const phone: PayingPhone = {
    server,
    get provider() {
      return provider;
    },
    get screeningId() {
      return screeningId;
    },
    get attemptId() {
      return `attempt-${number}`;
    },
    async next({ reset } = { reset: true }) {
      number += 1;
      screeningId = await server.aScreening();
      if (reset) provider = makeSimulatedProvider({ clock: deps.clock });
    },
    order: ({ attemptId = phone.attemptId, seats = seatIds } = {}) =>
      aPhoneOrder({ attemptId, holdId: `hold-${number}`, screeningId, seatIds: seats }),
    hold: (holdId = `hold-${number}`) => holdSeats(deps, { holdId, screeningId, seatIds }),
    pay: (of = provider) => payHold(deps, of, phone.order()),
    sweep: (of = provider) => settleAttempts(deps, of),
    states: async () => (await server.rights(screeningId, seatIds)).map(({ state }) => state),
    attemptState: async () => (await attempt())?.state,
    openedAt: async () => ({ id: phone.attemptId, ref: (await attempt())?.ref ?? 'none' }),
    tickets: () => server.count('ticket', 'screening_id = ? AND valid = 1', [screeningId]),
    async exceptions() {
      const select = 'SELECT kind FROM `exception` WHERE screening_id = ? ORDER BY kind';
      return (await database.all<{ kind: string }>(select, [screeningId])).map(({ kind }) => kind);
    },
    withhold: (reason) =>
      database.transaction('withhold', (tx) =>
        tx.run('UPDATE seat_right SET blocked_for = ? WHERE screening_id = ? AND seat_id = 5', [reason, screeningId]),
      ),
    money: () => ({ captured: sum(provider.captured), refunded: sum(provider.refunded) }),
  };
  return phone;
}
