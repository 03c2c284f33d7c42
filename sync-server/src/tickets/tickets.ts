/** Tickets of what the server sells itself: signed codes, for phones, paper and calendars. */
export { makeCalendar } from './calendar.ts';
export type { TicketBookingRow, ValidTicketRow } from './own-tickets.sql.ts';
export {
  loadOwnTickets,
  type OwnTicket,
  type OwnTickets,
  signRow,
  signTicket,
  type TicketsDeps,
} from './own-tickets.ts';
export { showPickUpCode } from './pick-up-code.ts';
export { drawQrPng, drawQrSvg } from './qr.ts';
export { languages } from './words/languages.ts';
