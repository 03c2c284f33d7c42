import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatOrderKey, parseOrderKey } from './ids.ts';

test('an order key names terminal and journal entry', () => {
  expect(formatOrderKey({ terminal: 17, seq: 123 })).toBe('T17-000123');
  expect(formatOrderKey({ terminal: 0, seq: 1 })).toBe('T0-000001');
});

test('every order key is read back, however it is typed', () => {
  const order = fc.record({
    terminal: fc.integer({ min: 0, max: 0xffff }),
    seq: fc.integer({ min: 1, max: 0xffff_ffff }),
  });
  fc.assert(
    fc.property(order, (id) => {
      const key = formatOrderKey(id);
      expect(parseOrderKey(key)).toEqual(id);
      expect(parseOrderKey(` ${key.toLowerCase().replace('-', ' - ')} `)).toEqual(id);
    }),
  );
});

test('zeros in front may be left out', () => {
  expect(parseOrderKey('T17-123')).toEqual({ terminal: 17, seq: 123 });
});

test.each(['', 'T17', '17-000123', 'T17-0', 'T65536-1', 'T1-4294967296', 'T1--1', 'T1-1x', 'T-1', 'T1.5-1'])(
  '"%s" is no order key',
  (text) => {
    expect(parseOrderKey(text)).toBeNull();
  },
);
