import { type MigrationInterface, type QueryRunner, Table, TableColumn } from 'typeorm';
import {
  bigint,
  generatedId,
  inDialect,
  index,
  int,
  optional,
  reference,
  spellColumn,
  type TableShape,
  unique,
  varchar,
} from './columns.ts';

/**
 * Gift vouchers: each has one holder, the server or one terminal. A voucher's code is in no table, only its hash. What a
 * terminal says of a voucher that was never issued is kept as it says it, so nothing refers to `voucher`.
 */
export class Vouchers1796700600000 implements MigrationInterface {
  name = 'Vouchers1796700600000';

  async up(queries: QueryRunner): Promise<void> {
    for (const table of newTables) await queries.createTable(new Table(inDialect(queries, table)));
    const add = (table: string, column: TableColumn) => queries.addColumn(table, column);
    const spell = (column: ReturnType<typeof int>) => new TableColumn(spellColumn(queries, column));
    await add('terminal', spell(int('voucher_grants', { default: 0 })));
    await add('payment', spell(bigint('voucher_id', optional)));
    await add('refund_tender', spell(bigint('voucher_id', optional)));
  }

  async down(): Promise<void> {
    throw new Error('vouchers that were sold are not undone: restore a backup');
  }
}

const newTables: TableShape[] = [
  {
    name: 'voucher',
    columns: [
      generatedId,
      varchar('code_hash', 64),
      varchar('code_end', 4),
      int('cinema_id', optional),
      varchar('currency', 3),
      int('initial_minor'),
      int('balance_minor'),
      bigint('expires_at_ms'),
      varchar('state', 12),
      int('holder', { default: 0 }),
      int('version', { default: 0 }),
      int('taken_from', { default: 0 }),
      bigint('issued_at_ms'),
    ],
    indices: [unique('voucher_code', 'code_hash'), index('voucher_holder', 'holder')],
    foreignKeys: [reference('voucher', ['cinema_id'], 'cinema')],
  },
  {
    name: 'voucher_movement',
    columns: [
      generatedId,
      int('voucher_id'),
      varchar('kind', 12),
      int('amount_minor'),
      int('version'),
      int('terminal_id', optional),
      int('seq', optional),
      varchar('by', 80, optional),
      bigint('at_ms'),
    ],
    indices: [index('voucher_movement_voucher', 'voucher_id')],
    foreignKeys: [reference('voucher_movement', ['voucher_id'], 'voucher')],
  },
];
