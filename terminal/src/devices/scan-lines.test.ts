import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { makeScanLines, scanCharsMax } from './scan-lines.ts';

function read(...parts: (string | number[])[]): string[] {
  const codes: string[] = [];
  const take = makeScanLines((code) => codes.push(code));
  for (const part of parts) take(typeof part === 'string' ? Buffer.from(part, 'latin1') : Uint8Array.from(part));
  return codes;
}

test('a code ends with CR, LF or both, however it is cut on its way', () => {
  expect(read('A1\rB2\nC3\r\nD4\n\r')).toEqual(['A1', 'B2', 'C3', 'D4']);
  expect(read('6BF.DE', '*3EX', '7C$B\r')).toEqual(['6BF.DE*3EX7C$B']);
});
test('bytes that are no character of a code are dropped, and so are empty lines', () => {
  expect(read([0, 0xff, 0x41, 0x1d, 0x07, 0xc3, 0xa4, 0x42, 0x0d, 0x0d, 0x20, 0x0a])).toEqual(['AB']);
});
test('a line without an end is forgotten as a whole; the next one counts', () => {
  expect(read('x'.repeat(5000), 'y\r', 'GOOD\r')).toEqual(['GOOD']);
  expect(read('x'.repeat(scanCharsMax), '\r')).toEqual(['x'.repeat(scanCharsMax)]);
});
test('whatever comes, codes are short, of plain characters and never empty', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 900 }), { maxLength: 5 }), (parts) => {
      for (const code of read(...parts.map((part) => [...part]))) {
        expect(code).toMatch(/^[\x20-\x7e]+$/);
        expect(code.length).toBeLessThanOrEqual(scanCharsMax);
      }
    }),
  );
});
