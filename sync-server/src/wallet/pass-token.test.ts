import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { namePass, readPassToken, writePassToken } from './pass-token.ts';

const secret = Buffer.alloc(32, 1);
const aLink = fc.record({
  nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  expiresAtMs: fc.integer({ min: 0, max: 2 ** 45 }),
});

test('a token is known by its hash alone, and the same link has the same token', () => {
  fc.assert(
    fc.property(aLink, (link) => {
      const token = writePassToken(secret, link);
      expect(token).toMatch(/^[\w-]{72}$/);
      expect(writePassToken(secret, link)).toBe(token);
      expect(readPassToken(secret, token)).toBe(namePass(token));
    }),
  );
});

test('a token with one other character, or of another secret, is none', () => {
  fc.assert(
    fc.property(aLink, fc.nat({ max: 71 }), (link, at) => {
      const token = writePassToken(secret, link);
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(readPassToken(secret, token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
      expect(readPassToken(Buffer.alloc(32, 2), token)).toBeNull();
    }),
  );
});

test('any text is read without harm', () => {
  fc.assert(fc.property(fc.string(), (text) => expect(readPassToken(secret, text)).toBeNull()));
});
