import { describe, expect, test } from '@jest/globals';
import { aBasket } from '../../kiosk/ui/testing/builders.ts';
import {
  changeClass,
  dayOf,
  findItems,
  fitTickets,
  listComps,
  nameBasket,
  payByVouchers,
  quickAmounts,
  readAmount,
  readItemSearch,
  withQuantity,
} from './basket-facts.ts';

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

describe('items', () => {
  test('an item keeps its place; without any left it is gone; there are no more than 99', () => {
    const two = [
      { itemId: 1, quantity: 2 },
      { itemId: 2, quantity: 1 },
    ];
    expect(withQuantity(two, 1, 3)).toEqual([{ itemId: 1, quantity: 3 }, two[1]]);
    expect(withQuantity(two, 1, 0)).toEqual([two[1]]);
    expect(withQuantity(two, 3, 120)).toEqual([...two, { itemId: 3, quantity: 99 }]);
    expect(withQuantity([], 1, -1)).toEqual([]);
  });

  test.each([
    ['pop', 1, 'pop'],
    ['3 pop', 3, 'pop'],
    ['2x cola', 2, 'cola'],
    ['12 x cola', 12, 'cola'],
    ['2', 2, ''],
    ['0 cola', 1, 'cola'],
    ['3D glasses', 1, '3D glasses'],
    ['', 1, ''],
  ])('“%s” is %i of “%s”', (text, quantity, find) => expect(readItemSearch(text)).toEqual({ quantity, find }));

  test('are found by any word’s beginning first, then by what is in it, whatever the accents', () => {
    const items = ['Crème glacée', 'Large popcorn', 'Popcorn', 'Gin and tonic', '爆米花'].map((name, index) => ({
      itemId: index,
      name,
      priceMinor: 100,
    }));
    const namesOf = (find: string) => findItems(items, find).map(({ name }) => name);
    expect(namesOf('pop')).toEqual(['Large popcorn', 'Popcorn']);
    expect(namesOf('glacee')).toEqual(['Crème glacée']);
    expect(namesOf('ni')).toEqual(['Gin and tonic']);
    expect(namesOf('爆')).toEqual(['爆米花']);
    expect(namesOf('')).toHaveLength(5);
  });
});

test('vouchers pay in their order, none more than is left', () => {
  const vouchers = [
    { voucherId: 1, codeEnd: 'AAAA', balanceMinor: 300 },
    { voucherId: 2, codeEnd: 'BBBB', balanceMinor: 2000 },
    { voucherId: 3, codeEnd: 'CCCC', balanceMinor: 500 },
  ];
  const paid = (totalMinor: number) => {
    const { parts, dueMinor } = payByVouchers({ vouchers, totalMinor });
    return [...parts.map(({ paysMinor }) => paysMinor), dueMinor];
  };
  expect([paid(1000), paid(5000), paid(0)]).toEqual([
    [300, 700, 0, 0],
    [300, 2000, 500, 2200],
    [0, 0, 0, 0],
  ]);
});

test('what is given away is listed by its reason; a basket is called by its seats, else by its items', () => {
  const [line] = aBasket().lines;
  if (!line) throw new Error('the basket has a seat');
  const lines = [
    { ...line, comp: 'Press' },
    { ...line, seatLabel: 'A2', comp: null },
    { ...line, seatLabel: 'A3', comp: 'Press' },
    { ...line, seatLabel: 'A4', comp: 'Prize' },
  ];
  expect(listComps(aBasket({ lines }))).toEqual([
    { reason: 'Press', seats: ['A1', 'A3'] },
    { reason: 'Prize', seats: ['A4'] },
  ]);
  const items = [{ line: 9, itemId: 1, name: 'Popcorn', quantity: 1, priceMinor: 500 }];
  expect([nameBasket({ lines, items }), nameBasket({ lines: [], items })]).toEqual(['A1, A2, A3, A4', 'Popcorn']);
});
