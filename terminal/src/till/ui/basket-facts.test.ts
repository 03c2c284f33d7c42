import { describe, expect, test } from '@jest/globals';
import { changeClass, dayOf, fitTickets, quickAmounts, readAmount } from './basket-facts.ts';

test('as many tickets as seats: the classes stay, adults fill up and go first', () => {
  const tickets = [
    { ticketClass: 'adult' as const, count: 2 },
    { ticketClass: 'child' as const, count: 1 },
  ];
  expect(fitTickets(tickets, 5)).toEqual([
    { ticketClass: 'adult', count: 4 },
    { ticketClass: 'child', count: 1 },
  ]);
  expect([fitTickets(tickets, 1), fitTickets(tickets, 0)]).toEqual([[{ ticketClass: 'child', count: 1 }], []]);
});

test('a child’s ticket takes an adult’s place and gives it back; where there is none, nothing changes', () => {
  const two = [{ ticketClass: 'adult' as const, count: 2 }];
  const mixed = changeClass(two, 'child', 1);
  expect(mixed).toEqual([
    { ticketClass: 'adult', count: 1 },
    { ticketClass: 'child', count: 1 },
  ]);
  expect(changeClass(mixed ?? [], 'child', -1)).toEqual(two);
  expect([changeClass(two, 'senior', -1), changeClass([{ ticketClass: 'child', count: 1 }], 'senior', 1)]).toEqual([
    null,
    null,
  ]);
});

test('quick amounts are the exact one and the notes above it, each once', () => {
  expect(quickAmounts(3870)).toEqual([3870, 4000, 5000, 10_000]);
  expect(quickAmounts(5000)).toEqual([5000, 6000, 10_000]);
});

describe('an amount', () => {
  test.each([
    ['12', 1200],
    ['12.5', 1250],
    ['12,05', 1205],
    [' 0 ', 0],
    ['', null],
    ['1.234', null],
    ['-5', null],
    ['12 €', null],
  ])('%j is %j', (text, minor) => {
    expect(readAmount(text)).toBe(minor);
  });
});

test('a show after midnight belongs to the evening before', () => {
  expect(dayOf({ startsAtMs: Date.UTC(2026, 10, 23, 0, 30) }, 'Europe/Dublin')).toBe('2026-11-22');
});
