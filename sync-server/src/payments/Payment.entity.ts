import { EntitySchema } from 'typeorm';

/** What one tender paid of a booking. */
export class Payment {
  terminalId!: number;
  seq!: number;
  line!: number;
  kind!: string;
  /** Change is already taken off. */
  amountMinor!: number;
  /** Cash only: what was handed over. */
  givenMinor!: number | null;
  /** Card only: the attempt that the reader or provider knows. */
  attemptId!: string | null;
  authorisation!: string | null;
  /** `stored`: approved by a card reader without its bank, which then took it (`paid`) or refused it (`declined`). */
  state!: 'paid' | 'stored' | 'declined';
  voucherId!: number | null;
}

export const PaymentEntity = new EntitySchema<Payment>({
  name: 'Payment',
  target: Payment,
  tableName: 'payment',
  columns: {
    terminalId: { type: 'int', name: 'terminal_id', primary: true },
    seq: { type: 'int', primary: true },
    line: { type: 'int', primary: true },
    kind: { type: 'varchar', length: 12 },
    amountMinor: { type: 'int', name: 'amount_minor' },
    givenMinor: { type: 'int', name: 'given_minor', nullable: true },
    attemptId: { type: 'varchar', length: 64, name: 'attempt_id', nullable: true },
    authorisation: { type: 'varchar', length: 64, nullable: true },
    state: { type: 'varchar', length: 12, default: 'paid' },
    voucherId: { type: 'bigint', name: 'voucher_id', nullable: true },
  },
  indices: [{ name: 'ix_payment_attempt', columns: ['attemptId'] }],
  foreignKeys: [
    {
      name: 'fk_payment_booking',
      target: 'Booking',
      columnNames: ['terminalId', 'seq'],
      referencedColumnNames: ['terminalId', 'seq'],
    },
  ],
});
