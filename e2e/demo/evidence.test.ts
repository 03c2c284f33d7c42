import { expect, test } from '@jest/globals';
import type { Books } from '../fakes/books.ts';
import type { Kiosk } from '../fakes/kiosk.ts';
import { weighEvidence } from './evidence.ts';
import type { PaidOrder } from './guests.ts';

const kiosk = { name: 'kiosk-1' } as Kiosk;
const anOrder = (seq: number, seatIds: number[]): PaidOrder => ({
  phase: 'online',
  kiosk,
  basketId: `basket-${seq}`,
  orderKey: `T1-00000${seq}`,
  seq,
  screeningId: 7,
  seatIds,
  totalMinor: 1200 * seatIds.length,
  tender: 'cash',
});
const booksOf = (orders: readonly PaidOrder[]): Books => ({
  bookings: orders.map(({ seq, orderKey, totalMinor }) => ({
    terminal_id: 1,
    seq,
    order_key: orderKey,
    total_minor: totalMinor,
  })),
  tickets: orders.flatMap(({ seq, seatIds }) =>
    seatIds.map((seat_id, index) => ({ terminal_id: 1, seq, line: index + 1, screening_id: 7, seat_id, valid: 1 })),
  ),
  payments: orders.map(({ totalMinor }) => ({ kind: 'cash', amount_minor: totalMinor })),
  voided: [],
  exceptions: [],
  certificates: [],
  seatsSold: orders.flatMap(({ seatIds }) => seatIds).length,
  seatsGranted: 0,
});
/** Without kiosks: the paper and the readers are left out. */
const findWrong = (orders: readonly PaidOrder[], books: Books) =>
  weighEvidence(orders, books, [])
    .figures.filter(({ expected, found }) => expected !== found)
    .map(({ name }) => name);

const orders = [anOrder(2, [11, 12]), anOrder(3, [13])];

test('books that hold just what guests were told are right', () => {
  expect(findWrong(orders, booksOf(orders))).toEqual([]);
});

test('an order that a guest was told is paid and the server lacks is a lost sale', () => {
  expect(findWrong(orders, booksOf(orders.slice(1)))).toContain('orders told as paid that the server lacks');
});

test('a seat in two orders is a seat sold twice', () => {
  const twice = [...orders, anOrder(4, [13])];
  expect(findWrong(twice, booksOf(twice))).toEqual(['seats sold twice']);
});

test('an order that the server has twice, or with another total, is wrong', () => {
  const books = booksOf(orders);
  expect(findWrong(orders, { ...books, bookings: [...books.bookings, books.bookings[0]!] })).toContain(
    'order keys that the server has twice',
  );
  const dearer = books.bookings.map((row) => ({ ...row, total_minor: row.total_minor + 1 }));
  expect(findWrong(orders, { ...books, bookings: dearer })).toEqual(['bookings with another total than was told']);
});

test('money, exceptions and stranded seats are counted', () => {
  const books = booksOf(orders);
  expect(findWrong(orders, { ...books, payments: [] })).toEqual(['cash taken, in cents']);
  expect(findWrong(orders, { ...books, exceptions: [{ kind: 'sale-without-right', detail: '' }] })).toEqual([
    'exceptions for a manager',
  ]);
  expect(findWrong(orders, { ...books, seatsGranted: 3 })).toEqual(['seats that a stopped kiosk still holds']);
});
