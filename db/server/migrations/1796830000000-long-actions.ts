import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import {
  bigint,
  inDialect,
  index,
  int,
  json,
  key,
  optional,
  reference,
  type TableShape,
  unique,
  varchar,
} from './columns.ts';

/** Work that takes longer than one request, with how far it is; and which screening of a cinema an imported show is. */
export class LongActions1796830000000 implements MigrationInterface {
  name = 'LongActions1796830000000';

  async up(queries: QueryRunner): Promise<void> {
    for (const table of [longAction, longActionItem, importedShow])
      await queries.createTable(new Table(inDialect(queries, table)));
  }

  async down(): Promise<void> {
    throw new Error('work that was begun is not forgotten: restore a backup');
  }
}

const longAction: TableShape = {
  name: 'long_action',
  columns: [
    varchar('id', 32, key),
    varchar('kind', 40),
    int('cinema_id'),
    int('screening_id', optional),
    varchar('state', 12),
    int('done'),
    int('total'),
    int('step'),
    int('tries'),
    json('subject'),
    varchar('made_by', 80),
    bigint('started_at_ms'),
    bigint('ended_at_ms', optional),
    bigint('resume_at_ms'),
    varchar('error', 200, optional),
  ],
  indices: [
    index('long_action_due', 'state', 'resume_at_ms'),
    index('long_action_cinema', 'cinema_id', 'started_at_ms'),
    index('long_action_screening', 'screening_id', 'started_at_ms'),
  ],
  foreignKeys: [
    reference('long_action', ['cinema_id'], 'cinema'),
    reference('long_action', ['screening_id'], 'screening'),
  ],
};

const longActionItem: TableShape = {
  name: 'long_action_item',
  columns: [
    varchar('action_id', 32, key),
    int('number', key),
    varchar('state', 12),
    int('tries'),
    json('body'),
    json('outcome', optional),
  ],
  indices: [index('long_action_item_state', 'action_id', 'state', 'number')],
  foreignKeys: [reference('long_action_item', ['action_id'], 'long_action')],
};

const importedShow: TableShape = {
  name: 'imported_show',
  columns: [int('cinema_id', key), varchar('show_id', 64, key), int('screening_id')],
  indices: [unique('imported_show_screening', 'screening_id')],
  foreignKeys: [
    reference('imported_show', ['cinema_id'], 'cinema'),
    reference('imported_show', ['screening_id'], 'screening'),
  ],
};
