import { EntitySchema } from 'typeorm';

/** A ticket of a refund. The key is the ticket's own: it is refunded at most once. */
export class RefundLine {
  terminalId!: number;
  seq!: number;
  line!: number;
  refundId!: string;
  amountMinor!: number;
}

export const RefundLineEntity = new EntitySchema<RefundLine>({
  name: 'RefundLine',
  target: RefundLine,
  tableName: 'refund_line',
  columns: {
    terminalId: { type: 'int', name: 'terminal_id', primary: true },
    seq: { type: 'int', primary: true },
    line: { type: 'int', primary: true },
    refundId: { type: 'varchar', length: 64, name: 'refund_id' },
    amountMinor: { type: 'int', name: 'amount_minor' },
  },
  indices: [{ name: 'ix_refund_line_refund', columns: ['refundId'] }],
  foreignKeys: [
    {
      name: 'fk_refund_line_ticket',
      target: 'Ticket',
      columnNames: ['terminalId', 'seq', 'line'],
      referencedColumnNames: ['terminalId', 'seq', 'line'],
    },
    { name: 'fk_refund_line_refund', target: 'Refund', columnNames: ['refundId'], referencedColumnNames: ['id'] },
  ],
});
