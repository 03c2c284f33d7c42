import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { bigint, optional, spellColumn } from './columns.ts';

/** That somebody came in with a ticket is in its own row, so that whoever undoes it is fenced by what it writes. */
export class UsedTickets1796498100000 implements MigrationInterface {
  name = 'UsedTickets1796498100000';

  async up(queries: QueryRunner): Promise<void> {
    await queries.addColumn('ticket', new TableColumn(spellColumn(queries, bigint('used_at_ms', optional))));
  }

  async down(): Promise<void> {
    throw new Error('who was let in is not forgotten: restore a backup');
  }
}
