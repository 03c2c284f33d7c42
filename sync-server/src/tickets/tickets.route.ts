/** The mobile API's tickets: for a wallet, as pictures, for the calendar. Only their owner has them. */
import type { Clock } from '@marquee/shared/clock';
import { Seating } from '@marquee/shared/protocol/streams';
import { SeatKind } from '@marquee/shared/seating/seat-map';
import { Display, TicketClass } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import { type ApiRoute, defineFileRoute, defineRoute, refuse } from '../platform/api.ts';
import { FileAnswer } from '../platform/file-answer.ts';
import { numberText, orderKeyText } from '../platform/read-params.ts';
import { makeCalendar } from './calendar.ts';
import { loadOwnTickets, type OwnTicket, type TicketsDeps } from './own-tickets.ts';
import { makePaper, sheets } from './pdf/paper.ts';
import type { TicketFiles } from './pdf/ticket-files.ts';
import { drawQrPng, drawQrSvg } from './qr.ts';
import { languages } from './words/languages.ts';

export type TicketsApiDeps = TicketsDeps & {
  clock: Pick<Clock, 'nowMs'>;
  ticketFiles: TicketFiles;
  /** By the published rule, how long before the start a booking can still be cancelled. */
  cancelMsBefore: number;
};

export const makeTicketsApi = (deps: TicketsApiDeps): ApiRoute[] => [
  makeTicketCodes(deps),
  makeTicketQr(deps),
  makeTicketCalendar(deps),
  makeTicketPdf(deps),
];

const timeMs = z.int().nonnegative();
const minor = z.int().nonnegative();
const OrderParams = z.object({ order: orderKeyText });
const Language = z.enum(languages).default('en');

const TicketsAnswer = z.object({
  orderKey: z.string(),
  screeningId: z.int(),
  screeningState: z.enum(['published', 'cancelled']),
  movieId: z.int(),
  title: z.string(),
  rating: z.string().nullable().meta({ description: 'Age rating as printed.' }),
  display: Display,
  language: z.string().meta({ description: 'Of the sound, BCP 47.' }),
  seating: Seating.meta({ description: '`unnumbered`: guests sit where they like; the seat is not to be shown.' }),
  cinemaId: z.int(),
  cinemaName: z.string(),
  city: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  timeZone: z.string(),
  venueName: z.string(),
  startsAtMs: timeMs,
  endsAtMs: timeMs,
  currency: z.string(),
  tickets: z.array(
    z.object({
      line: z.int(),
      code: z.string().meta({
        description:
          'The text of its QR code: alphanumeric mode, level M. It changes when the screening starts at another time.',
      }),
      row: z.string(),
      label: z.string().meta({ description: 'Of the seat it is for now.' }),
      kind: SeatKind,
      ticketClass: TicketClass,
      priceMinor: minor,
      taxMinor: minor.meta({ description: 'Contained in the price.' }),
    }),
  ),
});

const makeTicketCodes = (deps: TicketsApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Ticket_codes',
    method: 'get',
    path: '/api/v1/bookings/:order/tickets',
    tag: 'tickets',
    summary: 'The valid tickets of an own booking with their codes, for a wallet that works without a network',
    description: 'Load it again after a notification that the screening was moved, and before the start.',
    authority: 'user',
    params: OrderParams,
    answer: TicketsAnswer,
    async handle({ params: { order }, caller: { userId } }) {
      const own = await loadOwnTickets(deps, order, userId);
      if (!own) return refuse('not-found');
      const { booking, tickets } = own;
      return {
        orderKey: booking.order_key,
        screeningId: booking.screening_id,
        screeningState: booking.screening_state,
        movieId: booking.movie_id,
        title: booking.title,
        rating: booking.rating,
        display: booking.display,
        language: booking.language,
        seating: booking.seating,
        cinemaId: booking.cinema_id,
        cinemaName: booking.cinema_name,
        city: booking.city,
        latitude: booking.latitude,
        longitude: booking.longitude,
        timeZone: booking.time_zone,
        venueName: booking.venue_name,
        startsAtMs: booking.starts_at_ms,
        endsAtMs: booking.ends_at_ms,
        currency: booking.currency,
        tickets: tickets.map(toTicketAnswer),
      };
    },
  });

const toTicketAnswer = (ticket: OwnTicket) => ({
  line: ticket.line,
  code: ticket.code,
  row: ticket.row_label,
  label: ticket.label,
  kind: ticket.kind,
  ticketClass: ticket.ticket_class,
  priceMinor: ticket.price_minor,
  taxMinor: ticket.tax_minor,
});

const makeTicketQr = (deps: TicketsApiDeps): ApiRoute =>
  defineFileRoute({
    operationId: 'Ticket_qr',
    path: '/api/v1/bookings/:order/tickets/:line/qr',
    tag: 'tickets',
    summary: 'The QR code of a valid own ticket as a picture',
    authority: 'user',
    params: OrderParams.extend({ line: numberText(0xffff) }),
    query: z.object({ format: z.enum(['svg', 'png']).default('svg') }),
    files: ['image/svg+xml', 'image/png'],
    async handle({ params: { order, line }, query: { format }, caller: { userId } }) {
      const own = await loadOwnTickets(deps, order, userId);
      const ticket = own?.tickets.find((each) => each.line === line);
      if (!own || !ticket) return refuse('not-found');
      const name = `${own.booking.order_key}-${line}.${format}`;
      return format === 'svg'
        ? new FileAnswer({ type: 'image/svg+xml', body: drawQrSvg(ticket.code), name })
        : new FileAnswer({ type: 'image/png', body: await drawQrPng(ticket.code), name });
    },
  });

const makeTicketCalendar = (deps: TicketsApiDeps): ApiRoute =>
  defineFileRoute({
    operationId: 'Ticket_calendar',
    path: '/api/v1/bookings/:order/calendar',
    tag: 'tickets',
    summary: 'An own booking for the phone’s calendar; cancelled there once no ticket of it is valid',
    authority: 'user',
    params: OrderParams,
    query: z.object({ language: Language }),
    files: ['text/calendar'],
    async handle({ params: { order }, query: { language }, caller: { userId } }) {
      const own = await loadOwnTickets(deps, order, userId);
      if (!own) return refuse('not-found');
      const body = makeCalendar(own, { language, nowMs: deps.clock.nowMs() });
      return new FileAnswer({ type: 'text/calendar; charset=utf-8', body, name: `${own.booking.order_key}.ics` });
    },
  });

const makeTicketPdf = (deps: TicketsApiDeps): ApiRoute =>
  defineFileRoute({
    operationId: 'Ticket_pdf',
    path: '/api/v1/bookings/:order/tickets.pdf',
    tag: 'tickets',
    summary: 'The valid tickets of an own booking to be printed: a page of A6 for each, or one sheet of A4',
    authority: 'user',
    params: OrderParams,
    query: z.object({ language: Language, sheet: z.enum(sheets).default('single') }),
    files: ['application/pdf'],
    limit: { requests: 30, seconds: 60 },
    refusals: { 'no-valid-ticket': { status: 410, title: 'None of its tickets is valid any more.' } },
    async handle({ params: { order }, query: { language, sheet }, caller: { userId } }) {
      const own = await loadOwnTickets(deps, order, userId);
      if (!own) return refuse('not-found');
      if (own.tickets.length === 0) return refuse('no-valid-ticket');
      const cancelMinutes = Math.floor(deps.cancelMsBefore / 60_000);
      const body = await deps.ticketFiles.read(makePaper(own, { language, sheet, cancelMinutes }));
      return new FileAnswer({ type: 'application/pdf', body, name: `${own.booking.order_key}.pdf` });
    },
  });
