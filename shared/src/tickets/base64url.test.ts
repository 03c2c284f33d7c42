import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeBase64Url } from './base64url.ts';

test('what Node writes as base64url is read back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(decodeBase64Url(Buffer.from(bytes).toString('base64url'))).toEqual(bytes);
    }),
  );
});

test.each([
  ['a lone character', 'AAAAA'],
  ['padding', 'AA=='],
  ['plain base64', '+/+/'],
  ['bits that no byte has', 'AB'],
  ['a space', 'AA A'],
])('%s is refused', (_what, text) => {
  expect(decodeBase64Url(text)).toBeNull();
});
