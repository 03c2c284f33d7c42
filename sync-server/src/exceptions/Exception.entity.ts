import { EntitySchema } from 'typeorm';

/** Something that a manager must settle. It may name rows that are lost: no foreign keys. */
export class Exception {
  id!: string;
  kind!: string;
  cinemaId!: number | null;
  terminalId!: number | null;
  seq!: number | null;
  screeningId!: number | null;
  seatId!: number | null;
  detail!: string;
  raisedAtMs!: number;
  settledAtMs!: number | null;
  settledBy!: string | null;
  settlement!: string | null;
  /** What this is about, while it is open: the same thing is not raised twice. */
  subject!: string | null;
}

export const ExceptionEntity = new EntitySchema<Exception>({
  name: 'Exception',
  target: Exception,
  tableName: 'exception',
  columns: {
    id: { type: 'varchar', length: 32, primary: true },
    kind: { type: 'varchar', length: 40 },
    cinemaId: { type: 'int', name: 'cinema_id', nullable: true },
    terminalId: { type: 'int', name: 'terminal_id', nullable: true },
    seq: { type: 'int', nullable: true },
    screeningId: { type: 'int', name: 'screening_id', nullable: true },
    seatId: { type: 'int', name: 'seat_id', nullable: true },
    detail: { type: 'text' },
    raisedAtMs: { type: 'bigint', name: 'raised_at_ms' },
    settledAtMs: { type: 'bigint', name: 'settled_at_ms', nullable: true },
    settledBy: { type: 'varchar', length: 80, name: 'settled_by', nullable: true },
    settlement: { type: 'text', nullable: true },
    subject: { type: 'varchar', length: 80, nullable: true },
  },
  indices: [
    { name: 'ix_exception_open', columns: ['settledAtMs', 'raisedAtMs'] },
    { name: 'ux_exception_subject', columns: ['subject'], unique: true },
    { name: 'ix_exception_entry', columns: ['terminalId', 'seq'] },
  ],
});
