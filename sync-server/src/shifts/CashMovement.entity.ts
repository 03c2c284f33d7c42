import { EntitySchema } from 'typeorm';

/** Cash that is no sale, as its terminal's journal tells it. */
export class CashMovement {
  terminalId!: number;
  seq!: number;
  shiftSeq!: number;
  staffId!: number;
  kind!: 'cash-in' | 'drop' | 'paid-out' | 'no-sale';
  amountMinor!: number;
  currency!: string;
  reason!: string;
  approvedBy!: number | null;
  atMs!: number;
}

export const CashMovementEntity = new EntitySchema<CashMovement>({
  name: 'CashMovement',
  target: CashMovement,
  tableName: 'cash_movement',
  columns: {
    terminalId: { type: 'int', name: 'terminal_id', primary: true },
    seq: { type: 'int', primary: true },
    shiftSeq: { type: 'bigint', name: 'shift_seq' },
    staffId: { type: 'bigint', name: 'staff_id' },
    kind: { type: 'varchar', length: 12 },
    amountMinor: { type: 'int', name: 'amount_minor' },
    currency: { type: 'varchar', length: 3 },
    reason: { type: 'varchar', length: 200 },
    approvedBy: { type: 'bigint', name: 'approved_by', nullable: true },
    atMs: { type: 'bigint', name: 'at_ms' },
  },
  indices: [{ name: 'ix_cash_movement_shift', columns: ['terminalId', 'shiftSeq'] }],
  foreignKeys: [
    {
      name: 'fk_cash_movement_terminal',
      target: 'Terminal',
      columnNames: ['terminalId'],
      referencedColumnNames: ['id'],
    },
  ],
});
