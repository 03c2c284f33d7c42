import { EntitySchema } from 'typeorm';

/** A way in which a refund was paid out. */
export class RefundTender {
  refundId!: string;
  line!: number;
  kind!: 'cash' | 'card' | 'credit' | 'voucher';
  amountMinor!: number;
  /** Of a card: the refund's own attempt, and the charge that it gives back. */
  attemptId!: string | null;
  ofAttemptId!: string | null;
  voucherId!: number | null;
}

export const RefundTenderEntity = new EntitySchema<RefundTender>({
  name: 'RefundTender',
  target: RefundTender,
  tableName: 'refund_tender',
  columns: {
    refundId: { type: 'varchar', length: 64, name: 'refund_id', primary: true },
    line: { type: 'int', primary: true },
    kind: { type: 'varchar', length: 12 },
    amountMinor: { type: 'int', name: 'amount_minor' },
    attemptId: { type: 'varchar', length: 64, name: 'attempt_id', nullable: true },
    ofAttemptId: { type: 'varchar', length: 64, name: 'of_attempt_id', nullable: true },
    voucherId: { type: 'bigint', name: 'voucher_id', nullable: true },
  },
  foreignKeys: [
    { name: 'fk_refund_tender_refund', target: 'Refund', columnNames: ['refundId'], referencedColumnNames: ['id'] },
  ],
});
