import { type MigrationInterface, type QueryRunner, Table, TableColumn, TableIndex } from 'typeorm';
import {
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

/**
 * What managers administer: above which amounts a till asks for a manager, what papers say of a house, and, of each act, in
 * which cinema and by whom it was done and to what, so that it is found again. Acts from before have none of these: only
 * administrators see them.
 */
export class Administration1796840000000 implements MigrationInterface {
  name = 'Administration1796840000000';

  async up(queries: QueryRunner): Promise<void> {
    for (const table of newTables) await queries.createTable(new Table(inDialect(queries, table)));
    const columns = [int('cinema_id', optional), int('actor_id', optional), varchar('object', 64, optional)];
    await queries.addColumns(
      'user_action',
      columns.map((column) => new TableColumn(spellColumn(queries, column))),
    );
    for (const column of ['cinema_id', 'actor_id', 'object', 'operation'])
      await queries.createIndex(
        'user_action',
        new TableIndex(index(`user_action_${column.replace('_id', '')}`, column, 'at_ms')),
      );
  }

  async down(): Promise<void> {
    throw new Error('who did what is not forgotten: restore a backup');
  }
}

const newTables: TableShape[] = [
  {
    name: 'till_limits',
    columns: [
      int('cinema_id', key),
      int('refund_minor_max'),
      int('comp_tickets_max'),
      int('paid_out_minor_max'),
      int('over_short_minor_max'),
    ],
    foreignKeys: [reference('till_limits', ['cinema_id'], 'cinema')],
  },
  {
    name: 'house_lines',
    columns: [int('cinema_id', key), text('header'), text('footer')],
    foreignKeys: [reference('house_lines', ['cinema_id'], 'cinema')],
  },
];
