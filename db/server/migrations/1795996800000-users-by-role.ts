import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './columns.ts';

/** Staff are few among many moviegoers: whoever looks for them must not read all accounts. */
export class UsersByRole1795996800000 implements MigrationInterface {
  name = 'UsersByRole1795996800000';

  async up(queries: QueryRunner): Promise<void> {
    await queries.createIndex('user', new TableIndex(index('user_role', 'role', 'id')));
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.dropIndex('user', 'ix_user_role');
  }
}
