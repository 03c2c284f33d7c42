/** What the money pages ask for is found by an index, however much has been sold before. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertRows, type Queries, type Value } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { explain, isScan } from '../platform/testing/explain.ts';
import { cinemaId, seats } from '../testing/house.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import * as file from './booking-file.sql.ts';
import * as people from './people.sql.ts';
import * as refunds from './refunds.sql.ts';
import * as returns from './returns.sql.ts';
import * as shifts from './shift-list.sql.ts';
import * as takings from './takings.sql.ts';

/** Of these there is one, or a few: a planner may read all of it. */
const isSmall = new Set(['m', 'v', 'c', 'k', 'p', 'a', 'terminal', 'cinema', 'staff']);
const bookings = 3000;
const screenings = 30;
const dayMs = 86_400_000;
const day = '2026-11-25';
const days = { from: day, to: '2026-11-26' };
const span = { cinemaId, fromMs: 40 * 1000, toMs: 60 * 1000 };

describe.each(engines)('of the money on %s', (engine) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(engine);
    for (let n = 0; n < screenings; n++)
      await server.aScreening({ startsAtMs: Date.parse('2026-11-01T18:00:00Z') + n * dayMs });
    for (let n = 0; n < 3; n++) await server.aTerminal({ role: 'till' });
    await fill(server);
  }, 60_000);
  afterAll(() => server.close());

  const film = { cinemaId, days, movieId: 1 };
  const asked: [string, (queries: Queries) => Promise<unknown>][] = [
    ...(['day', 'film', 'screening', 'class', 'channel'] as const).flatMap(
      (by): [string, (queries: Queries) => Promise<unknown>][] => [
        [`tickets by ${by}`, (queries) => takings.sumTickets(queries, span, by)],
        [`items by ${by}`, (queries) => takings.sumItems(queries, span, by)],
        [`bookings by ${by}`, (queries) => takings.sumBookings(queries, span, by)],
        [`tickets that come back by ${by}`, (queries) => takings.sumTicketsBack(queries, span, by)],
        [`items that come back by ${by}`, (queries) => takings.sumItemsBack(queries, span, by)],
        [`refunds by ${by}`, (queries) => takings.sumRefunds(queries, span, by)],
      ],
    ),
    ['tenders', (queries) => takings.sumPaid(queries, span)],
    ['tenders given back', (queries) => takings.sumPaidBack(queries, span)],
    ['refunds by kind', (queries) => takings.sumRefundKinds(queries, span)],
    ['sales by person', (queries) => people.sumSalesBy(queries, span)],
    ['comps by person', (queries) => people.sumCompsBy(queries, span)],
    ['refunds by person', (queries) => people.sumRefundsBy(queries, span)],
    ['cash by person', (queries) => people.sumMovementsBy(queries, cinemaId, days)],
    ['shifts', (queries) => shifts.selectShifts(queries, { cinemaId, days, after: null, limit: 100 })],
    ['shifts, later', (queries) => shifts.selectShifts(queries, { cinemaId, days, after: [day, 1, 2], limit: 100 })],
    ['a shift', (queries) => shifts.selectShift(queries, 1, 7)],
    ['its movements', (queries) => shifts.selectMovements(queries, { terminal: 1, seq: 7, limit: 100 })],
    ['seats of a day', (queries) => returns.selectSeats(queries, { ...film, movieId: null })],
    ['seats of a film’s day', (queries) => returns.selectSeats(queries, film)],
    ['films of a day', (queries) => returns.selectPlayed(queries, { ...film, movieId: null })],
    ['what was told', (queries) => returns.selectTold(queries, { ...film, movieId: null, kind: 'day' })],
    [
      'returns of a time',
      (queries) => returns.selectMade(queries, { cinemaId, kind: 'day', from: day, movieId: null }),
    ],
    ['the returns', (queries) => returns.selectReturns(queries, { cinemaId, beforeId: 900, limit: 100 })],
    ['a return', (queries) => returns.selectReturn(queries, 7)],
    ['its lines', (queries) => returns.selectLines(queries, 7)],
    ['the last number', (queries) => returns.selectLastNumber(queries, { cinemaId, movieId: 1, kind: 'day' })],
    [
      'refunds to pay',
      (queries) => refunds.selectRefunds(queries, { cinemaId, state: 'prepared', after: null, limit: 100 }),
    ],
    [
      'refunds to pay, later',
      (queries) => refunds.selectRefunds(queries, { cinemaId, state: 'prepared', after: [1, 'x'], limit: 9 }),
    ],
    ['whose a refund is', (queries) => refunds.selectCinemaOfRefund(queries, 'refund-9')],
    [
      'a page of the file of bookings',
      (queries) => file.selectBookingLines(queries, span, { after: null, limit: 100 }),
    ],
    [
      'the next page of it',
      (queries) =>
        file.selectBookingLines(queries, span, { after: { sold_at_ms: 50_000, terminal_id: 1, seq: 50 }, limit: 100 }),
    ],
  ];

  test.each(asked)('%s', async (_what, ask) => {
    const uses = await explain(server.database, ask);
    expect(uses.filter((use) => isScan(use) && !isSmall.has(use[0]))).toEqual([]);
  });
});

/** Enough rows that a planner has a reason to use an index. */
async function fill({ database }: TestServer): Promise<void> {
  const seatOf = (n: number) => seats[n % seats.length]?.id ?? 0;
  const screeningOf = (n: number) => 1 + (n % screenings);
  const dateOf = (n: number) => new Date(Date.parse('2026-01-01') + (n % 330) * dayMs).toISOString().slice(0, 10);
  const ofBooking = { terminal_id: () => 1, seq: (n: number) => n };
  const ofLine = { ...ofBooking, line: () => 1 };
  const isRefunded = (n: number) => n % 3 === 0;
  const tables: Record<string, Record<string, (n: number) => Value>> = {
    booking: {
      ...ofBooking,
      order_key: (n) => `T1-${n}`,
      screening_id: screeningOf,
      user_type: () => 'till',
      currency: () => 'EUR',
      total_minor: () => 1200,
      sold_at_ms: (n) => n * 1000,
      recorded_at_ms: (n) => n * 1000,
      state: () => 'paid',
      staff_id: () => 1,
      shift_seq: (n) => n % 300,
    },
    ticket: {
      ...ofLine,
      screening_id: screeningOf,
      seat_id: seatOf,
      version: () => 1,
      ticket_class: () => 'adult',
      price_minor: () => 1200,
      tax_minor: () => 84,
      valid: () => 1,
    },
    booking_item: {
      ...ofLine,
      item_id: () => 1,
      name: () => 'Popcorn',
      quantity: () => 1,
      price_minor: () => 550,
      tax_minor: () => 88,
      valid: () => 1,
    },
    payment: { ...ofLine, kind: () => 'cash', amount_minor: () => 1200, state: () => 'paid' },
    refund: {
      id: (n) => `refund-${n}`,
      ...ofBooking,
      kind: () => 'refund',
      state: (n) => (n % 60 === 0 ? 'prepared' : 'refunded'),
      amount_minor: () => 1200,
      currency: () => 'EUR',
      reason: () => 'ill',
      requested_by: () => 'T1',
      at_ms: (n) => n * 1000,
    },
    refund_line: { ...ofLine, refund_id: (n) => `refund-${n}`, amount_minor: () => 1200 },
    refund_item: { ...ofLine, refund_id: (n) => `refund-${n}`, amount_minor: () => 550 },
    refund_tender: { refund_id: (n) => `refund-${n}`, line: () => 1, kind: () => 'cash', amount_minor: () => 1200 },
    shift: {
      ...ofBooking,
      cinema_id: () => cinemaId,
      staff_id: () => 1,
      drawer: () => 'A',
      business_date: dateOf,
      currency: () => 'EUR',
      float_minor: () => 100,
      state: () => 'open',
      opened_at_ms: (n) => n,
    },
    cash_movement: {
      ...ofBooking,
      shift_seq: (n) => n % 300,
      staff_id: () => 1,
      kind: () => 'drop',
      amount_minor: () => 5,
      currency: () => 'EUR',
      reason: () => 'safe',
      at_ms: (n) => n,
    },
    film_return: {
      id: (n) => n,
      cinema_id: () => cinemaId,
      movie_id: () => 1,
      kind: () => 'day',
      number: (n) => n,
      from_date: dateOf,
      to_date: dateOf,
      currency: () => 'EUR',
      seats: () => 1,
      gross_minor: () => 1200,
      tax_minor: () => 84,
      made_by: () => 'Ada',
      made_at_ms: (n) => n,
    },
    film_return_line: {
      return_id: (n) => n,
      line: () => 1,
      show_date: dateOf,
      ticket_class: () => 'adult',
      price_minor: () => 1200,
      seats: () => 1,
      gross_minor: () => 1200,
      tax_minor: () => 84,
    },
    exception: {
      id: (n) => `exception-${n}`,
      kind: () => 'shift-disagrees',
      terminal_id: () => 1,
      seq: (n) => n,
      detail: () => '{}',
      raised_at_ms: (n) => n,
    },
    journal_entry: {
      ...ofBooking,
      type: () => 'shift.closed',
      payload: () => '{}',
      at_ms: (n) => n,
      hash: () => 'x',
      signature: () => 'x',
      recorded_at_ms: (n) => n,
      state: () => 'applied',
    },
  };
  for (const [table, columns] of Object.entries(tables)) {
    const numbers = Array.from({ length: bookings }, (_, at) => at + 1).filter(
      (n) => !table.startsWith('refund') || isRefunded(n),
    );
    const rows = numbers.map((n) => Object.values(columns).map((make) => make(n)));
    await database.transaction(`fill ${table}`, (tx) => insertRows(tx, table, Object.keys(columns), rows));
  }
  if (database.dialect === 'mysql')
    await database.all(
      `ANALYZE TABLE ${Object.keys(tables)
        .map((table) => `\`${table}\``)
        .join(', ')}, screening`,
    );
}
