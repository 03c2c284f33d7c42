import { assert } from '../assert.ts';
import type { KeyCertificate } from '../protocol/streams.ts';
import { decodeBase64Url } from './base64url.ts';
import type { Verify } from './ticket-code.ts';

/**
 * The bytes that the cinema's key signs to certify a terminal's key: ASCII lines, joined by a line feed that none of them
 * can contain, so that no two certificates share their bytes. The first line keeps the signature from being taken for
 * one over anything else.
 */
export function certificateBytes(certificate: Omit<KeyCertificate, 'signature'>): Uint8Array {
  const { keyId, terminal, cinemaId, role, publicKey } = certificate;
  assert(isPublicKey(publicKey), `key ${keyId} is not 32 bytes in base64url`);
  const text = ['marquee key certificate 1', keyId, terminal, cinemaId, role, publicKey].join('\n');
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Whether the cinema's key really certified this one. A certificate that isn't so must be left out, not believed. */
export function checkCertificate(certificate: KeyCertificate, cinemaKey: string, verify: Verify): boolean {
  const signature = decodeBase64Url(certificate.signature);
  if (signature?.length !== 64 || !isPublicKey(certificate.publicKey)) return false;
  return verify(cinemaKey, certificateBytes(certificate), signature);
}

function isPublicKey(text: string): boolean {
  return decodeBase64Url(text)?.length === 32;
}
