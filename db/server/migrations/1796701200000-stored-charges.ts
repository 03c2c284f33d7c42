import { type MigrationInterface, type QueryRunner, Table, TableColumn } from 'typeorm';
import { inDialect, int, key, reference, spellColumn, type TableShape, varchar } from './columns.ts';

/**
 * Card charges that a reader approved without its bank: a payment is `paid`, `stored`, or `declined` after all. And the
 * codes of tickets that a kiosk could not print.
 */
export class StoredCharges1796701200000 implements MigrationInterface {
  name = 'StoredCharges1796701200000';

  async up(queries: QueryRunner): Promise<void> {
    await queries.addColumn(
      'payment',
      new TableColumn(spellColumn(queries, varchar('state', 12, { default: "'paid'" }))),
    );
    await queries.createTable(new Table(inDialect(queries, ticketCode)));
  }

  async down(): Promise<void> {
    throw new Error('what became of stored charges is not forgotten: restore a backup');
  }
}

const ticketKey = ['terminal_id', 'seq', 'line'];
const ticketCode: TableShape = {
  name: 'ticket_code',
  columns: [int('terminal_id', key), int('seq', key), int('line', key), varchar('qr', 144)],
  foreignKeys: [reference('ticket_code', ticketKey, 'ticket', ticketKey)],
};
