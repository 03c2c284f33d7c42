import {
  type MigrationInterface,
  type QueryRunner,
  Table,
  TableColumn,
  type TableColumnOptions,
  TableForeignKey,
  TableIndex,
} from 'typeorm';
import {
  bigint,
  inDialect,
  index,
  int,
  key,
  optional,
  reference,
  spellColumn,
  type TableShape,
  unique,
  varchar,
} from './columns.ts';

/** The phone's wallet: whose a ticket is, how often it was issued again, and the links by which tickets are passed on. */
export class Wallet1796400000000 implements MigrationInterface {
  name = 'Wallet1796400000000';

  async up(queries: QueryRunner): Promise<void> {
    await queries.addColumns(
      'ticket',
      addedColumns.map((column) => new TableColumn(spellColumn(queries, column))),
    );
    await queries.createIndex('ticket', new TableIndex(index('ticket_owner', 'owner_id')));
    await queries.createForeignKey('ticket', new TableForeignKey(reference('ticket', ['owner_id'], 'user')));
    await queries.createIndex('device', new TableIndex(index('device_revoked', 'revoked_at_ms')));
    for (const table of newTables) await queries.createTable(new Table(inDialect(queries, table)));
  }

  async down(): Promise<void> {
    throw new Error('tickets that were passed on are not undone: restore a backup');
  }
}

const addedColumns: TableColumnOptions[] = [int('issue', { default: 0 }), int('owner_id', optional)];

const newTables: TableShape[] = [
  {
    name: 'ticket_pass',
    columns: [
      varchar('id', 64, key),
      int('terminal_id'),
      int('seq'),
      int('line'),
      int('issue'),
      varchar('open_ticket', 24, optional),
      int('from_user_id'),
      int('to_user_id', optional),
      varchar('state', 12),
      bigint('made_at_ms'),
      bigint('expires_at_ms'),
      bigint('ended_at_ms', optional),
    ],
    indices: [
      unique('ticket_pass_open', 'open_ticket'),
      index('ticket_pass_ticket', 'terminal_id', 'seq', 'line'),
      index('ticket_pass_from', 'from_user_id', 'made_at_ms'),
      index('ticket_pass_to', 'to_user_id', 'made_at_ms'),
    ],
    foreignKeys: [
      reference('ticket_pass', ['terminal_id', 'seq', 'line'], 'ticket', ['terminal_id', 'seq', 'line']),
      { ...reference('ticket_pass', ['from_user_id'], 'user'), name: 'fk_ticket_pass_from' },
      { ...reference('ticket_pass', ['to_user_id'], 'user'), name: 'fk_ticket_pass_to' },
    ],
  },
];
