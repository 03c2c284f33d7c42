import { EntitySchema } from 'typeorm';

/** Items of a refund. The key is the items' own: they are refunded at most once. */
export class RefundItem {
  terminalId!: number;
  seq!: number;
  line!: number;
  refundId!: string;
  amountMinor!: number;
}

export const RefundItemEntity = new EntitySchema<RefundItem>({
  name: 'RefundItem',
  target: RefundItem,
  tableName: 'refund_item',
  columns: {
    terminalId: { type: 'int', name: 'terminal_id', primary: true },
    seq: { type: 'int', primary: true },
    line: { type: 'int', primary: true },
    refundId: { type: 'varchar', length: 64, name: 'refund_id' },
    amountMinor: { type: 'int', name: 'amount_minor' },
  },
  indices: [{ name: 'ix_refund_item_refund', columns: ['refundId'] }],
  foreignKeys: [
    {
      name: 'fk_refund_item_booking_item',
      target: 'BookingItem',
      columnNames: ['terminalId', 'seq', 'line'],
      referencedColumnNames: ['terminalId', 'seq', 'line'],
    },
    { name: 'fk_refund_item_refund', target: 'Refund', columnNames: ['refundId'], referencedColumnNames: ['id'] },
  ],
});
