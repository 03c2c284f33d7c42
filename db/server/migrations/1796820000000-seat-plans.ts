import { type MigrationInterface, type QueryRunner, TableColumn, TableIndex } from 'typeorm';
import { int, spellColumn, unique } from './columns.ts';

/**
 * A venue's seats may change: one that is taken out stays for the tickets that name it, marked with the plan that no longer
 * has it, and its label is another seat's from then on.
 */
export class SeatPlans1796820000000 implements MigrationInterface {
  name = 'SeatPlans1796820000000';

  async up(queries: QueryRunner): Promise<void> {
    const add = (table: string, column: string) =>
      queries.addColumn(table, new TableColumn(spellColumn(queries, int(column, { default: 0 }))));
    await add('venue', 'plan');
    await add('seats', 'removed_in');
    // The new one first: MySQL keeps an index for each foreign key.
    await queries.createIndex('seats', new TableIndex(unique('seats_plan_label', 'venue_id', 'removed_in', 'label')));
    await queries.dropIndex('seats', 'ux_seats_label');
  }

  async down(): Promise<void> {
    throw new Error('seats that were taken out are not put back: restore a backup');
  }
}
