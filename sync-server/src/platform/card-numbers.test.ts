import { expect, test } from '@jest/globals';
import { hideCardNumbers, holdsCardNumber } from './card-numbers.ts';

test.each([
  '4242424242424242',
  '4242 4242 4242 4242',
  '3782-822463-10005',
  { card: { number: '5555555555554444' } },
  { number: 4242424242424242 },
  [[{ '4000056655665556': 1 }]],
  { note: 'charge 6011111111111117 please' },
  '4242424242424242 123',
  '4242 4242 4242 4242 12/27',
  '12-4242424242424242',
  '+4242.4242.4242.4242',
  { paymentToken: 'pm_4242424242424242123' },
  'pm_124242424242424242',
  '4242%204242%204242%204242',
  '42'.repeat(60_000),
])('a card number is found wherever it is: %j', (value) => {
  expect(holdsCardNumber(value)).toBe(true);
});

test.each([
  '4242424242424241',
  { paymentToken: 'pm_1NXWPnCo6bFb1KQto6C8OWvE', screeningId: 17 },
  'T0-000123',
  '0000000000000000',
  null,
  undefined,
])('other numbers are let through: %j', (value) => {
  expect(holdsCardNumber(value)).toBe(false);
});

test('what is logged shows that there was one, and nothing of it', () => {
  expect(hideCardNumbers('/api/v1/holds/4242424242424242/payment')).toBe('/api/v1/holds/[card number]/payment');
  expect(hideCardNumbers('/api/v1/holds/h0123/payment')).toBe('/api/v1/holds/h0123/payment');
});
