import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { bigint, inDialect, index, int, key, reference, type TableShape } from './columns.ts';

/** Which cinemas a manager looks after, and the ways in which money is looked up by its time. */
export class ManagedCinemas1796702400000 implements MigrationInterface {
  name = 'ManagedCinemas1796702400000';

  async up(queries: QueryRunner): Promise<void> {
    await queries.createTable(new Table(inDialect(queries, userCinema)));
    await queries.createIndex('booking', new TableIndex(index('booking_sold', 'sold_at_ms')));
    await queries.createIndex('refund', new TableIndex(index('refund_time', 'at_ms')));
  }

  async down(): Promise<void> {
    throw new Error('who may see what is not undone: restore a backup');
  }
}

const userCinema: TableShape = {
  name: 'user_cinema',
  columns: [int('user_id', key), int('cinema_id', key), bigint('given_at_ms')],
  indices: [index('user_cinema_cinema', 'cinema_id')],
  foreignKeys: [reference('user_cinema', ['user_id'], 'user'), reference('user_cinema', ['cinema_id'], 'cinema')],
};
