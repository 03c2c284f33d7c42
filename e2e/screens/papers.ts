/** What a test holds against the paper: each slip scanned and judged as a gate would. */

import { renderEscpos } from '@marquee/printer-templates/drawing/escpos';
import { drawPaper } from '@marquee/printer-templates/drawing/paper-picture';
import type { TicketFields } from '@marquee/shared/tickets/ticket-code';
import { paperOf } from '@marquee/terminal/print/payload';
import { readBooks, readKeys, readKioskRow } from '../fakes/books.ts';
import type { Kiosk } from '../fakes/kiosk.ts';
import { judgeSlip, listSlips, type Slip } from '../fakes/slips.ts';
import type { House } from './open-house.ts';

export interface JudgedTicket {
  slip: Slip;
  fields: TicketFields;
  /** As the map calls it. */
  seatLabel: string;
}

/** The tickets that came out for an order, in the order in which they came out. */
export async function takeTickets({ office, show }: House, kiosk: Kiosk, orderKey: string): Promise<JudgedTicket[]> {
  const seq = Number(/-(\d+)$/.exec(orderKey)?.[1]);
  const findKey = readKeys(readBooks(office.serverDatabaseFile), kiosk);
  const { seats } = await kiosk.call('see-seat-map', { screeningId: show.screeningId });
  const labels = new Map(seats.map((seat) => [seat.seatId, seat.label]));
  return listSlips(kiosk.papersFolder)
    .filter((slip) => slip.kind === 'ticket' && slip.seq === seq)
    .map((slip) => {
      const fields = judgeSlip(slip.path, findKey);
      return { slip, fields, seatLabel: labels.get(fields.seatId) ?? '' };
    });
}

/** The server's rows of an order: one booking, and its tickets. */
export function findOnServer(
  { office }: House,
  orderKey: string,
): { bookings: number; tickets: number; totalMinor: number } {
  const books = readBooks(office.serverDatabaseFile);
  const bookings = books.bookings.filter((row) => row.order_key === orderKey);
  const tickets = books.tickets.filter((row) =>
    bookings.some((booking) => booking.terminal_id === row.terminal_id && booking.seq === row.seq && row.valid),
  );
  return { bookings: bookings.length, tickets: tickets.length, totalMinor: bookings[0]?.total_minor ?? 0 };
}

/** What a print job says: the data, and in which language. Line 0 is the receipt's. */
export function readPayload(kiosk: Kiosk, { seq, line }: { seq: number; line: number }): string {
  return readKioskRow<{ payload: string }>(
    kiosk,
    'SELECT payload FROM print_job WHERE sale_seq = ? AND line = ?',
    seq,
    line,
  ).payload;
}

/** The picture of a ticket, as it comes out with these data. */
export async function drawTicket(payload: string): Promise<Buffer> {
  const look = { width: 80, language: 'en' } as const;
  const paper = paperOf({ kind: 'ticket', payload, duplicate: false }, look);
  return (await drawPaper(await renderEscpos(paper, { width: 80, codePage: 'WPC1252' }), 80)).png;
}
