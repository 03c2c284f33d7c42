import { EntitySchema } from 'typeorm';

/** What happened to a voucher, for whoever asks where its money went. */
export class VoucherMovement {
  id!: number;
  voucherId!: number;
  kind!: 'issue' | 'grant' | 'return' | 'spend' | 'refund' | 'void' | 'take-back';
  /** Of an issue, a spend or a refund; otherwise 0. */
  amountMinor!: number;
  version!: number;
  /** The terminal to or by which it was done, and its journal's entry. */
  terminalId!: number | null;
  seq!: number | null;
  /** The manager who did it. */
  by!: string | null;
  atMs!: number;
}

export const VoucherMovementEntity = new EntitySchema<VoucherMovement>({
  name: 'VoucherMovement',
  target: VoucherMovement,
  tableName: 'voucher_movement',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    voucherId: { type: 'int', name: 'voucher_id' },
    kind: { type: 'varchar', length: 12 },
    amountMinor: { type: 'int', name: 'amount_minor' },
    version: { type: 'int' },
    terminalId: { type: 'int', name: 'terminal_id', nullable: true },
    seq: { type: 'int', nullable: true },
    by: { type: 'varchar', length: 80, nullable: true },
    atMs: { type: 'bigint', name: 'at_ms' },
  },
  indices: [{ name: 'ix_voucher_movement_voucher', columns: ['voucherId'] }],
  foreignKeys: [
    {
      name: 'fk_voucher_movement_voucher',
      target: 'Voucher',
      columnNames: ['voucherId'],
      referencedColumnNames: ['id'],
    },
  ],
});
