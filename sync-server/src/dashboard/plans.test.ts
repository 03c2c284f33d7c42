/** What a dashboard asks for at each change is found by an index, however much has been sold. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as managed from '../accounts/managed-cinemas.sql.ts';
import * as inbox from '../exceptions/inbox.sql.ts';
import * as longActions from '../long-actions/long-actions.sql.ts';
import * as drills from '../outages/drills.sql.ts';
import * as outages from '../outages/outages.sql.ts';
import * as reports from '../outages/reports.sql.ts';
import { insertRows, type Queries, type Value } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { explain, isScan } from '../platform/testing/explain.ts';
import * as imported from '../screenings/import.sql.ts';
import * as manage from '../screenings/manage.sql.ts';
import * as plan from '../screenings/plan.sql.ts';
import * as guests from '../screenings/tell-guests.sql.ts';
import * as withhold from '../screenings/withhold.sql.ts';
import * as fleet from '../terminals/fleet.sql.ts';
import * as support from '../terminals/support.sql.ts';
import { cinemaId, seats } from '../testing/house.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import * as history from './history.sql.ts';
import * as house from './house.sql.ts';
import * as live from './live.sql.ts';

/** The house of these tests has one of each, or a few: a planner may begin there, or read all of it. */
const isSmall = new Set(['m', 'v', 'c', 't', 'terminal', 'w', 'cinema']);
const bookings = 1500;
const screenings = 30;

describe.each(engines)('of the dashboard on %s', (engine) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(engine);
    for (let screening = 0; screening < screenings; screening++) await server.aScreening();
    for (let terminal = 0; terminal < 3; terminal++) await server.aTerminal();
    await fill(server);
  }, 60_000);
  afterAll(() => server.close());

  const day = '2026-11-25';
  const asked: [string, (queries: Queries) => Promise<unknown>][] = [
    ['a day', (queries) => house.selectHouse(queries, { cinemaId, day, after: null, limit: 200 })],
    ['a day, later', (queries) => house.selectHouse(queries, { cinemaId, day, after: [1, 2], limit: 200 })],
    ['some of a day', (queries) => house.selectHouse(queries, { cinemaId, day, after: null, limit: 200, ids: [7, 8] })],
    ['a screening', (queries) => house.selectHouseScreening(queries, 7)],
    ['its seats by state', (queries) => house.selectSeatCounts(queries, [7, 8])],
    ['its takings', (queries) => house.selectTakings(queries, [7, 8])],
    ['who has come in', (queries) => house.selectAdmitted(queries, [7, 8])],
    ['its open exceptions', (queries) => house.selectOpenPerScreening(queries, [7, 8])],
    ['its seats', (queries) => house.selectHouseSeats(queries, 7)],
    ['the seats let in', (queries) => house.selectAdmittedSeats(queries, 7)],
    [
      'changes of a screening',
      (queries) => history.selectChangesBefore(queries, 'screening:7', { before: 9, limit: 9 }),
    ],
    ['a seat of a screening', (queries) => history.selectRightOfSeat(queries, 7, seats[0]?.id ?? 0)],
    ['the tickets of a seat', (queries) => history.selectSeatTickets(queries, 7, seats[0]?.id ?? 0)],
    ['the scans of a seat', (queries) => history.selectSeatAdmissions(queries, 7, seats[0]?.id ?? 0)],
    ['what a day’s followers follow', (queries) => live.selectScreeningStreams(queries, { cinemaId, day, limit: 500 })],
    ['how many exceptions are open', (queries) => live.selectExceptionMark(queries)],
    ['what a cancellation pays back', (queries) => manage.selectRefundable(queries, 7)],
    ['whom a cancellation asks', (queries) => manage.selectHolders(queries, 7)],
    ['how far its refunds are', (queries) => manage.selectRefundStates(queries, 7)],
    ['a sold seat', (queries) => manage.selectSoldSeat(queries, 7, seats[0]?.id ?? 0)],
    ['the open exceptions', (queries) => inbox.selectInbox(queries, { ...anInbox, state: 'open' })],
    ['the open exceptions, later', (queries) => inbox.selectInbox(queries, { ...anInbox, after: [1, 'x'] })],
    ['the settled exceptions', (queries) => inbox.selectInbox(queries, { ...anInbox, state: 'settled' })],
    ['how many are open by kind', (queries) => inbox.countOpen(queries, cinemaId)],
    ['what a terminal holds', (queries) => fleet.selectHeldScreenings(queries, 1, { sinceMs: 1, limit: 50 })],
    ['terminals with what they hold', (queries) => fleet.selectFleet(queries, { cinemaId, after: 0, limit: 200 })],
    ['a cinema’s terminals', (queries) => fleet.selectFleet(queries, { cinemaId, after: 0, limit: 200 })],
    ['who is in an outage', (queries) => outages.selectOpenOf(queries, cinemaId)],
    ['outages that are over', (queries) => outages.selectEndedUnreported(queries, 500)],
    ['outages of a terminal that is back', (queries) => outages.selectBack(queries, 1)],
    [
      'what was sold offline',
      (queries) => outages.sumSoldOffline(queries, { terminal: 1, beganAtMs: 5, endedAtMs: 9 }),
    ],
    ['what is stranded', (queries) => outages.countStranded(queries, 1, 5)],
    ['reports', (queries) => reports.selectReports(queries, { cinemaId, before: 900, limit: 50 })],
    ['the last drill', (queries) => drills.selectLastDrill(queries, cinemaId)],
    ['a drill for a terminal', (queries) => drills.selectOrderFor(queries, 1, 5)],
    ['the drill of an outage', (queries) => drills.selectDrillAt(queries, 1, { fromMs: 1, toMs: 9 })],
    ['whom a drill was told', (queries) => drills.selectTellings(queries, 'drill-7')],
    ['a wanted bundle', (queries) => support.selectWanted(queries, 1, 5)],
    ['bundles of a terminal', (queries) => support.selectBundles(queries, 1, 20)],
    ['news of terminals', (queries) => live.selectTerminalMarks(queries, cinemaId)],
    ['news of outages', (queries) => live.selectOutageMark(queries, cinemaId)],
    ['a week of the plan', (queries) => plan.selectPlan(queries, { ...aWeek, after: null })],
    ['a week of the plan, later', (queries) => plan.selectPlan(queries, { ...aWeek, after: [1, 2] })],
    ['its venues', (queries) => plan.selectVenues(queries, cinemaId)],
    ['what runs in venues', (queries) => plan.selectRunningIn(queries, [1, 2], { fromMs: 1, toMs: 2 })],
    ['whose seats are taken', (queries) => plan.countTaken(queries, [7, 8])],
    ['imported shows', (queries) => imported.selectImported(queries, cinemaId)],
    ['one imported show', (queries) => imported.selectShow(queries, cinemaId, 'A')],
    ['the guests of a screening', (queries) => guests.selectGuestTickets(queries, 7)],
    ['the tickets of seats', (queries) => withhold.selectTicketsOfSeats(queries, 7, [1, 2])],
    ['long actions that are due', (queries) => longActions.selectDue(queries, 9, 10)],
    ['long actions of a cinema that run', (queries) => longActions.selectRunning(queries, cinemaId)],
    ['long actions', (queries) => longActions.selectActions(queries, { ...actions, screeningId: null, after: null })],
    [
      'long actions, later',
      (queries) => longActions.selectActions(queries, { ...actions, screeningId: null, after: [9, 'x'] }),
    ],
    [
      'long actions of a screening',
      (queries) => longActions.selectActions(queries, { ...actions, screeningId: 7, after: null }),
    ],
    ['the next items', (queries) => longActions.selectItems(queries, 'action-7', { after: 3, limit: 20 })],
    ['what went wrong', (queries) => longActions.selectOdd(queries, 'action-7', 100)],
    ['a manager’s cinemas', (queries) => managed.selectCinemasOf(queries, 7, 500)],
    ['whether a cinema is a manager’s', (queries) => managed.isCinemaOf(queries, 7, cinemaId)],
  ];
  const aWeek = { cinemaId, from: day, to: '2026-12-01', limit: 500 };
  const actions = { cinemaId, limit: 20 };
  const anInbox = { cinemaId, kind: null, after: null, limit: 20, state: 'open' } as const;

  test.each(asked)('%s', async (_what, ask) => {
    const uses = await explain(server.database, ask);
    expect(uses.filter((use) => isScan(use) && !isSmall.has(use[0]))).toEqual([]);
  });
});

/** Enough rows that a planner has a reason to use an index. */
async function fill({ database }: TestServer): Promise<void> {
  const seatOf = (n: number) => seats[n % seats.length]?.id ?? 0;
  const screeningOf = (n: number) => 1 + (n % screenings);
  const tables: Record<string, Record<string, (n: number) => Value>> = {
    booking: {
      terminal_id: () => 0,
      seq: (n) => n,
      order_key: (n) => `T0-${n}`,
      screening_id: screeningOf,
      user_type: () => 'phone',
      currency: () => 'EUR',
      total_minor: () => 1200,
      sold_at_ms: (n) => n,
      recorded_at_ms: (n) => n,
      state: () => 'paid',
    },
    ticket: {
      terminal_id: () => 0,
      seq: (n) => n,
      line: () => 1,
      screening_id: screeningOf,
      seat_id: seatOf,
      version: () => 1,
      ticket_class: () => 'adult',
      price_minor: () => 1200,
      tax_minor: () => 84,
      valid: () => 1,
    },
    admission: {
      ticket_terminal: () => 0,
      ticket_seq: (n) => n,
      ticket_line: () => 1,
      screening_id: screeningOf,
      seat_id: seatOf,
      gate: () => 1,
      gate_seq: (n) => n,
      at_ms: (n) => n,
    },
    change: {
      stream: (n) => `screening:${screeningOf(n)}`,
      revision: (n) => n + 100,
      change_id: (n) => `change-${n}`,
      body: () => '{}',
      at_ms: (n) => n,
    },
    drill: {
      id: (n) => `drill-${n}`,
      cinema_id: () => cinemaId,
      minutes: () => 5,
      ordered_at_ms: (n) => n,
      expires_at_ms: (n) => n,
      ordered_by: () => 'test',
    },
    drill_terminal: {
      terminal_id: () => 1,
      drill_id: (n) => `drill-${n}`,
      expires_at_ms: (n) => n,
      told_at_ms: (n) => n,
      is_done: () => 1,
    },
    outage_report: {
      cinema_id: () => cinemaId,
      began_at_ms: (n) => n,
      ended_at_ms: (n) => n,
      made_at_ms: (n) => n,
      terminals: () => 1,
      sold_seats: () => 1,
      stranded_seats: () => 1,
      broken: () => 0,
      body: () => '[]',
    },
    outage: {
      cinema_id: () => cinemaId,
      terminal_id: () => 1,
      began_at_ms: (n) => n,
      ended_at_ms: (n) => (n % 300 === 0 ? null : n + 1),
      stranded: () => 0,
      report_id: (n) => (n % 50 === 0 ? null : 1),
    },
    support_bundle: {
      id: (n) => `bundle-${n}`,
      cinema_id: () => cinemaId,
      terminal_id: () => 1,
      asked_at_ms: (n) => n,
      asked_by: () => 'test',
      expires_at_ms: (n) => n,
    },
    exception: {
      id: (n) => `exception-${n}`,
      kind: () => 'holdings-differ',
      terminal_id: () => 1,
      screening_id: screeningOf,
      detail: () => '{}',
      raised_at_ms: (n) => n,
      settled_at_ms: (n) => (n % 50 === 0 ? null : n + 1),
    },
    long_action: {
      id: (n) => `action-${n}`,
      kind: () => 'refund-bookings',
      cinema_id: () => cinemaId,
      screening_id: screeningOf,
      state: (n) => (n % 50 === 0 ? 'running' : 'done'),
      done: () => 1,
      total: () => 1,
      step: () => 1,
      tries: () => 0,
      subject: () => '{}',
      made_by: () => 'Mara',
      started_at_ms: (n) => n,
      ended_at_ms: (n) => n,
      resume_at_ms: (n) => n,
    },
    long_action_item: {
      action_id: (n) => `action-${1 + (n % 30)}`,
      number: (n) => n,
      state: () => 'done',
      tries: () => 0,
      body: () => '{}',
    },
  };
  for (const [table, columns] of Object.entries(tables)) {
    const rows = Array.from({ length: bookings }, (_, at) => Object.values(columns).map((make) => make(at + 1)));
    await database.transaction(`fill ${table}`, (tx) => insertRows(tx, table, Object.keys(columns), rows));
  }
  await database.transaction('what is asked for by its key', async (tx) => {
    const user = { id: 7, name: 'Ada', role: 'manager', registration_date_ms: 1 };
    await insertRows(tx, 'user', Object.keys(user), [Object.values(user)]);
    const shows = Array.from({ length: screenings }, (_, at) => [cinemaId, at === 0 ? 'A' : `show-${at}`, at + 1]);
    await insertRows(tx, 'imported_show', ['cinema_id', 'show_id', 'screening_id'], shows);
    await insertRows(tx, 'user_cinema', ['user_id', 'cinema_id', 'given_at_ms'], [[7, cinemaId, 1]]);
    const sold = "UPDATE seat_right SET state = 'sold', ticket_terminal = 0, ticket_seq = 7, ticket_line = 1";
    await tx.run(`${sold} WHERE screening_id = 7 AND seat_id = ?`, [seats[0]?.id ?? 0]);
  });
  if (database.dialect === 'mysql')
    await database.all(
      `ANALYZE TABLE ${Object.keys(tables)
        .map((table) => `\`${table}\``)
        .join(', ')}, seat_right`,
    );
}
