import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import {
  bigint,
  boolean,
  date,
  double,
  generatedId,
  inDialect,
  index,
  int,
  isSqlite,
  json,
  key,
  optional,
  reference,
  type TableShape,
  text,
  unique,
  varchar,
} from './columns.ts';

/**
 * The first schema. Foreign keys everywhere but where a row must be kept whatever else is missing: exceptions, forked
 * entries, log tables; and where terminal number 0, the server itself, has no row to point at.
 */
export class First1795305600000 implements MigrationInterface {
  name = 'First1795305600000';

  async up(queries: QueryRunner): Promise<void> {
    await useExactText(queries);
    const tables = [
      ...catalogueTables,
      ...accountTables,
      ...terminalTables,
      ...saleTables,
      ...feedTables,
      ...exceptionTables,
    ];
    for (const table of tables) await queries.createTable(new Table(inDialect(queries, table)));
  }

  async down(): Promise<void> {
    throw new Error('the first migration is not undone: restore a backup');
  }
}

/** Text compares by its bytes, as in SQLite; ids and hashes must not fold case. Tables made from here on inherit it. */
async function useExactText(queries: QueryRunner): Promise<void> {
  if (isSqlite(queries)) return;
  await queries.query('ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin');
}

const catalogueTables: TableShape[] = [
  {
    name: 'cinema',
    columns: [
      generatedId,
      varchar('name', 120),
      varchar('city', 80),
      double('latitude'),
      double('longitude'),
      text('information'),
      int('rating', optional),
      varchar('time_zone', 40),
      varchar('currency', 3),
    ],
  },
  {
    name: 'venue',
    columns: [generatedId, int('cinema_id'), varchar('name', 80), text('information'), varchar('category', 20)],
    indices: [index('venue_cinema', 'cinema_id')],
    foreignKeys: [reference('venue', ['cinema_id'], 'cinema')],
  },
  {
    name: 'seats',
    columns: [
      generatedId,
      int('venue_id'),
      int('x'),
      int('y'),
      varchar('row_label', 4),
      varchar('label', 8),
      varchar('kind', 12),
      boolean('vip'),
      boolean('available'),
    ],
    indices: [unique('seats_label', 'venue_id', 'label')],
    foreignKeys: [reference('seats', ['venue_id'], 'venue')],
  },
  {
    name: 'movie',
    columns: [
      generatedId,
      varchar('name', 200),
      varchar('director', 120, optional),
      text('actors', optional),
      text('introduction', optional),
      int('score', optional),
      date('show_date', optional),
      int('length', optional),
      date('released', optional),
      int('released_year', optional),
      text('poster', optional),
      varchar('audience_rating', 12, optional),
      varchar('search_text', 400),
    ],
    indices: [index('movie_name', 'name')],
  },
  {
    name: 'classification',
    columns: [generatedId, varchar('name', 60)],
    indices: [unique('classification_name', 'name')],
  },
  {
    name: 'film_classification',
    columns: [int('movie_id', key), int('classification_id', key)],
    indices: [index('film_classification_classification', 'classification_id')],
    foreignKeys: [
      reference('film_classification', ['movie_id'], 'movie'),
      reference('film_classification', ['classification_id'], 'classification'),
    ],
  },
  {
    name: 'screening',
    columns: [
      generatedId,
      int('venue_id'),
      int('movie_id'),
      date('show_date'),
      bigint('starts_at_ms'),
      bigint('ends_at_ms'),
      bigint('sales_end_at_ms'),
      varchar('display', 8),
      varchar('language', 12),
      int('price_minor'),
      varchar('state', 12, { default: "'published'" }),
    ],
    indices: [
      index('screening_venue', 'venue_id', 'starts_at_ms'),
      index('screening_movie', 'movie_id', 'starts_at_ms'),
      index('screening_start', 'starts_at_ms'),
      index('screening_date', 'show_date', 'starts_at_ms'),
    ],
    foreignKeys: [reference('screening', ['venue_id'], 'venue'), reference('screening', ['movie_id'], 'movie')],
  },
  {
    name: 'price_rule',
    columns: [generatedId, int('cinema_id'), varchar('kind', 12), varchar('subject', 16), int('amount')],
    indices: [unique('price_rule_subject', 'cinema_id', 'kind', 'subject')],
    foreignKeys: [reference('price_rule', ['cinema_id'], 'cinema')],
  },
];

const accountTables: TableShape[] = [
  {
    name: 'user',
    columns: [
      generatedId,
      varchar('name', 80),
      varchar('encrypted_password', 255, optional),
      varchar('email', 160, optional),
      varchar('phone', 24, optional),
      varchar('role', 12),
      bigint('registration_date_ms'),
    ],
    indices: [unique('user_phone', 'phone')],
  },
  {
    name: 'salt',
    columns: [int('user_id', key), varchar('salt', 64)],
    foreignKeys: [reference('salt', ['user_id'], 'user')],
  },
  {
    name: 'user_action',
    columns: [
      generatedId,
      int('user_id', optional),
      varchar('operation', 80),
      bigint('at_ms'),
      text('detail', optional),
    ],
    indices: [index('user_action_user', 'user_id', 'at_ms'), index('user_action_time', 'at_ms')],
  },
];

const terminalTables: TableShape[] = [
  {
    name: 'terminal',
    columns: [
      int('id', key),
      int('key_id'),
      int('cinema_id'),
      varchar('name', 60),
      varchar('role', 12),
      varchar('public_key', 64),
      varchar('certificate_signature', 128),
      int('acked'),
      varchar('chain', 64),
      varchar('token_hash', 64),
      varchar('token_hash_previous', 64, optional),
      bigint('hello_at_ms', optional),
      varchar('state', 12),
      varchar('app_version', 40, optional),
      bigint('last_seen_ms', optional),
      bigint('enrolled_at_ms'),
    ],
    indices: [unique('terminal_key', 'key_id'), index('terminal_cinema', 'cinema_id')],
    foreignKeys: [reference('terminal', ['cinema_id'], 'cinema')],
  },
  {
    name: 'enrolment_code',
    columns: [
      varchar('code_hash', 64, key),
      int('cinema_id'),
      varchar('role', 12),
      varchar('name', 60),
      bigint('expires_at_ms'),
      bigint('used_at_ms', optional),
      int('terminal_id', optional),
    ],
    indices: [index('enrolment_code_cinema', 'cinema_id'), index('enrolment_code_terminal', 'terminal_id')],
    foreignKeys: [
      reference('enrolment_code', ['cinema_id'], 'cinema'),
      reference('enrolment_code', ['terminal_id'], 'terminal'),
    ],
  },
  {
    name: 'journal_entry',
    columns: [
      int('terminal_id', key),
      int('seq', key),
      varchar('type', 40),
      text('payload'),
      bigint('at_ms'),
      varchar('hash', 64),
      varchar('signature', 90),
      bigint('recorded_at_ms'),
      varchar('state', 12),
    ],
    foreignKeys: [reference('journal_entry', ['terminal_id'], 'terminal')],
  },
  {
    name: 'journal_fork',
    columns: [
      varchar('id', 32, key),
      int('terminal_id'),
      int('seq'),
      varchar('hash', 64),
      text('raw'),
      bigint('recorded_at_ms'),
    ],
    indices: [unique('journal_fork_entry', 'terminal_id', 'seq', 'hash')],
  },
];

const saleKey = [int('terminal_id', key), int('seq', key)];
const saleLineKey = [...saleKey, int('line', key)];

const saleTables: TableShape[] = [
  {
    name: 'booking',
    columns: [
      ...saleKey,
      varchar('order_key', 20),
      int('user_id', optional),
      int('screening_id'),
      varchar('user_type', 12),
      varchar('currency', 3),
      int('total_minor'),
      bigint('sold_at_ms'),
      bigint('recorded_at_ms'),
      varchar('state', 12),
    ],
    indices: [
      unique('booking_order_key', 'order_key'),
      index('booking_screening', 'screening_id'),
      index('booking_user', 'user_id'),
    ],
    foreignKeys: [reference('booking', ['user_id'], 'user'), reference('booking', ['screening_id'], 'screening')],
  },
  {
    name: 'ticket',
    columns: [
      ...saleLineKey,
      int('screening_id'),
      int('seat_id'),
      int('version'),
      varchar('ticket_class', 12),
      int('price_minor'),
      int('tax_minor'),
      boolean('valid'),
    ],
    indices: [index('ticket_seat', 'screening_id', 'seat_id')],
    foreignKeys: [
      reference('ticket', ['terminal_id', 'seq'], 'booking', ['terminal_id', 'seq']),
      reference('ticket', ['screening_id'], 'screening'),
      reference('ticket', ['seat_id'], 'seats'),
    ],
  },
  {
    name: 'payment',
    columns: [
      ...saleLineKey,
      varchar('kind', 12),
      int('amount_minor'),
      int('given_minor', optional),
      varchar('attempt_id', 64, optional),
      varchar('authorisation', 64, optional),
    ],
    indices: [index('payment_attempt', 'attempt_id')],
    foreignKeys: [reference('payment', ['terminal_id', 'seq'], 'booking', ['terminal_id', 'seq'])],
  },
  {
    name: 'voided_charge',
    columns: [
      ...saleKey,
      varchar('attempt_id', 64),
      int('amount_minor'),
      varchar('currency', 3),
      varchar('reason', 20),
      bigint('at_ms'),
    ],
    indices: [index('voided_charge_attempt', 'attempt_id')],
  },
  {
    name: 'seat_right',
    columns: [
      int('screening_id', key),
      int('seat_id', key),
      varchar('state', 12),
      int('holder'),
      int('version'),
      int('ticket_terminal', optional),
      int('ticket_seq', optional),
      int('ticket_line', optional),
      varchar('operation_id', 64, optional),
      bigint('expires_at_ms', optional),
    ],
    indices: [index('seat_right_holder', 'holder', 'state'), index('seat_right_expiry', 'state', 'expires_at_ms')],
    foreignKeys: [
      reference('seat_right', ['screening_id'], 'screening'),
      reference('seat_right', ['seat_id'], 'seats'),
    ],
  },
];

const feedTables: TableShape[] = [
  { name: 'stream', columns: [varchar('name', 40, key), int('revision'), boolean('closed')] },
  {
    name: 'change',
    columns: [
      varchar('stream', 40, key),
      int('revision', key),
      varchar('change_id', 32),
      json('body'),
      bigint('at_ms'),
    ],
    indices: [index('change_time', 'at_ms')],
  },
  {
    name: 'operation',
    columns: [varchar('id', 64, key), varchar('body_hash', 64), json('answer'), bigint('at_ms')],
    indices: [index('operation_time', 'at_ms')],
  },
  {
    name: 'incarnation',
    columns: [int('number', key), varchar('id', 32), int('server_number'), bigint('started_at_ms')],
  },
];

const exceptionTables: TableShape[] = [
  {
    name: 'exception',
    columns: [
      varchar('id', 32, key),
      varchar('kind', 40),
      int('cinema_id', optional),
      int('terminal_id', optional),
      int('seq', optional),
      int('screening_id', optional),
      int('seat_id', optional),
      text('detail'),
      bigint('raised_at_ms'),
      bigint('settled_at_ms', optional),
      varchar('settled_by', 80, optional),
      text('settlement', optional),
    ],
    indices: [index('exception_open', 'settled_at_ms', 'raised_at_ms')],
  },
];
