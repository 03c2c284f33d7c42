import { EntitySchema } from 'typeorm';

/** What an outage of a cinema, or a drill of one, has cost. */
export class OutageReport {
  id!: number;
  cinemaId!: number;
  drillId!: string | null;
  beganAtMs!: number;
  endedAtMs!: number;
  madeAtMs!: number;
  terminals!: number;
  soldSeats!: number;
  strandedSeats!: number;
  refused!: number | null;
  broken!: number;
  /** JSON: a line for each terminal. */
  body!: string;
}

export const OutageReportEntity = new EntitySchema<OutageReport>({
  name: 'OutageReport',
  target: OutageReport,
  tableName: 'outage_report',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    cinemaId: { type: 'int', name: 'cinema_id' },
    drillId: { type: 'varchar', length: 32, name: 'drill_id', nullable: true },
    beganAtMs: { type: 'bigint', name: 'began_at_ms' },
    endedAtMs: { type: 'bigint', name: 'ended_at_ms' },
    madeAtMs: { type: 'bigint', name: 'made_at_ms' },
    terminals: { type: 'int' },
    soldSeats: { type: 'int', name: 'sold_seats' },
    strandedSeats: { type: 'int', name: 'stranded_seats' },
    refused: { type: 'int', nullable: true },
    broken: { type: 'int' },
    body: { type: 'text' },
  },
  indices: [
    { name: 'ix_outage_report_cinema', columns: ['cinemaId', 'id'] },
    { name: 'ux_outage_report_drill', columns: ['drillId'], unique: true },
  ],
  foreignKeys: [
    { name: 'fk_outage_report_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
  ],
});
