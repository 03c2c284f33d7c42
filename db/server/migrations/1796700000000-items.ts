import { type MigrationInterface, type QueryRunner, Table, TableColumn } from 'typeorm';
import {
  bigint,
  boolean,
  generatedId,
  inDialect,
  index,
  int,
  json,
  key,
  optional,
  reference,
  spellColumn,
  type TableShape,
  varchar,
} from './columns.ts';

/**
 * What is sold beside tickets, or alone: a booking of items has no screening. Also members' numbers, tickets that are given
 * away, and prices that hold at certain times.
 */
export class Items1796700000000 implements MigrationInterface {
  name = 'Items1796700000000';

  async up(queries: QueryRunner): Promise<void> {
    const booking = await queries.getTable('booking');
    const screeningId = booking?.findColumnByName('screening_id');
    if (!screeningId) throw new Error('the table booking has a screening');
    const nullable = screeningId.clone();
    nullable.isNullable = true;
    await queries.changeColumn('booking', screeningId, nullable);
    const add = (table: string, column: ReturnType<typeof varchar>) =>
      queries.addColumn(table, new TableColumn(spellColumn(queries, column)));
    await add('booking', varchar('member_number', 20, optional));
    await add('ticket', varchar('comp', 80, optional));
    for (const table of newTables) await queries.createTable(new Table(inDialect(queries, table)));
  }

  async down(): Promise<void> {
    throw new Error('items that were sold are not undone: restore a backup');
  }
}

const newTables: TableShape[] = [
  {
    name: 'concession_item',
    columns: [
      generatedId,
      int('cinema_id'),
      varchar('name', 60),
      int('price_minor'),
      int('tax_basis_points'),
      boolean('active'),
    ],
    indices: [index('concession_item_cinema', 'cinema_id')],
    foreignKeys: [reference('concession_item', ['cinema_id'], 'cinema')],
  },
  {
    // As terminals say it, so nothing refers to `concession_item`.
    name: 'booking_item',
    columns: [
      int('terminal_id', key),
      int('seq', key),
      int('line', key),
      bigint('item_id'),
      varchar('name', 60),
      int('quantity'),
      int('price_minor'),
      int('tax_minor'),
      boolean('valid'),
      varchar('ended_as', 12, optional),
    ],
    foreignKeys: [reference('booking_item', ['terminal_id', 'seq'], 'booking', ['terminal_id', 'seq'])],
  },
  {
    name: 'refund_item',
    columns: [
      int('terminal_id', key),
      int('seq', key),
      int('line', key),
      varchar('refund_id', 64),
      int('amount_minor'),
    ],
    indices: [index('refund_item_refund', 'refund_id')],
    foreignKeys: [
      reference('refund_item', ['terminal_id', 'seq', 'line'], 'booking_item', ['terminal_id', 'seq', 'line']),
      reference('refund_item', ['refund_id'], 'refund'),
    ],
  },
  {
    name: 'timed_price',
    columns: [generatedId, int('cinema_id'), json('rule')],
    indices: [index('timed_price_cinema', 'cinema_id')],
    foreignKeys: [reference('timed_price', ['cinema_id'], 'cinema')],
  },
];
