/** All that a PDF says, in words: the same paper is the same file, byte for byte. */
import { formatMinor, sumMinor } from '@marquee/shared/money';
import type { OwnTicket, OwnTickets } from '../own-tickets.ts';
import { showPickUpCode } from '../pick-up-code.ts';
import { type Language, words } from '../words/languages.ts';
import { placeOf, seatNumber } from '../words/place.ts';
import type { Words } from '../words/words.ts';

/** `group`: all tickets on one sheet of A4. */
export const sheets = ['single', 'group'] as const;
export type Sheet = (typeof sheets)[number];

/** Counted up when the pages are drawn in another way, so that files of before are not taken for these. */
const design = 2;

export interface PaperTicket {
  /** `Ticket 1 of 2`. */
  number: string;
  /** Label and value, as they stand beside each other; one field where guests sit where they like. */
  place: { label: string; value: string }[];
  /** In a sentence. */
  spokenPlace: string;
  /** Kind of the seat, where it is no standard one. */
  kind: string | null;
  class: string;
  price: string;
  tax: string;
  code: string;
  codeOf: string;
}

export interface Paper {
  design: number;
  sheet: Sheet;
  language: Language;
  title: string;
  /** Age rating, display, language of the sound. */
  facts: string[];
  cinema: string;
  city: string;
  venue: string;
  day: string;
  time: string;
  orderKey: string;
  /** Typed at a kiosk or till it prints these tickets. */
  pickUpCode: string | null;
  booked: string;
  /** When the tickets were sold; the file says so. */
  atMs: number;
  total: string;
  terms: string;
  tickets: PaperTicket[];
}

export interface PaperOptions {
  language: Language;
  sheet: Sheet;
  /** How long before the start a moviegoer may cancel. */
  cancelMinutes: number;
}

export function makePaper({ booking, tickets }: OwnTickets, { language, sheet, cancelMinutes }: PaperOptions): Paper {
  const say = words[language];
  const zone = booking.time_zone;
  const format = (ms: number, style: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(say.locale, { timeZone: zone, ...style }).format(ms);
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const shortDay = { day: '2-digit', month: '2-digit', year: 'numeric' } as const;
  return {
    design,
    sheet,
    language,
    title: booking.title,
    facts: [booking.rating, booking.display, nameLanguage(booking.language, say)].filter((fact) => fact !== null),
    cinema: booking.cinema_name,
    city: booking.city,
    venue: booking.venue_name,
    day: format(booking.starts_at_ms, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    time: format(booking.starts_at_ms, clock),
    orderKey: booking.order_key,
    pickUpCode: booking.pick_up_code === null ? null : showPickUpCode(booking.pick_up_code),
    booked: `${format(booking.sold_at_ms, shortDay)} ${format(booking.sold_at_ms, clock)}`,
    atMs: booking.sold_at_ms,
    total: formatMinor(sumMinor(tickets.map((ticket) => ticket.price_minor)), booking.currency, say.locale),
    terms: say.terms(cancelMinutes),
    tickets: tickets.map((ticket, at) => ({
      number: say.ticketOf(at + 1, tickets.length),
      ...describeTicket(ticket, booking, say),
    })),
  };
}

function describeTicket(ticket: OwnTicket, booking: OwnTickets['booking'], say: Words): Omit<PaperTicket, 'number'> {
  const money = (minor: number) => formatMinor(minor, booking.currency, say.locale);
  const { row_label: row, label, kind } = ticket;
  const spokenPlace = placeOf(ticket, booking, say);
  const seat = { label: say.seat, value: seatNumber(row, label) };
  const numbered = row === '' ? [seat] : [{ label: say.row, value: row }, seat];
  return {
    place: booking.seating === 'unnumbered' ? [{ label: say.seat, value: spokenPlace }] : numbered,
    spokenPlace,
    kind: kind === 'standard' ? null : say.seatKind[kind],
    class: say.ticketClass[ticket.ticket_class],
    price: money(ticket.price_minor),
    tax: say.taxIncluded(money(ticket.tax_minor)),
    code: ticket.code,
    codeOf: say.codeOf(spokenPlace),
  };
}

/** `Deutsch` for `de`; null for a code that nobody has a name for. */
function nameLanguage(code: string, { locale }: Words): string | null {
  try {
    const name = new Intl.DisplayNames(locale, { type: 'language', fallback: 'none' }).of(code);
    return name === undefined ? null : name;
  } catch {
    // What was entered is no language's code, and tells a guest nothing.
    return null;
  }
}
