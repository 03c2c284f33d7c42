import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import {
  bigint,
  date,
  generatedId,
  inDialect,
  index,
  int,
  key,
  optional,
  reference,
  type TableShape,
  unique,
  varchar,
} from './columns.ts';

/** What cinemas told distributors, kept as it was told; and which exceptions an entry of a journal has raised. */
export class FilmReturns1796810000000 implements MigrationInterface {
  name = 'FilmReturns1796810000000';

  async up(queries: QueryRunner): Promise<void> {
    await queries.createTable(new Table(inDialect(queries, filmReturn)));
    await queries.createTable(new Table(inDialect(queries, filmReturnLine)));
    await queries.createIndex('exception', new TableIndex(index('exception_entry', 'terminal_id', 'seq')));
  }

  async down(): Promise<void> {
    throw new Error('what a distributor was told is not undone: restore a backup');
  }
}

const filmReturn: TableShape = {
  name: 'film_return',
  columns: [
    generatedId,
    int('cinema_id'),
    int('movie_id'),
    varchar('kind', 12),
    int('number'),
    date('from_date'),
    date('to_date'),
    varchar('currency', 3),
    int('seats'),
    bigint('gross_minor'),
    bigint('tax_minor'),
    varchar('made_by', 80),
    bigint('made_at_ms'),
  ],
  indices: [
    unique('film_return_number', 'cinema_id', 'movie_id', 'kind', 'number'),
    index('film_return_cinema', 'cinema_id', 'kind', 'to_date'),
    index('film_return_made', 'cinema_id', 'id'),
  ],
  foreignKeys: [reference('film_return', ['cinema_id'], 'cinema'), reference('film_return', ['movie_id'], 'movie')],
};

const filmReturnLine: TableShape = {
  name: 'film_return_line',
  columns: [
    int('return_id', key),
    int('line', key),
    date('show_date'),
    varchar('ticket_class', 12),
    int('price_minor'),
    int('seats'),
    bigint('gross_minor'),
    bigint('tax_minor'),
    int('of_return_id', optional),
  ],
  foreignKeys: [reference('film_return_line', ['return_id'], 'film_return')],
};
