import type { ShiftFigures } from '@marquee/shared/protocol/journal';
import { EntitySchema } from 'typeorm';

/** A drawer's money from float to count, as its terminal's journal tells it; `seq` is the entry that opened it. */
export class Shift {
  terminalId!: number;
  seq!: number;
  cinemaId!: number;
  /** Whose it is, or was when it was closed. */
  staffId!: number;
  drawer!: string;
  /** `YYYY-MM-DD`. */
  businessDate!: string;
  currency!: string;
  floatMinor!: number;
  state!: 'open' | 'closed';
  countedMinor!: number | null;
  expectedMinor!: number | null;
  overShortMinor!: number | null;
  approvedBy!: number | null;
  openedAtMs!: number;
  closedAtMs!: number | null;
  closedSeq!: number | null;
  figures!: ShiftFigures | null;
}

export const ShiftEntity = new EntitySchema<Shift>({
  name: 'Shift',
  target: Shift,
  tableName: 'shift',
  columns: {
    terminalId: { type: 'int', name: 'terminal_id', primary: true },
    seq: { type: 'int', primary: true },
    cinemaId: { type: 'int', name: 'cinema_id' },
    staffId: { type: 'bigint', name: 'staff_id' },
    drawer: { type: 'varchar', length: 20 },
    businessDate: { type: 'varchar', length: 10, name: 'business_date' },
    currency: { type: 'varchar', length: 3 },
    floatMinor: { type: 'int', name: 'float_minor' },
    state: { type: 'varchar', length: 12 },
    countedMinor: { type: 'int', name: 'counted_minor', nullable: true },
    expectedMinor: { type: 'bigint', name: 'expected_minor', nullable: true },
    overShortMinor: { type: 'bigint', name: 'over_short_minor', nullable: true },
    approvedBy: { type: 'bigint', name: 'approved_by', nullable: true },
    openedAtMs: { type: 'bigint', name: 'opened_at_ms' },
    closedAtMs: { type: 'bigint', name: 'closed_at_ms', nullable: true },
    closedSeq: { type: 'int', name: 'closed_seq', nullable: true },
    figures: { type: 'json', nullable: true },
  },
  indices: [{ name: 'ix_shift_cinema_date', columns: ['cinemaId', 'businessDate'] }],
  foreignKeys: [
    { name: 'fk_shift_terminal', target: 'Terminal', columnNames: ['terminalId'], referencedColumnNames: ['id'] },
    { name: 'fk_shift_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
  ],
});
