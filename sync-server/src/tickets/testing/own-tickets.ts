import { startsAtMs } from '@marquee/shared/testing/builders';
import { makeServerKeys } from '../../terminals/terminals.ts';
import type { TicketBookingRow, ValidTicketRow } from '../own-tickets.sql.ts';
import { type OwnTickets, signRow } from '../own-tickets.ts';

export const testKeys = makeServerKeys(Buffer.alloc(32, 3));

interface Changes {
  booking?: Partial<TicketBookingRow>;
  /** One ticket for each. */
  tickets?: readonly Partial<ValidTicketRow>[];
}

/** A booking of two seats in row F, signed with a key of the tests' own. */
export function anOwnBooking({ booking: changes = {}, tickets = [{}, { label: 'F13' }] }: Changes = {}): OwnTickets {
  const booking: TicketBookingRow = {
    terminal_id: 0,
    seq: 123,
    order_key: 'T0-000123',
    pick_up_code: 'K7QM2XRA',
    currency: 'EUR',
    sold_at_ms: startsAtMs - 86_400_000,
    screening_id: 7,
    starts_at_ms: startsAtMs,
    ends_at_ms: startsAtMs + 7_200_000,
    screening_state: 'published',
    display: '2D',
    language: 'en',
    seating: 'numbered',
    movie_id: 1,
    title: 'The Long Interval',
    rating: 'PG-13',
    venue_name: 'Venue 1',
    cinema_id: 1,
    cinema_name: 'Rialto',
    city: 'Berlin',
    latitude: 52.5,
    longitude: 13.4,
    time_zone: 'Europe/Berlin',
    ...changes,
  };
  return { booking, tickets: tickets.map((each, at) => signRow(testKeys, booking, makeRow(at, each))) };
}

const makeRow = (at: number, changes: Partial<ValidTicketRow>): ValidTicketRow => ({
  line: at + 1,
  issue: 0,
  seat_id: 100 + at,
  version: 4097,
  row_label: 'F',
  label: 'F12',
  kind: 'standard',
  ticket_class: 'adult',
  price_minor: 1200,
  tax_minor: 79,
  ...changes,
});
