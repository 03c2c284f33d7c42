import { EntitySchema } from 'typeorm';

/** The text of a ticket's QR code that a terminal signed and could not print: only that terminal's key makes it. */
export class TicketCode {
  terminalId!: number;
  seq!: number;
  line!: number;
  qr!: string;
}

export const TicketCodeEntity = new EntitySchema<TicketCode>({
  name: 'TicketCode',
  target: TicketCode,
  tableName: 'ticket_code',
  columns: {
    terminalId: { type: 'int', name: 'terminal_id', primary: true },
    seq: { type: 'int', primary: true },
    line: { type: 'int', primary: true },
    qr: { type: 'varchar', length: 144 },
  },
  foreignKeys: [
    {
      name: 'fk_ticket_code_ticket',
      target: 'Ticket',
      columnNames: ['terminalId', 'seq', 'line'],
      referencedColumnNames: ['terminalId', 'seq', 'line'],
    },
  ],
});
