import { EntitySchema } from 'typeorm';

/** Money that goes back for tickets of one booking. Its id is the terminal's entry (`T17-000123`) or the server's own. */
export class Refund {
  id!: string;
  terminalId!: number;
  /** Of the booking. */
  seq!: number;
  kind!: 'void' | 'refund' | 'exchange' | 'override';
  /**
   * `prepared`: the money is still to be paid out. `superseded`: the terminal that held the tickets has paid them out
   * itself, in a refund of its own.
   */
  state!: 'prepared' | 'refunding' | 'refunded' | 'superseded';
  amountMinor!: number;
  currency!: string;
  reason!: string;
  requestedBy!: string;
  atMs!: number;
  refundedAtMs!: number | null;
  /** At a till: who did it, in which shift, and which manager said yes, as its journal has it. */
  staffId!: number | null;
  shiftSeq!: number | null;
  approvedBy!: number | null;
}

export const RefundEntity = new EntitySchema<Refund>({
  name: 'Refund',
  target: Refund,
  tableName: 'refund',
  columns: {
    id: { type: 'varchar', length: 64, primary: true },
    terminalId: { type: 'int', name: 'terminal_id' },
    seq: { type: 'int' },
    kind: { type: 'varchar', length: 12 },
    state: { type: 'varchar', length: 12 },
    amountMinor: { type: 'int', name: 'amount_minor' },
    currency: { type: 'varchar', length: 3 },
    reason: { type: 'varchar', length: 200 },
    requestedBy: { type: 'varchar', length: 80, name: 'requested_by' },
    atMs: { type: 'bigint', name: 'at_ms' },
    refundedAtMs: { type: 'bigint', name: 'refunded_at_ms', nullable: true },
    staffId: { type: 'bigint', name: 'staff_id', nullable: true },
    shiftSeq: { type: 'bigint', name: 'shift_seq', nullable: true },
    approvedBy: { type: 'bigint', name: 'approved_by', nullable: true },
  },
  indices: [
    { name: 'ix_refund_shift', columns: ['terminalId', 'shiftSeq'] },
    { name: 'ix_refund_booking', columns: ['terminalId', 'seq'] },
    { name: 'ix_refund_state', columns: ['state', 'atMs'] },
    { name: 'ix_refund_time', columns: ['atMs'] },
  ],
  foreignKeys: [
    {
      name: 'fk_refund_booking',
      target: 'Booking',
      columnNames: ['terminalId', 'seq'],
      referencedColumnNames: ['terminalId', 'seq'],
    },
  ],
});
