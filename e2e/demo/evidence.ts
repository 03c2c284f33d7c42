/** What is left when everything has stopped: the server's and the kiosks' files, and the paper. Nothing here asks a program. */
import { type Books, readCharges, readKeys } from '../fakes/books.ts';
import type { Kiosk } from '../fakes/kiosk.ts';
import { judgeSlip, listSlips, type Slip } from '../fakes/slips.ts';
import type { PaidOrder } from './guests.ts';

export interface Figure {
  name: string;
  expected: number;
  found: number;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

function countRepeats(names: readonly string[]): number {
  return names.length - new Set(names).size;
}

interface Paper {
  slips: Slip[];
  /** Slips whose code a scanner read and a gate would believe, naming the very ticket that they were printed for. */
  good: number;
  /** Tickets of paid orders with no slip at all. */
  missing: number;
  /** Further slips of a ticket that don't say so. */
  unmarked: number;
  duplicates: number;
}

function readPaper(orders: readonly PaidOrder[], books: Books, kiosks: readonly Kiosk[]): Paper {
  const paper: Paper = { slips: [], good: 0, missing: 0, unmarked: 0, duplicates: 0 };
  for (const kiosk of kiosks) {
    const findKey = readKeys(books, kiosk);
    const slips = listSlips(kiosk.papersFolder).filter((slip) => slip.kind === 'ticket');
    paper.slips.push(...slips);
    const rows = new Map(books.tickets.map((row) => [`${row.terminal_id} ${row.seq} ${row.line}`, row]));
    for (const slip of slips) {
      const fields = judgeSlip(slip.path, findKey);
      const row = rows.get(`${fields.terminal} ${fields.seq} ${fields.line}`);
      const isItself = fields.seq === slip.seq && fields.line === slip.line;
      if (isItself && row?.seat_id === fields.seatId && row.screening_id === fields.screeningId) paper.good++;
    }
    const firsts = slips.filter((slip) => !slip.duplicate).map((slip) => `${slip.seq} ${slip.line}`);
    paper.unmarked += countRepeats(firsts);
    paper.duplicates += slips.length - firsts.length;
    const printed = new Set(slips.map((slip) => `${slip.seq} ${slip.line}`));
    const wanted = orders
      .filter((order) => order.kiosk === kiosk)
      .flatMap((order) => order.seatIds.map((_, index) => `${order.seq} ${index + 1}`));
    paper.missing += wanted.filter((ticket) => !printed.has(ticket)).length;
  }
  return paper;
}

/** Each figure with what it must be; the demo fails when one of them differs. */
export function weighEvidence(
  orders: readonly PaidOrder[],
  books: Books,
  kiosks: readonly Kiosk[],
): { figures: Figure[]; duplicates: number } {
  const tickets = orders.flatMap((order) => order.seatIds.map((seatId) => `${order.screeningId} ${seatId}`));
  const valid = books.tickets.filter((row) => row.valid);
  const told = new Map(orders.map((order) => [order.orderKey, order]));
  const keys = books.bookings.map((row) => row.order_key);
  const paper = readPaper(orders, books, kiosks);
  const charges = kiosks.flatMap(readCharges);
  const paidBy = (tender: string) =>
    sum(orders.filter((order) => order.tender === tender).map((order) => order.totalMinor));
  const booked = (kind: string) =>
    sum(books.payments.filter((row) => row.kind === kind).map((row) => row.amount_minor));
  const captured = charges.filter((charge) => charge.outcome === 'approved').map((charge) => charge.amountMinor);
  const figures: Figure[] = [
    { name: 'tickets told as sold, and tickets on the server', expected: tickets.length, found: books.tickets.length },
    { name: 'orders told as paid, and bookings on the server', expected: orders.length, found: books.bookings.length },
    {
      name: 'seats sold twice',
      expected: 0,
      found: countRepeats(valid.map((row) => `${row.screening_id} ${row.seat_id}`)) + countRepeats(tickets),
    },
    {
      name: 'orders told as paid that the server lacks',
      expected: 0,
      found: [...told.keys()].filter((key) => !keys.includes(key)).length,
    },
    { name: 'order keys that the server has twice', expected: 0, found: countRepeats(keys) },
    {
      name: 'bookings with another total than was told',
      expected: 0,
      found: books.bookings.filter((row) => told.get(row.order_key)?.totalMinor !== row.total_minor).length,
    },
    { name: 'seats marked sold on the server', expected: tickets.length, found: books.seatsSold },
    { name: 'seats that a stopped kiosk still holds', expected: 0, found: books.seatsGranted },
    { name: 'tickets the server calls invalid', expected: 0, found: books.tickets.length - valid.length },
    { name: 'exceptions for a manager', expected: 0, found: books.exceptions.length },
    { name: 'cash taken, in cents', expected: paidBy('cash'), found: booked('cash') },
    { name: 'cards charged, in cents, in the books', expected: paidBy('card'), found: booked('card') },
    { name: 'cards charged, in cents, at the readers', expected: paidBy('card'), found: sum(captured) },
    {
      name: 'charges voided at the readers, and on the server',
      expected: charges.filter((charge) => charge.outcome === 'voided' && charge.amountMinor > 0).length,
      found: books.voided.length,
    },
    { name: 'tickets without a slip', expected: 0, found: paper.missing },
    { name: 'slips whose code is read back, signed and right', expected: paper.slips.length, found: paper.good },
    { name: 'second slips of a ticket that do not say DUPLICATE', expected: 0, found: paper.unmarked },
  ];
  return { figures, duplicates: paper.duplicates };
}
