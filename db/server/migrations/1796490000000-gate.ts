import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { bigint, inDialect, index, int, key, reference, type TableShape } from './columns.ts';

/** Who was let in at the gates. */
export class Gate1796490000000 implements MigrationInterface {
  name = 'Gate1796490000000';

  async up(queries: QueryRunner): Promise<void> {
    await queries.createTable(new Table(inDialect(queries, admission)));
  }

  async down(): Promise<void> {
    throw new Error('who was let in is not forgotten: restore a backup');
  }
}

const admission: TableShape = {
  name: 'admission',
  columns: [
    int('ticket_terminal', key),
    int('ticket_seq', key),
    int('ticket_line', key),
    int('screening_id'),
    int('seat_id'),
    int('gate'),
    int('gate_seq'),
    bigint('at_ms'),
  ],
  indices: [index('admission_screening', 'screening_id')],
  foreignKeys: [
    reference('admission', ['screening_id'], 'screening'),
    { ...reference('admission', ['gate'], 'terminal'), name: 'fk_admission_terminal' },
  ],
};
