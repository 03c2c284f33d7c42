/** What the app is told of holds and bookings, as OpenAPI has it. */

import type { Clock } from '@marquee/shared/clock';
import { formatOrderKey } from '@marquee/shared/ids';
import { Seating } from '@marquee/shared/protocol/streams';
import { SeatKind } from '@marquee/shared/seating/seat-map';
import { Display, TicketClass } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import type { Queries } from '../platform/database.ts';
import { selectHeld } from '../rights/rights.ts';
import { showPickUpCode } from '../tickets/tickets.ts';
import { type HoldRow, selectScreeningToSell } from './hold.sql.ts';
import { readLines } from './hold.ts';
import { type OwnBookingRow, type OwnTicketRow, selectPaymentOf } from './own-bookings.sql.ts';

const timeMs = z.int().nonnegative();
const minor = z.int().nonnegative();

export const HoldAnswer = z
  .object({
    id: z.string(),
    screeningId: z.int(),
    state: z.enum(['held', 'paying', 'paid', 'ended']).meta({
      description: '`paying`: its payment is not decided; it can’t end by time. `ended`: its seats are free again.',
    }),
    seats: z.array(
      z.object({
        line: z.int(),
        seatId: z.int(),
        label: z.string().nullable().meta({ description: 'Null where guests sit where they like.' }),
        kind: SeatKind,
        ticketClass: TicketClass,
        priceMinor: minor,
        taxMinor: minor.meta({ description: 'Contained in the price.' }),
      }),
    ),
    totalMinor: minor,
    currency: z.string(),
    expiresAtMs: timeMs,
    secondsLeft: z.int().nonnegative().meta({ description: 'For a countdown that does not trust the phone’s clock.' }),
    extendable: z.boolean(),
    orderKey: z.string().nullable().meta({ description: 'Of the booking that it became.' }),
  })
  .meta({ id: 'Hold' });

export interface DescribeDeps {
  database: Queries;
  clock: Pick<Clock, 'nowMs'>;
  serverNumber: number;
}

/** A hold with what became of it. */
export async function describeHold(deps: DescribeDeps, hold: HoldRow): Promise<z.infer<typeof HoldAnswer>> {
  const { database: queries, serverNumber } = deps;
  const nowMs = deps.clock.nowMs();
  const payment = await selectPaymentOf(queries, hold.id);
  const state = await stateOf(queries, hold, { payment, nowMs });
  const isHeld = state === 'held';
  const isNumbered = (await selectScreeningToSell(queries, hold.screening_id))?.seating !== 'unnumbered';
  const seq = payment?.state === 'sold' ? payment.seq : null;
  return {
    id: hold.id,
    screeningId: hold.screening_id,
    state,
    seats: readLines(hold).map(({ seatLabel, seatKind: kind, line, seatId, ticketClass, priceMinor, taxMinor }) => ({
      line,
      seatId,
      label: isNumbered ? seatLabel : null,
      kind,
      ticketClass,
      priceMinor,
      taxMinor,
    })),
    totalMinor: hold.total_minor,
    currency: hold.currency,
    expiresAtMs: hold.expires_at_ms,
    secondsLeft: isHeld ? Math.max(0, Math.floor((hold.expires_at_ms - nowMs) / 1000)) : 0,
    extendable: isHeld && !hold.extended,
    orderKey: seq === null ? null : formatOrderKey({ terminal: serverNumber, seq }),
  };
}

async function stateOf(
  queries: Queries,
  hold: HoldRow,
  { payment, nowMs }: { payment: Awaited<ReturnType<typeof selectPaymentOf>>; nowMs: number },
): Promise<z.infer<typeof HoldAnswer>['state']> {
  if (payment?.state === 'sold') return 'paid';
  if (payment?.state === 'paying' || payment?.state === 'cancelling') return 'paying';
  const rows = await selectHeld(queries, hold.id, hold.screening_id);
  const isHeld =
    rows.length === readLines(hold).length && rows.every((row) => row.state === 'held' && row.blocked_for === null);
  return isHeld && hold.expires_at_ms > nowMs ? 'held' : 'ended';
}

const TicketAnswer = z.object({
  line: z.int(),
  seatId: z.int(),
  label: z
    .string()
    .nullable()
    .meta({ description: 'Of the seat it is for now: another one once the screening has moved.' }),
  kind: SeatKind,
  ticketClass: TicketClass,
  priceMinor: minor,
  taxMinor: minor,
  state: z.enum(['valid', 'passed-on', 'refunding', 'at-desk', 'refunded', 'ended']).meta({
    description:
      '`passed-on`: good, and somebody else’s, who has accepted it. `refunding`: on its way to the card. `at-desk`: the cinema pays it out. `ended`: in another way.',
  }),
});

export const BookingAnswer = z
  .object({
    orderKey: z.string(),
    screeningId: z.int(),
    movieId: z.int(),
    title: z.string(),
    cinemaId: z.int(),
    cinemaName: z.string(),
    venueName: z.string(),
    timeZone: z.string(),
    startsAtMs: timeMs,
    endsAtMs: timeMs,
    screeningState: z.enum(['published', 'cancelled']),
    display: Display,
    language: z.string(),
    seating: Seating.meta({ description: 'Where guests sit where they like, tickets name no seat.' }),
    bookedAtMs: timeMs,
    totalMinor: minor,
    refundMinor: minor.meta({ description: 'What has gone back of it, or is on its way.' }),
    currency: z.string(),
    cancellableUntilMs: timeMs.meta({ description: 'From then on by the cinema’s staff only.' }),
    pickUpCode: z
      .string()
      .nullable()
      .meta({ description: 'Typed at a kiosk or till it prints these tickets; without those that were passed on.' }),
    pickedUpAtMs: timeMs.nullable().meta({ description: 'When they were first printed there.' }),
    tickets: z.array(TicketAnswer),
  })
  .meta({ id: 'Booking' });

export function toBookingAnswer(
  row: OwnBookingRow,
  tickets: readonly OwnTicketRow[],
  cancelMsBefore: number,
): z.infer<typeof BookingAnswer> {
  const own = tickets.filter(({ seq }) => seq === row.seq);
  return {
    orderKey: row.order_key,
    screeningId: row.screening_id,
    movieId: row.movie_id,
    title: row.title,
    cinemaId: row.cinema_id,
    cinemaName: row.cinema_name,
    venueName: row.venue_name,
    timeZone: row.time_zone,
    startsAtMs: row.starts_at_ms,
    endsAtMs: row.ends_at_ms,
    screeningState: row.screening_state,
    display: row.display,
    language: row.language,
    seating: row.seating,
    bookedAtMs: row.sold_at_ms,
    totalMinor: row.total_minor,
    refundMinor: own.filter(isGivenBack).reduce((sum, { price_minor }) => sum + price_minor, 0),
    currency: row.currency,
    cancellableUntilMs: Math.max(0, row.starts_at_ms - cancelMsBefore),
    pickUpCode: row.pick_up_code === null ? null : showPickUpCode(row.pick_up_code),
    pickedUpAtMs: row.picked_up_at_ms,
    tickets: own.map((ticket) => toTicketAnswer(ticket, row.seating)),
  };
}

const isGivenBack = ({ valid, refund_state }: OwnTicketRow): boolean => valid === 0 && refund_state !== null;

function toTicketAnswer(row: OwnTicketRow, seating: Seating): z.infer<typeof TicketAnswer> {
  const { line, seat_id: seatId, ticket_class, price_minor, tax_minor } = row;
  // Nobody chose it, and nobody is shown to it.
  const isPlain = seating === 'unnumbered';
  const [label, kind] = isPlain ? [null, 'standard' as const] : [row.label, row.kind];
  const ticket = { line, seatId, label, kind, ticketClass: ticket_class, priceMinor: price_minor, taxMinor: tax_minor };
  if (row.valid === 1) return { ...ticket, state: row.owner_id === null ? 'valid' : 'passed-on' };
  if (row.refund_state === null) return { ...ticket, state: 'ended' };
  return { ...ticket, state: refundStates[row.refund_state] };
}

const refundStates = {
  prepared: 'at-desk',
  refunding: 'refunding',
  refunded: 'refunded',
  superseded: 'refunded',
} as const;
