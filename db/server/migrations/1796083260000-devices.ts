import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import {
  bigint,
  boolean,
  inDialect,
  index,
  int,
  key,
  optional,
  reference,
  type TableShape,
  text,
  varchar,
} from './columns.ts';

/** Keys of moviegoers' phones, and what they were asked to sign. */
export class Devices1796083260000 implements MigrationInterface {
  name = 'Devices1796083260000';

  async up(queries: QueryRunner): Promise<void> {
    for (const table of newTables) await queries.createTable(new Table(inDialect(queries, table)));
  }

  async down(queries: QueryRunner): Promise<void> {
    for (const { name } of newTables.toReversed()) await queries.dropTable(name);
  }
}

const newTables: TableShape[] = [
  {
    name: 'device',
    columns: [
      varchar('id', 32, key),
      int('user_id'),
      varchar('name', 80),
      text('credential_id'),
      text('public_key'),
      bigint('counter'),
      varchar('transports', 200),
      boolean('backed_up'),
      bigint('created_at_ms'),
      bigint('last_used_at_ms', optional),
      bigint('revoked_at_ms', optional),
      boolean('cloned'),
    ],
    indices: [index('device_user', 'user_id', 'created_at_ms')],
    foreignKeys: [reference('device', ['user_id'], 'user')],
  },
  {
    name: 'challenge',
    columns: [
      varchar('id', 64, key),
      int('user_id'),
      varchar('purpose', 8),
      varchar('hold_id', 64),
      varchar('binding_hash', 64),
      bigint('expires_at_ms'),
      bigint('used_at_ms', optional),
      varchar('used_by', 64, optional),
    ],
    indices: [index('challenge_order', 'user_id', 'purpose', 'hold_id'), index('challenge_expiry', 'expires_at_ms')],
    foreignKeys: [reference('challenge', ['user_id'], 'user')],
  },
];
