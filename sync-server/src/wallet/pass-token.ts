/**
 * The token of a link: 16 random bytes, the end of its time (6 bytes, milliseconds), and an HMAC-SHA256 over both; 54 bytes,
 * 72 characters of base64url. A stranger's guess is refused before the database is asked, and the database alone, which
 * keeps a token's hash, lets nobody write one.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { sha256Hex } from '../platform/keys.ts';

export const nonceBytes = 16;
const expiryBytes = 6;
const signedBytes = nonceBytes + expiryBytes;
const tokenPattern = /^[\w-]{72}$/;

const sign = (secret: Uint8Array, signed: Uint8Array): Buffer =>
  createHmac('sha256', secret).update('marquee passed ticket 1\n').update(signed).digest();

/** `nonce`: base64url. */
export function writePassToken(
  secret: Uint8Array,
  { nonce, expiresAtMs }: { nonce: string; expiresAtMs: number },
): string {
  const signed = Buffer.alloc(signedBytes);
  signed.write(nonce, 0, nonceBytes, 'base64url');
  signed.writeUIntBE(expiresAtMs, nonceBytes, expiryBytes);
  return Buffer.concat([signed, sign(secret, signed)]).toString('base64url');
}

/** The id of the link, by which it is kept; null for what was not written here. */
export function readPassToken(secret: Uint8Array, token: string): string | null {
  if (!tokenPattern.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  const isOurs = timingSafeEqual(bytes.subarray(signedBytes), sign(secret, bytes.subarray(0, signedBytes)));
  return isOurs ? namePass(token) : null;
}

export const namePass = (token: string): string => sha256Hex(token);
