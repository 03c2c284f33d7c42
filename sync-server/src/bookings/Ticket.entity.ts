import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import { EntitySchema } from 'typeorm';

/** One seat of a booking. */
export class Ticket {
  terminalId!: number;
  seq!: number;
  line!: number;
  screeningId!: number;
  seatId!: number;
  /** Of the right that was sold. */
  version!: number;
  ticketClass!: TicketClass;
  priceMinor!: number;
  /** Contained in the price. */
  taxMinor!: number;
  valid!: boolean;
  /** Who alone may void or refund it: the terminal that sold it until that terminal's journal releases it; 0 is the server. */
  holder!: number;
  endedAs!: 'void' | 'refund' | 'exchange' | 'override' | null;
  /** How often it was issued again: its code names it, and so does its seat (shared/src/tickets/ticket-issue.ts). */
  issue!: number;
  /** To whom it was passed on; null: it is its buyer's. */
  ownerId!: number | null;
  /** Given away: why. */
  comp!: string | null;
}

export const TicketEntity = new EntitySchema<Ticket>({
  name: 'Ticket',
  target: Ticket,
  tableName: 'ticket',
  columns: {
    terminalId: { type: 'int', name: 'terminal_id', primary: true },
    seq: { type: 'int', primary: true },
    line: { type: 'int', primary: true },
    screeningId: { type: 'int', name: 'screening_id' },
    seatId: { type: 'int', name: 'seat_id' },
    version: { type: 'int' },
    ticketClass: { type: 'varchar', length: 12, name: 'ticket_class' },
    priceMinor: { type: 'int', name: 'price_minor' },
    taxMinor: { type: 'int', name: 'tax_minor' },
    valid: { type: 'boolean' },
    holder: { type: 'int', default: 0 },
    endedAs: { type: 'varchar', length: 12, name: 'ended_as', nullable: true },
    issue: { type: 'int', default: 0 },
    ownerId: { type: 'int', name: 'owner_id', nullable: true },
    comp: { type: 'varchar', length: 80, nullable: true },
  },
  indices: [
    { name: 'ix_ticket_seat', columns: ['screeningId', 'seatId'] },
    { name: 'ix_ticket_owner', columns: ['ownerId'] },
  ],
  foreignKeys: [
    {
      name: 'fk_ticket_booking',
      target: 'Booking',
      columnNames: ['terminalId', 'seq'],
      referencedColumnNames: ['terminalId', 'seq'],
    },
    { name: 'fk_ticket_screening', target: 'Screening', columnNames: ['screeningId'], referencedColumnNames: ['id'] },
    { name: 'fk_ticket_seats', target: 'Seats', columnNames: ['seatId'], referencedColumnNames: ['id'] },
    { name: 'fk_ticket_user', target: 'User', columnNames: ['ownerId'], referencedColumnNames: ['id'] },
  ],
});
