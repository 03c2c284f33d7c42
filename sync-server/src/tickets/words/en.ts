import type { Words } from './words.ts';

export const en: Words = {
  locale: 'en-GB',
  direction: 'ltr',
  ticket: 'Ticket',
  tickets: 'Tickets',
  ticketOf: (number, of) => `Ticket ${number} of ${of}`,
  date: 'Date',
  time: 'Starts',
  venue: 'Venue',
  row: 'Row',
  seat: 'Seat',
  freeSeating: 'Free seating',
  place: (row, seat) => (row === '' ? `Seat ${seat}` : `Row ${row}, seat ${seat}`),
  price: 'Price',
  taxIncluded: (amount) => `incl. ${amount} tax`,
  total: 'Total',
  order: 'Order',
  pickUp: 'Pick-up code',
  booked: 'Booked',
  seatKind: { standard: 'Standard seat', vip: 'VIP seat', wheelchair: 'Wheelchair space', companion: 'Companion seat' },
  ticketClass: { adult: 'Adult', child: 'Child', student: 'Student', senior: 'Senior' },
  scan: 'Show this code at the door',
  codeOf: (place) => `QR code of the ticket for ${place}`,
  terms: (minutes) =>
    `Admits one person, once, to this screening only. Whoever shows the code first is let in: keep it to yourself. The age rating applies; please bring proof of age or of a reduced price. It can be cancelled in the app until ${minutes} minutes before the start.`,
  wallet: 'No need to print: the app has this code too, even without a network.',
};
