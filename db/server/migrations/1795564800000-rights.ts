import {
  type MigrationInterface,
  type QueryRunner,
  Table,
  TableColumn,
  type TableColumnOptions,
  TableIndex,
} from 'typeorm';
import {
  bigint,
  inDialect,
  index,
  int,
  key,
  optional,
  reference,
  spellColumn,
  type TableShape,
  text,
  unique,
  varchar,
} from './columns.ts';

/**
 * Rights in full: withheld seats, closed terminals and what becomes of their rights, holders of tickets, refunds, moved and
 * unnumbered screenings, phones' payment attempts.
 */
export class Rights1795564800000 implements MigrationInterface {
  name = 'Rights1795564800000';

  async up(queries: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(addedColumns)) {
      await queries.addColumns(
        table,
        columns.map((column) => new TableColumn(spellColumn(queries, column))),
      );
    }
    await queries.createIndex('exception', new TableIndex(unique('exception_subject', 'subject')));
    // What was sold before is held by whoever sold it: only its own journal releases it.
    await queries.query('UPDATE ticket SET holder = terminal_id');
    for (const table of newTables) await queries.createTable(new Table(inDialect(queries, table)));
  }

  async down(): Promise<void> {
    throw new Error('the rights of a cinema are not undone: restore a backup');
  }
}

const addedColumns: Record<string, TableColumnOptions[]> = {
  seat_right: [varchar('blocked_for', 12, optional), varchar('recall_answer', 12, optional)],
  terminal: [
    int('released', { default: 0 }),
    varchar('closed_as', 12, optional),
    bigint('closed_at_ms', optional),
    varchar('closed_by', 80, optional),
    varchar('closed_reason', 200, optional),
    int('final_seq', optional),
  ],
  ticket: [int('holder', { default: 0 }), varchar('ended_as', 12, optional)],
  screening: [varchar('seating', 12, { default: "'numbered'" }), bigint('cancelled_at_ms', optional)],
  exception: [varchar('subject', 80, optional)],
};

const newTables: TableShape[] = [
  {
    name: 'refund',
    columns: [
      varchar('id', 64, key),
      int('terminal_id'),
      int('seq'),
      varchar('kind', 12),
      varchar('state', 12),
      int('amount_minor'),
      varchar('currency', 3),
      varchar('reason', 200),
      varchar('requested_by', 80),
      bigint('at_ms'),
      bigint('refunded_at_ms', optional),
    ],
    indices: [index('refund_booking', 'terminal_id', 'seq'), index('refund_state', 'state', 'at_ms')],
    foreignKeys: [reference('refund', ['terminal_id', 'seq'], 'booking', ['terminal_id', 'seq'])],
  },
  {
    name: 'refund_line',
    columns: [
      int('terminal_id', key),
      int('seq', key),
      int('line', key),
      varchar('refund_id', 64),
      int('amount_minor'),
    ],
    indices: [index('refund_line_refund', 'refund_id')],
    foreignKeys: [
      reference('refund_line', ['terminal_id', 'seq', 'line'], 'ticket', ['terminal_id', 'seq', 'line']),
      reference('refund_line', ['refund_id'], 'refund'),
    ],
  },
  {
    name: 'refund_tender',
    columns: [
      varchar('refund_id', 64, key),
      int('line', key),
      varchar('kind', 12),
      int('amount_minor'),
      varchar('attempt_id', 64, optional),
      varchar('of_attempt_id', 64, optional),
    ],
    foreignKeys: [reference('refund_tender', ['refund_id'], 'refund')],
  },
  {
    name: 'seat_place',
    columns: [int('screening_id', key), int('seat_id', key), int('place_id')],
    indices: [unique('seat_place_place', 'screening_id', 'place_id')],
    foreignKeys: [
      reference('seat_place', ['screening_id'], 'screening'),
      reference('seat_place', ['seat_id'], 'seats'),
      { ...reference('seat_place', ['place_id'], 'seats'), name: 'fk_seat_place_place' },
    ],
  },
  {
    name: 'payment_attempt',
    columns: [
      varchar('id', 64, key),
      int('screening_id'),
      varchar('hold_id', 64),
      varchar('state', 12),
      int('amount_minor'),
      varchar('currency', 3),
      text('sale'),
      int('seq', optional),
      bigint('at_ms'),
      bigint('deadline_ms'),
    ],
    indices: [index('payment_attempt_state', 'state', 'deadline_ms'), index('payment_attempt_hold', 'hold_id')],
    foreignKeys: [reference('payment_attempt', ['screening_id'], 'screening')],
  },
];
