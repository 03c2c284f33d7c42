import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  groupVoucherCode,
  readVoucherCode,
  voucherCodeBytes,
  voucherCodeEnd,
  writeVoucherCode,
} from './voucher-code.ts';

const bytes = fc.uint8Array({ minLength: voucherCodeBytes, maxLength: voucherCodeBytes });

test('a code is read as it was written, however it is typed', () => {
  fc.assert(
    fc.property(bytes, (drawn) => {
      const code = writeVoucherCode(drawn);
      expect(code).toHaveLength(16);
      for (const typed of [code, groupVoucherCode(code), ` ${code.toLowerCase()} `])
        expect(readVoucherCode(typed)).toBe(code);
    }),
  );
});

test('two vouchers have two codes', () => {
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      const isSame = Buffer.from(one).equals(Buffer.from(other));
      expect(writeVoucherCode(one) === writeVoucherCode(other)).toBe(isSame);
    }),
  );
});

test('letters that look like digits are read as these', () => {
  expect(readVoucherCode('o0il-1LOI-AAAA-BBBB')).toBe('00111101AAAABBBB');
});

test('what is too short, too long or has other signs is no code', () => {
  for (const typed of ['', '0123', '0123456789ABCDEFG', '0123456789ABCDEU', '0123456789ABCDE?'])
    expect(readVoucherCode(typed)).toBeNull();
});

test('a code is shown in fours, and of it only the last four', () => {
  expect([groupVoucherCode('0123456789ABCDEF'), voucherCodeEnd('0123456789ABCDEF')]).toEqual([
    '0123-4567-89AB-CDEF',
    'CDEF',
  ]);
});
