import { EntitySchema } from 'typeorm';

/** When one terminal could not be reached. */
export class Outage {
  id!: number;
  cinemaId!: number;
  terminalId!: number;
  beganAtMs!: number;
  endedAtMs!: number | null;
  /** When all that it had written was here. */
  drainedAtMs!: number | null;
  drillId!: string | null;
  /** Seats that it held unsold. */
  stranded!: number;
  /** Its own count of guests whom it could not serve, as last told; null: never told. */
  refusedBefore!: number | null;
  refused!: number | null;
  reportId!: number | null;
}

export const OutageEntity = new EntitySchema<Outage>({
  name: 'Outage',
  target: Outage,
  tableName: 'outage',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    cinemaId: { type: 'int', name: 'cinema_id' },
    terminalId: { type: 'int', name: 'terminal_id' },
    beganAtMs: { type: 'bigint', name: 'began_at_ms' },
    endedAtMs: { type: 'bigint', name: 'ended_at_ms', nullable: true },
    drainedAtMs: { type: 'bigint', name: 'drained_at_ms', nullable: true },
    drillId: { type: 'varchar', length: 32, name: 'drill_id', nullable: true },
    stranded: { type: 'int' },
    refusedBefore: { type: 'bigint', name: 'refused_before', nullable: true },
    refused: { type: 'int', nullable: true },
    reportId: { type: 'int', name: 'report_id', nullable: true },
  },
  indices: [
    { name: 'ux_outage_terminal', columns: ['terminalId', 'beganAtMs'], unique: true },
    { name: 'ix_outage_ended', columns: ['endedAtMs'] },
    { name: 'ix_outage_report', columns: ['reportId', 'endedAtMs'] },
  ],
  foreignKeys: [
    { name: 'fk_outage_terminal', target: 'Terminal', columnNames: ['terminalId'], referencedColumnNames: ['id'] },
    { name: 'fk_outage_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
    {
      name: 'fk_outage_outage_report',
      target: 'OutageReport',
      columnNames: ['reportId'],
      referencedColumnNames: ['id'],
    },
  ],
});
