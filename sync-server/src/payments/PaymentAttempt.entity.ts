import { EntitySchema } from 'typeorm';

/** A phone's payment on its way: written before the provider is called, ended only by the provider's word. */
export class PaymentAttempt {
  /** Known to the provider. */
  id!: string;
  screeningId!: number;
  holdId!: string;
  /** `watching`: it could not be cancelled and its seats are given up; a capture that still comes is refunded. */
  state!: 'paying' | 'cancelling' | 'cancelled' | 'watching' | 'sold' | 'refunding' | 'refunded';
  amountMinor!: number;
  currency!: string;
  /** What is sold once it is captured, as JSON. */
  sale!: string;
  /** Of the booking that it became. */
  seq!: number | null;
  atMs!: number;
  /** When the sweeper looks after it (again). */
  deadlineMs!: number;
  /** Of the moviegoer. */
  userId!: number | null;
  /** As the provider calls it. */
  providerRef!: string | null;
}

export const PaymentAttemptEntity = new EntitySchema<PaymentAttempt>({
  name: 'PaymentAttempt',
  target: PaymentAttempt,
  tableName: 'payment_attempt',
  columns: {
    id: { type: 'varchar', length: 64, primary: true },
    screeningId: { type: 'int', name: 'screening_id' },
    holdId: { type: 'varchar', length: 64, name: 'hold_id' },
    state: { type: 'varchar', length: 12 },
    amountMinor: { type: 'int', name: 'amount_minor' },
    currency: { type: 'varchar', length: 3 },
    sale: { type: 'text' },
    seq: { type: 'int', nullable: true },
    atMs: { type: 'bigint', name: 'at_ms' },
    deadlineMs: { type: 'bigint', name: 'deadline_ms' },
    userId: { type: 'int', name: 'user_id', nullable: true },
    providerRef: { type: 'varchar', length: 80, name: 'provider_ref', nullable: true },
  },
  indices: [
    { name: 'ix_payment_attempt_state', columns: ['state', 'deadlineMs'] },
    { name: 'ix_payment_attempt_hold', columns: ['holdId'] },
  ],
  foreignKeys: [
    {
      name: 'fk_payment_attempt_screening',
      target: 'Screening',
      columnNames: ['screeningId'],
      referencedColumnNames: ['id'],
    },
  ],
});
