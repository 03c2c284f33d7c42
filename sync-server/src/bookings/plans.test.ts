/** What is asked for at each booking, or by a sweeper every few seconds, is found by an index, however many have booked. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { selectLiveSessions, selectUsers } from '../accounts/accounts.sql.ts';
import { selectOwnData } from '../accounts/export.sql.ts';
import { insertRows, type Queries, type Value } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { explain, isScan } from '../platform/testing/explain.ts';
import { selectExpired, selectHeld } from '../rights/rights.ts';
import { seats } from '../testing/house.ts';
import { insertMoviegoer, setPrices } from '../testing/moviegoer.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { selectTicketBooking, selectValidTickets } from '../tickets/own-tickets.sql.ts';
import { endOpenPass, hasPassed, selectPass } from '../wallet/passes.sql.ts';
import * as wallet from '../wallet/wallet.sql.ts';
import { selectAttempt, selectDueAttempts } from './attempts.sql.ts';
import * as declined from './declined-money.sql.ts';
import * as holds from './hold.sql.ts';
import * as own from './own-bookings.sql.ts';
import * as refunds from './refund.sql.ts';

/** The house of these tests has one of each: a planner may begin there. */
const hasOneRow = new Set(['m', 'v', 'c']);
const people = 300;
const bookingsEach = 6;

describe.each(engines)('of bookings on %s', (engine) => {
  let server: TestServer;
  /** Whose hold and booking the seventh are. */
  let userId = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
    await setPrices(server);
    for (let screening = 0; screening < 30; screening++) await server.aScreening();
    const userIds = await fill(server);
    userId = userIds[Math.floor(6 / bookingsEach)] ?? 0;
  }, 60_000);
  afterAll(() => server.close());

  const nowMs = 1;
  const order = [0, 7] as const;
  const noRun = { run: async () => ({ changes: 0, insertId: 0 }), afterCommit: () => undefined };
  const asked: [string, (queries: Queries) => Promise<unknown>][] = [
    ['what a person holds', (queries) => holds.countHeldBy(queries, userId, nowMs)],
    ['a hold', (queries) => holds.selectHold(queries, 'hold-7', userId)],
    ['own holds', (queries) => holds.selectRecentHolds(queries, { userId, sinceMs: nowMs, limit: 50 })],
    ['the end of a hold', (queries) => holds.selectExpiry(queries, 'hold-7')],
    ['a screening to sell', (queries) => holds.selectScreeningToSell(queries, 3)],
    ['its house', (queries) => holds.selectHouse(queries, 3)],
    ['the seats of a hold', (queries) => selectHeld(queries, 'hold-7', 3)],
    ['holds that are over', (queries) => selectExpired(queries, nowMs, 100)],
    ['own bookings', (queries) => own.selectOwnBookings(queries, { userId, after: null, limit: 25 })],
    [
      'own bookings after one',
      (queries) => own.selectOwnBookings(queries, { userId, after: { soldAtMs: 9, terminal: 0, seq: 9 }, limit: 25 }),
    ],
    ['an own booking', (queries) => own.selectOwnBooking(queries, { terminal: 0, seq: 7 }, userId)],
    ['a booking with its tickets', (queries) => selectTicketBooking(queries, { terminal: 0, seq: 7 }, userId)],
    ['what of it is valid', (queries) => selectValidTickets(queries, { terminal: 0, seq: 7 })],
    ['their tickets', (queries) => own.selectTicketsOf(queries, 0, [7, 8, 9])],
    ['the payment of a hold', (queries) => own.selectPaymentOf(queries, 'hold-7')],
    ['an attempt', (queries) => selectAttempt(queries, 'attempt-7')],
    ['attempts that are due', (queries) => selectDueAttempts(queries, nowMs, 50)],
    ['tickets to refund', (queries) => refunds.selectTickets(queries, ...order)],
    ['what is in a refund already', (queries) => refunds.selectRefundLines(queries, ...order)],
    ['what was really paid', (queries) => declined.selectPaid(queries, { terminal: 0, seq: 7 })],
    ['what of it is given back', (queries) => declined.selectGivenBack(queries, { terminal: 0, seq: 7 })],
    ['what of it is to be paid out', (queries) => declined.selectPrepared(queries, { terminal: 0, seq: 7 })],
    ['a refund to a card', (queries) => refunds.selectCardRefund(queries, 'refund-7')],
    ['refunds that a provider owes', (queries) => refunds.selectRefunding(queries, 50)],
    ['the wallet', (queries) => wallet.selectWallet(queries, { userId, nowMs, endsAfterMs: nowMs, limit: 201 })],
    ['what became of tickets', (queries) => wallet.selectFates(queries, userId, { terminal: 0, seqs: [7, 8, 9] })],
    ['a ticket to pass on', (queries) => wallet.selectPassable(queries, { terminal: 0, seq: 7, line: 1 })],
    ['a ticket that is offered', (queries) => wallet.selectOffered(queries, { terminal: 0, seq: 7, line: 1 })],
    ['a link to a ticket', (queries) => selectPass(queries, 'pass-7')],
    ['whether somebody has passed it on', (queries) => hasPassed(queries, { terminal: 0, seq: 7, line: 1 }, userId)],
    [
      'the open link to a ticket',
      (queries) => endOpenPass({ ...noRun, ...queries }, { terminal: 0, seq: 7, line: 1 }, { as: 'withdrawn', nowMs }),
    ],
    ['all data of a person', (queries) => selectOwnData(queries, userId)],
    ['sessions of a person', (queries) => selectLiveSessions(queries, { userId, nowMs, limit: 50 })],
    ['users', (queries) => selectUsers(queries, { role: null, after: 7, limit: 25 })],
    ['users of a role', (queries) => selectUsers(queries, { role: 'manager', after: 7, limit: 25 })],
  ];
  test.each(asked)('%s', async (_what, ask) => {
    const uses = await explain(server.database, ask);
    expect(uses.filter((use) => isScan(use) && !hasOneRow.has(use[0]))).toEqual([]);
  });
});

/** Enough rows that a planner has a reason to use an index. */
async function fill({ database }: TestServer): Promise<number[]> {
  const userIds: number[] = [];
  await database.transaction('people', async (tx) => {
    for (let at = 0; at < people; at++) userIds.push(await insertMoviegoer(tx, 1));
  });
  const each = <R>(make: (userId: number, seq: number) => R): R[] =>
    userIds.flatMap((userId, at) =>
      Array.from({ length: bookingsEach }, (_, n) => make(userId, at * bookingsEach + n + 1)),
    );
  const seatOf = (seq: number) => seats[seq % seats.length]?.id ?? 0;
  const screeningOf = (seq: number) => 1 + (Math.floor(seq / seats.length) % 30);
  const tables: Record<string, Record<string, (userId: number, seq: number) => Value>> = {
    hold: {
      id: (_, seq) => `hold-${seq}`,
      user_id: (userId) => userId,
      screening_id: (_, seq) => screeningOf(seq),
      lines: () => '[]',
      total_minor: () => 1200,
      currency: () => 'EUR',
      made_at_ms: (_, seq) => seq,
      expires_at_ms: (_, seq) => seq,
      extended: () => 0,
    },
    payment_attempt: {
      id: (_, seq) => `attempt-${seq}`,
      screening_id: (_, seq) => screeningOf(seq),
      hold_id: (_, seq) => `hold-${seq}`,
      state: () => 'sold',
      amount_minor: () => 1200,
      currency: () => 'EUR',
      sale: () => '{}',
      seq: (_, seq) => seq,
      at_ms: (_, seq) => seq,
      deadline_ms: (_, seq) => seq,
      user_id: (userId) => userId,
    },
    booking: {
      terminal_id: () => 0,
      seq: (_, seq) => seq,
      order_key: (_, seq) => `T0-${seq}`,
      user_id: (userId) => userId,
      screening_id: (_, seq) => screeningOf(seq),
      user_type: () => 'phone',
      currency: () => 'EUR',
      total_minor: () => 1200,
      sold_at_ms: (_, seq) => seq,
      recorded_at_ms: (_, seq) => seq,
      state: () => 'paid',
    },
    ticket: {
      terminal_id: () => 0,
      seq: (_, seq) => seq,
      line: () => 1,
      screening_id: (_, seq) => screeningOf(seq),
      seat_id: (_, seq) => seatOf(seq),
      version: () => 1,
      ticket_class: () => 'adult',
      price_minor: () => 1200,
      tax_minor: () => 79,
      valid: () => 0,
      holder: () => 0,
      issue: (_, seq) => seq % 2,
      owner_id: (userId, seq) => (seq % 2 === 0 ? null : userId),
    },
    ticket_pass: {
      id: (_, seq) => `pass-${seq}`,
      terminal_id: () => 0,
      seq: (_, seq) => seq,
      line: () => 1,
      issue: () => 0,
      open_ticket: (_, seq) => `T0-${String(seq).padStart(6, '0')}-1`,
      from_user_id: (userId) => userId,
      to_user_id: (userId) => userId,
      state: () => 'open',
      made_at_ms: (_, seq) => seq,
      expires_at_ms: (_, seq) => seq,
    },
    refund: {
      id: (_, seq) => `refund-${seq}`,
      terminal_id: () => 0,
      seq: (_, seq) => seq,
      kind: () => 'refund',
      state: () => 'refunded',
      amount_minor: () => 1200,
      currency: () => 'EUR',
      reason: () => '',
      requested_by: () => '',
      at_ms: (_, seq) => seq,
    },
    refund_line: {
      terminal_id: () => 0,
      seq: (_, seq) => seq,
      line: () => 1,
      refund_id: (_, seq) => `refund-${seq}`,
      amount_minor: () => 1200,
    },
    user_action: {
      user_id: (userId) => userId,
      operation: () => 'hold-seats',
      at_ms: (_, seq) => seq,
      detail: () => '{}',
    },
    session: {
      id: (_, seq) => `session-${seq}`,
      user_id: (userId) => userId,
      token_hash: () => '',
      device: () => 'phone',
      created_at_ms: (_, seq) => seq,
      refreshed_at_ms: (_, seq) => seq,
      expires_at_ms: (_, seq) => seq,
    },
  };
  await database.transaction('fill', async (tx) => {
    for (const [table, columns] of Object.entries(tables)) {
      const rows = each((userId, seq) => Object.values(columns).map((of) => of(userId, seq)));
      await insertRows(tx, table, Object.keys(columns), rows);
    }
  });
  if (database.dialect === 'mysql')
    await database.all(
      `ANALYZE TABLE \`user\`, ${Object.keys(tables)
        .map((name) => `\`${name}\``)
        .join(', ')}, seat_right`,
    );
  return userIds;
}
