import { EntitySchema } from 'typeorm';

/** A one-time code by which a machine becomes a terminal. */
export class EnrolmentCode {
  codeHash!: string;
  cinemaId!: number;
  role!: 'kiosk' | 'till' | 'gate';
  name!: string;
  expiresAtMs!: number;
  usedAtMs!: number | null;
  terminalId!: number | null;
}

export const EnrolmentCodeEntity = new EntitySchema<EnrolmentCode>({
  name: 'EnrolmentCode',
  target: EnrolmentCode,
  tableName: 'enrolment_code',
  columns: {
    codeHash: { type: 'varchar', length: 64, name: 'code_hash', primary: true },
    cinemaId: { type: 'int', name: 'cinema_id' },
    role: { type: 'varchar', length: 12 },
    name: { type: 'varchar', length: 60 },
    expiresAtMs: { type: 'bigint', name: 'expires_at_ms' },
    usedAtMs: { type: 'bigint', name: 'used_at_ms', nullable: true },
    terminalId: { type: 'int', name: 'terminal_id', nullable: true },
  },
  indices: [
    { name: 'ix_enrolment_code_cinema', columns: ['cinemaId'] },
    { name: 'ix_enrolment_code_terminal', columns: ['terminalId'] },
  ],
  foreignKeys: [
    { name: 'fk_enrolment_code_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
    {
      name: 'fk_enrolment_code_terminal',
      target: 'Terminal',
      columnNames: ['terminalId'],
      referencedColumnNames: ['id'],
    },
  ],
});
