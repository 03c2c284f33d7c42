import { type MigrationInterface, type QueryRunner, TableColumn, TableIndex } from 'typeorm';
import { bigint, optional, spellColumn, unique, varchar } from './columns.ts';

/** The code by which a phone's booking is picked up at a kiosk or till, and when it first was. */
export class PickUp1796486400000 implements MigrationInterface {
  name = 'PickUp1796486400000';

  async up(queries: QueryRunner): Promise<void> {
    const added = [varchar('pick_up_code', 12, optional), bigint('picked_up_at_ms', optional)];
    await queries.addColumns(
      'booking',
      added.map((column) => new TableColumn(spellColumn(queries, column))),
    );
    await queries.createIndex('booking', new TableIndex(unique('booking_pick_up_code', 'pick_up_code')));
  }

  async down(): Promise<void> {
    throw new Error('codes that guests have are not undone: restore a backup');
  }
}
