import { EntitySchema } from 'typeorm';

/** An approved card charge whose sale was not made, and which was given back. */
export class VoidedCharge {
  terminalId!: number;
  seq!: number;
  attemptId!: string;
  amountMinor!: number;
  currency!: string;
  reason!: string;
  atMs!: number;
}

export const VoidedChargeEntity = new EntitySchema<VoidedCharge>({
  name: 'VoidedCharge',
  target: VoidedCharge,
  tableName: 'voided_charge',
  columns: {
    terminalId: { type: 'int', name: 'terminal_id', primary: true },
    seq: { type: 'int', primary: true },
    attemptId: { type: 'varchar', length: 64, name: 'attempt_id' },
    amountMinor: { type: 'int', name: 'amount_minor' },
    currency: { type: 'varchar', length: 3 },
    reason: { type: 'varchar', length: 20 },
    atMs: { type: 'bigint', name: 'at_ms' },
  },
  indices: [{ name: 'ix_voided_charge_attempt', columns: ['attemptId'] }],
});
