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
 * The till: who may sign in, shifts of drawers, and cash that is no sale. What terminals write of staff and shifts is kept as
 * they say it, so nothing refers to `staff` or `shift`.
 */
export class Till1796493600000 implements MigrationInterface {
  name = 'Till1796493600000';

  async up(queries: QueryRunner): Promise<void> {
    for (const table of newTables) await queries.createTable(new Table(inDialect(queries, table)));
    for (const table of ['booking', 'refund']) {
      await queries.addColumns(
        table,
        addedColumns.map((column) => new TableColumn(spellColumn(queries, column))),
      );
      await queries.createIndex(table, new TableIndex(index(`${table}_shift`, 'terminal_id', 'shift_seq')));
    }
  }

  async down(): Promise<void> {
    throw new Error('shifts and their money are not undone: restore a backup');
  }
}

const addedColumns: TableColumnOptions[] = [
  bigint('staff_id', optional),
  bigint('shift_seq', optional),
  bigint('approved_by', optional),
];

const newTables: TableShape[] = [
  {
    name: 'staff',
    columns: [
      generatedId,
      int('cinema_id'),
      varchar('name', 60),
      varchar('role', 12),
      varchar('pin_hash', 200),
      boolean('active'),
    ],
    indices: [index('staff_cinema', 'cinema_id')],
    foreignKeys: [reference('staff', ['cinema_id'], 'cinema')],
  },
  {
    name: 'shift',
    columns: [
      int('terminal_id', key),
      int('seq', key),
      int('cinema_id'),
      bigint('staff_id'),
      varchar('drawer', 20),
      varchar('business_date', 10),
      varchar('currency', 3),
      int('float_minor'),
      varchar('state', 12),
      int('counted_minor', optional),
      bigint('expected_minor', optional),
      bigint('over_short_minor', optional),
      bigint('approved_by', optional),
      bigint('opened_at_ms'),
      bigint('closed_at_ms', optional),
      int('closed_seq', optional),
      json('figures', optional),
    ],
    indices: [index('shift_cinema_date', 'cinema_id', 'business_date')],
    foreignKeys: [reference('shift', ['terminal_id'], 'terminal'), reference('shift', ['cinema_id'], 'cinema')],
  },
  {
    name: 'cash_movement',
    columns: [
      int('terminal_id', key),
      int('seq', key),
      bigint('shift_seq'),
      bigint('staff_id'),
      varchar('kind', 12),
      int('amount_minor'),
      varchar('currency', 3),
      varchar('reason', 200),
      bigint('approved_by', optional),
      bigint('at_ms'),
    ],
    indices: [index('cash_movement_shift', 'terminal_id', 'shift_seq')],
    foreignKeys: [reference('cash_movement', ['terminal_id'], 'terminal')],
  },
];
