import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './columns.ts';

/** Films that are announced are found by their first day, instead of by reading all films. */
export class ComingFilms1795997000000 implements MigrationInterface {
  name = 'ComingFilms1795997000000';

  async up(queries: QueryRunner): Promise<void> {
    await queries.createIndex('movie', new TableIndex(index('movie_show_date', 'show_date')));
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.dropIndex('movie', 'ix_movie_show_date');
  }
}
