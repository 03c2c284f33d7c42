/** What a buyer has bought, with the codes that admit to it. */
import type { OrderId } from '@marquee/shared/ids';
import { encodeTicket, type TicketFields } from '@marquee/shared/tickets/ticket-code';
import { tellLine } from '@marquee/shared/tickets/ticket-issue';
import type { Queries } from '../platform/database.ts';
import { type ServerKeys, serverKeyId } from '../terminals/terminals.ts';
import {
  selectTicketBooking,
  selectValidTickets,
  type TicketBookingRow,
  type ValidTicketRow,
} from './own-tickets.sql.ts';

export interface TicketsDeps {
  database: Queries;
  serverKeys: ServerKeys;
}

export type OwnTicket = ValidTicketRow & { code: string };
export interface OwnTickets {
  booking: TicketBookingRow;
  /** Those that still admit somebody; none of a screening that was cancelled, none that was passed on. */
  tickets: OwnTicket[];
}

/**
 * The text of a ticket's QR code, signed under the number that sold it. The same ticket has the same code, until its
 * screening starts at another time or somebody else has accepted it.
 */
export const signTicket = (serverKeys: ServerKeys, ticket: Omit<TicketFields, 'keyId'>): string =>
  encodeTicket({ ...ticket, keyId: serverKeyId(ticket.terminal) }, serverKeys(ticket.terminal).sign);

/** Null for a booking that is not this person's, whoever they are. */
export async function loadOwnTickets(
  { database, serverKeys }: TicketsDeps,
  order: OrderId,
  userId: number,
): Promise<OwnTickets | null> {
  const booking = await selectTicketBooking(database, order, userId);
  if (!booking) return null;
  const rows = booking.screening_state === 'published' ? await selectValidTickets(database, order) : [];
  const tickets = rows.map((row) => signRow(serverKeys, booking, row));
  return { booking, tickets };
}

export const signRow = (serverKeys: ServerKeys, booking: TicketBookingRow, row: ValidTicketRow): OwnTicket => ({
  ...row,
  code: signTicket(serverKeys, toFields(booking, row)),
});

const toFields = (booking: TicketBookingRow, row: ValidTicketRow): Omit<TicketFields, 'keyId'> => ({
  terminal: booking.terminal_id,
  seq: booking.seq,
  line: tellLine(row.line, row.issue),
  screeningId: booking.screening_id,
  seatId: row.seat_id,
  version: row.version,
  ticketClass: row.ticket_class,
  startsAtMs: booking.starts_at_ms,
});
