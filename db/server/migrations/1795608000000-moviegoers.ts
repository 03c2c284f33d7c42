import {
  type MigrationInterface,
  type QueryRunner,
  Table,
  TableColumn,
  type TableColumnOptions,
  TableIndex,
} from 'typeorm';
import {
  bigint,
  boolean,
  inDialect,
  index,
  int,
  key,
  optional,
  reference,
  spellColumn,
  type TableShape,
  text,
  varchar,
} from './columns.ts';

/** Moviegoers: sessions, PINs by SMS, holds that have an owner, payments through a provider that has ids of its own. */
export class Moviegoers1795608000000 implements MigrationInterface {
  name = 'Moviegoers1795608000000';

  async up(queries: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(addedColumns)) {
      await queries.addColumns(
        table,
        columns.map((column) => new TableColumn(spellColumn(queries, column))),
      );
    }
    for (const table of newTables) await queries.createTable(new Table(inDialect(queries, table)));
    await queries.createIndex('booking', new TableIndex(index('booking_user_time', 'user_id', 'sold_at_ms')));
  }

  async down(): Promise<void> {
    throw new Error('accounts and bookings are not undone: restore a backup');
  }
}

const addedColumns: Record<string, TableColumnOptions[]> = {
  user: [bigint('deleted_at_ms', optional)],
  payment_attempt: [int('user_id', optional), varchar('provider_ref', 80, optional)],
};

const newTables: TableShape[] = [
  {
    name: 'session',
    columns: [
      varchar('id', 32, key),
      int('user_id'),
      varchar('token_hash', 64),
      varchar('token_hash_previous', 64, optional),
      varchar('device', 80),
      bigint('created_at_ms'),
      bigint('refreshed_at_ms'),
      bigint('expires_at_ms'),
      bigint('revoked_at_ms', optional),
    ],
    indices: [index('session_user', 'user_id', 'created_at_ms'), index('session_expiry', 'expires_at_ms')],
    foreignKeys: [reference('session', ['user_id'], 'user')],
  },
  {
    name: 'sms_pin',
    columns: [
      varchar('id', 32, key),
      varchar('phone', 24),
      varchar('purpose', 12),
      varchar('pin_hash', 64),
      int('tries_left'),
      bigint('sent_at_ms'),
      bigint('expires_at_ms'),
      bigint('used_at_ms', optional),
    ],
    indices: [index('sms_pin_phone', 'phone', 'purpose', 'sent_at_ms'), index('sms_pin_expiry', 'expires_at_ms')],
  },
  {
    name: 'hold',
    columns: [
      varchar('id', 64, key),
      int('user_id'),
      int('screening_id'),
      text('lines'),
      int('total_minor'),
      varchar('currency', 3),
      bigint('made_at_ms'),
      bigint('expires_at_ms'),
      boolean('extended'),
    ],
    indices: [index('hold_user', 'user_id', 'screening_id', 'expires_at_ms'), index('hold_screening', 'screening_id')],
    foreignKeys: [reference('hold', ['user_id'], 'user'), reference('hold', ['screening_id'], 'screening')],
  },
  {
    name: 'provider_event',
    columns: [varchar('id', 80, key), varchar('provider', 12), varchar('kind', 60), bigint('at_ms')],
    indices: [index('provider_event_time', 'at_ms')],
  },
];
