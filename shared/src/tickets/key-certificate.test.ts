import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KeyCertificate } from '../protocol/streams.ts';
import { certificateBytes, checkCertificate } from './key-certificate.ts';

const cinema = generateKeyPairSync('ed25519');
const exportKey = (pair: typeof cinema) => pair.publicKey.export({ format: 'jwk' }).x ?? '';
const cinemaKey = exportKey(cinema);
const verifySignature = (x: string, bytes: Uint8Array, signature: Uint8Array) =>
  verify(null, bytes, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), signature);

const unsigned = {
  keyId: 3,
  terminal: 17,
  cinemaId: 1,
  role: 'kiosk' as const,
  publicKey: exportKey(generateKeyPairSync('ed25519')),
};
const certify = (fields: Omit<KeyCertificate, 'signature'>, by = cinema): KeyCertificate => ({
  ...fields,
  signature: sign(null, certificateBytes(fields), by.privateKey).toString('base64url'),
});

test('a key that the cinema certified counts', () => {
  expect(checkCertificate(certify(unsigned), cinemaKey, verifySignature)).toBe(true);
});

test.each<[string, Partial<KeyCertificate>]>([
  ['key number', { keyId: 4 }],
  ['terminal', { terminal: 18 }],
  ['cinema', { cinemaId: 2 }],
  ['role', { role: 'till' }],
  ['public key', { publicKey: exportKey(generateKeyPairSync('ed25519')) }],
])('a certificate does not count for another %s', (_field, change) => {
  expect(checkCertificate({ ...certify(unsigned), ...change }, cinemaKey, verifySignature)).toBe(false);
});

test('a certificate of another cinema does not count', () => {
  const other = certify(unsigned, generateKeyPairSync('ed25519'));
  expect(checkCertificate(other, cinemaKey, verifySignature)).toBe(false);
});

test.each<[string, Partial<KeyCertificate>]>([
  ['an empty signature', { signature: '' }],
  ['a signature that is not base64url', { signature: '*'.repeat(86) }],
  ['a public key with a line feed', { publicKey: `${unsigned.publicKey}\n` }],
  ['a short public key', { publicKey: 'AAAA' }],
])('a certificate with %s does not count, and harms nobody', (_what, change) => {
  expect(checkCertificate({ ...certify(unsigned), ...change }, cinemaKey, verifySignature)).toBe(false);
});

test('no two certificates have the same bytes', () => {
  const anyCertificate = fc.record({
    keyId: fc.integer({ min: 1, max: 120 }),
    terminal: fc.integer({ min: 0, max: 120 }),
    cinemaId: fc.integer({ min: 1, max: 120 }),
    role: fc.constantFrom('kiosk' as const, 'till' as const, 'gate' as const, 'server' as const),
    publicKey: fc.constant(unsigned.publicKey),
  });
  fc.assert(
    fc.property(anyCertificate, anyCertificate, (a, b) => {
      const sameBytes = Buffer.from(certificateBytes(a)).equals(certificateBytes(b));
      expect(sameBytes).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});
