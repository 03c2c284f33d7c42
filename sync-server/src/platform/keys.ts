import { createHash, createHmac, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Ed25519 with raw 32-byte keys, as base64url (RFC 8032; the prefixes are their DER wrappings of RFC 8410). */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const publicKeys = new Map<string, KeyObject>();

export interface SigningKey {
  publicKey: string;
  sign(bytes: Uint8Array): Uint8Array;
}

export interface KeyPair {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** `seed`: the 32 secret bytes of the key. */
export function readKeyPair(seed: Uint8Array): KeyPair {
  const der = Buffer.concat([privatePrefix, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

export function readSigningKey(seed: Uint8Array): SigningKey {
  const pair = readKeyPair(seed);
  const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64url');
  return { publicKey, sign: (bytes) => sign(null, bytes, pair.privateKey) };
}

/** False for a signature of another key, and for anything that isn't a key. */
export function verifySignature(publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  let key = publicKeys.get(publicKey);
  if (!key) {
    const raw = Buffer.from(publicKey, 'base64url');
    if (raw.length !== 32) return false;
    key = createPublicKey({ key: Buffer.concat([publicPrefix, raw]), format: 'der', type: 'spki' });
    if (publicKeys.size > 10_000) publicKeys.clear();
    publicKeys.set(publicKey, key);
  }
  return verify(null, bytes, key, signature);
}

/** Another secret for another purpose, from which the first can't be told. */
export const deriveSecret = (secret: Uint8Array, purpose: string): Uint8Array =>
  createHmac('sha256', secret).update(purpose).digest();

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The key of what was sold under a server's number: a restored server sells under another, and its old tickets stay good. */
export type ServerKeys = (serverNumber: number) => SigningKey;
