import { expect, test } from '@jest/globals';
import { groupLines } from './counter-facts.ts';
import { customerWords } from './customer-words.ts';

const holes = (text = '') => [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort();

test('every language of the customer’s screen says the same things with the same values', () => {
  const { en = {}, ...others } = customerWords;
  for (const words of Object.values(others)) {
    expect(Object.keys(words).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(words)) expect([key, holes(text)]).toEqual([key, holes(en[key])]);
  }
});

test('like tickets are one line with all their seats; one that is given away stands apart', () => {
  const ticket = { seatKind: 'standard' as const, ticketClass: 'adult' as const, priceMinor: 1250, isFree: false };
  const lines = [
    { ...ticket, seatId: 1, seatLabel: 'A1' },
    { ...ticket, seatId: 2, seatLabel: 'A2', priceMinor: 0, isFree: true },
    { ...ticket, seatId: 3, seatLabel: 'A3' },
  ];
  expect(groupLines(lines)).toMatchObject([
    { count: 2, priceMinor: 2500, seatLabels: ['A1', 'A3'], isFree: false },
    { count: 1, priceMinor: 0, seatLabels: ['A2'], isFree: true },
  ]);
});
