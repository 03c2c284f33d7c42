import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { spellColumn, varchar } from './columns.ts';

/** Card charges that a reader approved without its bank: a payment is `paid`, `stored`, or `declined` after all. */
export class StoredCharges1796701200000 implements MigrationInterface {
  name = 'StoredCharges1796701200000';

  async up(queries: QueryRunner): Promise<void> {
    await queries.addColumn(
      'payment',
      new TableColumn(spellColumn(queries, varchar('state', 12, { default: "'paid'" }))),
    );
  }

  async down(): Promise<void> {
    throw new Error('what became of stored charges is not forgotten: restore a backup');
  }
}
