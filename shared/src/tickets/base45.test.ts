import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { base45Alphabet, decodeBase45, encodeBase45 } from './base45.ts';

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.each([
  ['AB', 'BB8'],
  ['Hello!!', '%69 VD92EX0'],
  ['base-45', 'UJCLQE7W581'],
  ['ietf!', 'QED8WEX0'],
  ['', ''],
])('the examples of RFC 9285 are spelt as it says: %s', (plain, text) => {
  expect(encodeBase45(ascii(plain))).toBe(text);
  expect(decodeBase45(text)).toEqual(ascii(plain));
});

test('whatever is written is read back, and only the QR code’s alphanumeric characters are used', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = encodeBase45(bytes);
      expect(decodeBase45(text)).toEqual(bytes);
      expect([...text].every((character) => base45Alphabet.includes(character))).toBe(true);
    }),
  );
});

test('a text that decodes has no other spelling', () => {
  const text = fc.string({ unit: fc.constantFrom(...base45Alphabet), maxLength: 12 });
  fc.assert(
    fc.property(text, (candidate) => {
      const bytes = decodeBase45(candidate);
      expect(bytes === null || encodeBase45(bytes) === candidate).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['a lone character', 'BB8A'],
  ['lower case', 'bb8'],
  ['a character beyond the alphabet', 'BB,'],
  ['three characters beyond two bytes', 'GGW'],
  ['two characters beyond one byte', '::'],
  ['a line feed at the end', 'BB8\n'],
])('%s is refused', (_what, text) => {
  expect(decodeBase45(text)).toBeNull();
});
