import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import {
  bigint,
  boolean,
  generatedId,
  inDialect,
  index,
  int,
  key,
  optional,
  reference,
  type TableShape,
  text,
  unique,
  varchar,
} from './columns.ts';

/** How terminals say they are, when they could not be reached, drills of that, reports of both, and support bundles. */
export class Outages1796850000000 implements MigrationInterface {
  name = 'Outages1796850000000';

  async up(queries: QueryRunner): Promise<void> {
    for (const table of newTables) await queries.createTable(new Table(inDialect(queries, table)));
  }

  async down(): Promise<void> {
    throw new Error('what was recorded of outages is not thrown away: restore a backup');
  }
}

const ofTerminal = (table: string) => reference(table, ['terminal_id'], 'terminal');
const ofCinema = (table: string) => reference(table, ['cinema_id'], 'cinema');

const newTables: TableShape[] = [
  {
    name: 'terminal_status',
    columns: [
      int('terminal_id', key),
      bigint('at_ms'),
      bigint('changed_at_ms'),
      int('unsent'),
      bigint('oldest_unsent_at_ms', optional),
      bigint('refused_offline'),
      boolean('is_leaving'),
      text('body'),
    ],
    foreignKeys: [ofTerminal('terminal_status')],
  },
  {
    name: 'drill',
    columns: [
      varchar('id', 32, key),
      int('cinema_id'),
      int('minutes'),
      bigint('ordered_at_ms'),
      bigint('expires_at_ms'),
      varchar('ordered_by', 80),
    ],
    indices: [index('drill_cinema', 'cinema_id', 'ordered_at_ms')],
    foreignKeys: [ofCinema('drill')],
  },
  {
    name: 'drill_terminal',
    columns: [
      int('terminal_id', key),
      varchar('drill_id', 32, key),
      bigint('expires_at_ms'),
      bigint('told_at_ms', optional),
      boolean('is_done'),
    ],
    indices: [
      index('drill_terminal_drill', 'drill_id'),
      index('drill_terminal_expiry', 'terminal_id', 'expires_at_ms'),
    ],
    foreignKeys: [ofTerminal('drill_terminal'), reference('drill_terminal', ['drill_id'], 'drill')],
  },
  {
    name: 'outage_report',
    columns: [
      generatedId,
      int('cinema_id'),
      varchar('drill_id', 32, optional),
      bigint('began_at_ms'),
      bigint('ended_at_ms'),
      bigint('made_at_ms'),
      int('terminals'),
      int('sold_seats'),
      int('stranded_seats'),
      int('refused', optional),
      int('broken'),
      text('body'),
    ],
    indices: [index('outage_report_cinema', 'cinema_id', 'id'), unique('outage_report_drill', 'drill_id')],
    foreignKeys: [ofCinema('outage_report')],
  },
  {
    name: 'outage',
    columns: [
      generatedId,
      int('cinema_id'),
      int('terminal_id'),
      bigint('began_at_ms'),
      bigint('ended_at_ms', optional),
      bigint('drained_at_ms', optional),
      varchar('drill_id', 32, optional),
      int('stranded'),
      bigint('refused_before', optional),
      int('refused', optional),
      int('report_id', optional),
    ],
    indices: [
      unique('outage_terminal', 'terminal_id', 'began_at_ms'),
      index('outage_ended', 'ended_at_ms'),
      index('outage_report', 'report_id', 'ended_at_ms'),
    ],
    foreignKeys: [ofTerminal('outage'), ofCinema('outage'), reference('outage', ['report_id'], 'outage_report')],
  },
  {
    name: 'support_bundle',
    columns: [
      varchar('id', 32, key),
      int('cinema_id'),
      int('terminal_id'),
      bigint('asked_at_ms'),
      varchar('asked_by', 80),
      bigint('expires_at_ms'),
      bigint('received_at_ms', optional),
      int('bytes', optional),
      text('body', optional),
    ],
    indices: [
      index('support_bundle_terminal', 'terminal_id', 'expires_at_ms'),
      index('support_bundle_asked', 'asked_at_ms'),
      index('support_bundle_received', 'cinema_id', 'received_at_ms'),
    ],
    foreignKeys: [ofTerminal('support_bundle'), ofCinema('support_bundle')],
  },
];
