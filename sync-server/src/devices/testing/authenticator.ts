/** An authenticator in software, written from the specification and not with the library that it is to try. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { SigningSettings } from '../device-deps.ts';
import type { Assertion, CreationOptions, RegistrationResponse, RequestOptions } from '../responses.ts';

export const testSigning: SigningSettings = {
  rpId: 'cinema.example',
  origins: ['https://cinema.example', `android:apk-key-hash:${'A'.repeat(43)}`],
  biometrics: 'registered',
};

type Cbor = number | string | Uint8Array | Map<Cbor, Cbor>;

function head(major: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(major << 5) | count]);
  if (count < 256) return Buffer.from([(major << 5) | 24, count]);
  return Buffer.from([(major << 5) | 25, count >> 8, count & 255]);
}

/** As much of RFC 8949 as an attestation needs. */
export function encodeCbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([name, of]) => [encodeCbor(name), encodeCbor(of)]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

export type Algorithm = 'ES256' | 'EdDSA';

/** The public key as RFC 9052 and 9053 have it. */
function encodeKey(key: KeyObject, algorithm: Algorithm): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const bytes = (text: string) => Buffer.from(text, 'base64url');
  return encodeCbor(
    new Map<Cbor, Cbor>(
      algorithm === 'ES256'
        ? [
            [1, 2],
            [3, -7],
            [-1, 1],
            [-2, bytes(x)],
            [-3, bytes(y)],
          ]
        : [
            [1, 1],
            [3, -8],
            [-1, 6],
            [-2, bytes(x)],
          ],
    ),
  );
}

/** What a test bends; by default all is as it should be. */
export interface Bent {
  origin?: string;
  rpId?: string;
  userVerified?: boolean;
  counter?: number;
  type?: string;
  challenge?: string;
  crossOrigin?: boolean;
  /** Signs with another key. */
  forged?: boolean;
  /** Of a registration. */
  format?: string;
  statement?: Map<Cbor, Cbor>;
}

export interface Authenticator {
  readonly id: string;
  /** Of the last signature; a test may turn it back, as a copy of the key would. */
  counter: number;
  create(options: CreationOptions, bent?: Bent): RegistrationResponse;
  get(options: RequestOptions, bent?: Bent): Assertion;
}

const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();
const [present, verified, attested] = [0x01, 0x04, 0x40];

const generate = (algorithm: Algorithm) =>
  algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');

/** `counts: false`: as passkeys that are copied to all devices, whose counter stays 0. */
export function makeAuthenticator({
  algorithm = 'ES256',
  counts = true,
}: {
  algorithm?: Algorithm;
  counts?: boolean;
} = {}): Authenticator {
  const { publicKey, privateKey } = generate(algorithm);
  const credentialId = randomBytes(32);
  const id = credentialId.toString('base64url');
  const writeClientData = (type: string, challenge: string, bent: Bent): Buffer => {
    const { origin = testSigning.origins[0], crossOrigin = false } = bent;
    return Buffer.from(
      JSON.stringify({ type: bent.type ?? type, challenge: bent.challenge ?? challenge, origin, crossOrigin }),
    );
  };
  const writeData = (rpId: string, flags: number, counter: number): Buffer => {
    const counterBytes = Buffer.alloc(4);
    counterBytes.writeUInt32BE(counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counterBytes]);
  };
  const flagsOf = ({ userVerified = true }: Bent) => present | (userVerified ? verified : 0);
  const own: Authenticator = {
    id,
    counter: 0,
    create(options, bent = {}) {
      const authData = Buffer.concat([
        writeData(bent.rpId ?? options.rp.id, flagsOf(bent) | attested, bent.counter ?? own.counter),
        Buffer.alloc(16),
        Buffer.from([0, credentialId.length]),
        credentialId,
        encodeKey(publicKey, algorithm),
      ]);
      const attestation = new Map<Cbor, Cbor>([
        ['fmt', bent.format ?? 'none'],
        ['attStmt', bent.statement ?? new Map()],
        ['authData', authData],
      ]);
      const response = {
        clientDataJSON: writeClientData('webauthn.create', options.challenge, bent).toString('base64url'),
        attestationObject: encodeCbor(attestation).toString('base64url'),
        transports: ['internal', 'hybrid'],
      };
      return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
    },
    get(options, bent = {}) {
      if (counts) own.counter += 1;
      const clientData = writeClientData('webauthn.get', options.challenge, bent);
      const authenticatorData = writeData(bent.rpId ?? options.rpId, flagsOf(bent), bent.counter ?? own.counter);
      const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
      const key = bent.forged ? generate(algorithm).privateKey : privateKey;
      const signature = sign(algorithm === 'ES256' ? 'sha256' : null, signed, key);
      const response = {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: signature.toString('base64url'),
      };
      return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
    },
  };
  return own;
}
