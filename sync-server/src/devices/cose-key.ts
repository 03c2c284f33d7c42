/** Public keys as authenticators write them: a COSE_Key (RFC 9052, 7) of one of the kinds that are asked for (RFC 9053, 8812). */
import { createPublicKey, type KeyObject } from 'node:crypto';

export interface SignatureKey {
  key: KeyObject;
  /** Null: the key's own, as Ed25519 has it. */
  hash: 'sha256' | null;
}

/** ES256, EdDSA and, for Windows Hello, RS256 (the numbers are COSE's). */
export const algorithms = [-7, -8, -257];
const [kty, alg] = [1, 3];

/** DER before the raw key (RFC 5480, RFC 8410): node reads that sooner than a JWK. */
const p256Prefix = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex');
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Null for what is no such key. */
export function readCoseKey(bytes: Uint8Array): SignatureKey | null {
  const fields = readMap(bytes);
  if (!fields) return null;
  try {
    return toKey(fields);
  } catch {
    // A point that isn't on its curve, and the like.
    return null;
  }
}

type Fields = ReadonlyMap<number, number | Uint8Array>;

function toKey(fields: Fields): SignatureKey | null {
  const is = (type: number, algorithm: number, curve?: number) =>
    fields.get(kty) === type && fields.get(alg) === algorithm && (curve === undefined || fields.get(-1) === curve);
  const bytes = (label: number): Uint8Array => {
    const value = fields.get(label);
    return value instanceof Uint8Array ? value : new Uint8Array();
  };
  const readDer = (...parts: Uint8Array[]) =>
    createPublicKey({ key: Buffer.concat(parts), format: 'der', type: 'spki' });
  if (is(2, -7, 1)) {
    const [x, y] = [bytes(-2), bytes(-3)];
    return x.length === 32 && y.length === 32 ? { key: readDer(p256Prefix, x, y), hash: 'sha256' } : null;
  }
  if (is(1, -8, 6)) {
    const x = bytes(-2);
    return x.length === 32 ? { key: readDer(ed25519Prefix, x), hash: null } : null;
  }
  if (!is(3, -257)) return null;
  const [n = '', e = ''] = [-1, -2].map((label) => Buffer.from(bytes(label)).toString('base64url'));
  return { key: createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' }), hash: 'sha256' };
}

/** As much of CBOR (RFC 8949) as such a key is written in: one map of whole numbers to whole numbers and bytes. */
function readMap(bytes: Uint8Array): Fields | null {
  let at = 0;
  const readHead = (): { major: number; count: number } | null => {
    const first = bytes[at++];
    if (first === undefined) return null;
    const [major, short] = [first >> 5, first & 31];
    if (short < 24) return { major, count: short };
    const size = { 24: 1, 25: 2 }[short];
    if (size === undefined || at + size > bytes.length) return null;
    const count = Buffer.from(bytes).readUIntBE(at, size);
    at += size;
    return { major, count };
  };
  const readItem = (): number | Uint8Array | null => {
    const head = readHead();
    if (head?.major === 0) return head.count;
    if (head?.major === 1) return -1 - head.count;
    if (head?.major !== 2 || at + head.count > bytes.length) return null;
    at += head.count;
    return bytes.subarray(at - head.count, at);
  };
  const head = readHead();
  if (head?.major !== 5) return null;
  const fields = new Map<number, number | Uint8Array>();
  for (let read = 0; read < head.count; read++) {
    const [label, value] = [readItem(), readItem()];
    if (typeof label !== 'number' || value === null || fields.has(label)) return null;
    fields.set(label, value);
  }
  return at === bytes.length ? fields : null;
}
