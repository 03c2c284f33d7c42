import { createECDH, createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import fc from 'fast-check';
import { checkAssertion } from './check-assertion.ts';
import { checkRegistration } from './check-registration.ts';
import { readCoseKey } from './cose-key.ts';
import { Assertion, type CreationOptions, type RequestOptions } from './responses.ts';
import {
  type Algorithm,
  type Authenticator,
  type Bent,
  encodeCbor,
  makeAuthenticator,
  testSigning,
} from './testing/authenticator.ts';

const challenge = Buffer.alloc(64, 3).toString('base64url');
const { rpId, origins } = testSigning;
const asked = { rp: { id: rpId }, rpId, challenge } as unknown as CreationOptions & RequestOptions;

describe.each<Algorithm>(['ES256', 'EdDSA'])('a signature by %s', (algorithm) => {
  let phone: Authenticator;
  let publicKey = '';
  beforeAll(async () => {
    phone = makeAuthenticator({ algorithm });
    const checked = await checkRegistration(testSigning, phone.create(asked), challenge);
    if (checked.ok) publicKey = checked.is.publicKey;
  });
  const check = (assertion: Assertion) =>
    checkAssertion(testSigning, assertion, { challenge, credentialId: phone.id, publicKey });
  /** Another's judgement. */
  const checkElsewhere = async (assertion: Assertion): Promise<boolean> => {
    try {
      const { verified } = await verifyAuthenticationResponse({
        response: assertion as never,
        expectedChallenge: challenge,
        expectedOrigin: [...origins],
        expectedRPID: rpId,
        credential: { id: phone.id, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter: 0 },
      });
      return verified;
    } catch {
      return false;
    }
  };

  test('that is as it should be is good, and tells the counter', async () => {
    const assertion = phone.get(asked, { counter: 0xfffffffe });
    expect(check(assertion)).toEqual({ ok: true, is: { counter: 0xfffffffe, backedUp: false } });
    expect(await checkElsewhere(assertion)).toBe(true);
  });

  test('is judged as the library judges it, whatever is bent', async () => {
    const bents: Bent[] = [
      { origin: origins[1] ?? '' },
      { origin: `${origins[0]}.evil.example` },
      { origin: '' },
      { rpId: 'evil.example' },
      { userVerified: false },
      { type: 'webauthn.create' },
      { challenge: Buffer.alloc(64, 4).toString('base64url') },
      { forged: true },
    ];
    for (const bent of bents) {
      const assertion = phone.get(asked, bent);
      expect([bent, check(assertion).ok]).toEqual([bent, await checkElsewhere(assertion)]);
    }
  });

  test('of which a single bit is another is refused', async () => {
    const good = phone.get(asked).response;
    const field = fc.constantFrom('clientDataJSON' as const, 'authenticatorData' as const, 'signature' as const);
    await fc.assert(
      fc.asyncProperty(field, fc.nat(), async (name, bit) => {
        const bytes = Buffer.from(good[name], 'base64url');
        const at = bit % (bytes.length * 8);
        bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
        const assertion: Assertion = {
          id: phone.id,
          rawId: phone.id,
          type: 'public-key',
          response: { ...good, [name]: bytes.toString('base64url') },
        };
        expect(check(assertion).ok).toBe(false);
        // The library is lenient with the DER around a signature.
        if (name !== 'signature') expect(await checkElsewhere(assertion)).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  test('of whatever else was sent is refused and breaks nothing', () => {
    const text = fc.oneof(fc.string(), fc.json(), fc.base64String());
    fc.assert(
      fc.property(text, text, text, (clientDataJSON, authenticatorData, signature) => {
        const encode = (value: string) => Buffer.from(value).toString('base64url');
        const response = { clientDataJSON: encode(clientDataJSON), authenticatorData, signature };
        expect(check({ id: phone.id, rawId: phone.id, type: 'public-key', response }).ok).toBe(false);
      }),
    );
  });

  test('of another key is refused', () => {
    expect(check({ ...phone.get(asked), id: 'AAAA' }).ok).toBe(false);
    expect(check({ ...phone.get(asked), rawId: 'AAAA' }).ok).toBe(false);
  });
});

describe('a COSE key', () => {
  const bytes = (text: string | undefined) => Buffer.from(text ?? '', 'base64url');

  test('of RSA, as Windows Hello makes them, is read', () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const { n, e } = publicKey.export({ format: 'jwk' });
    const read = readCoseKey(
      encodeCbor(
        new Map<number, number | Buffer>([
          [1, 3],
          [3, -257],
          [-1, bytes(n)],
          [-2, bytes(e)],
        ]),
      ),
    );
    const text = Buffer.from('text');
    expect(read && verify(read.hash, text, read.key, sign('sha256', text, privateKey))).toBe(true);
  });

  test('of another kind, off its curve, cut short or followed by something is none', () => {
    const key = createECDH('prime256v1').generateKeys();
    const [x, y] = [key.subarray(1, 33), key.subarray(33)];
    const write = (changes: [number, number | Buffer][]) =>
      encodeCbor(new Map<number, number | Buffer>([[1, 2], [3, -7], [-1, 1], [-2, x], [-3, y], ...changes]));
    const good = write([]);
    expect(readCoseKey(good)?.key.export({ format: 'jwk' })).toMatchObject({
      crv: 'P-256',
      x: x.toString('base64url'),
    });
    const others = [
      write([[3, -8]]),
      write([[1, 1]]),
      write([[-1, 2]]),
      write([[-3, x]]),
      write([[-2, 7]]),
      write([[-2, Buffer.alloc(300)]]),
      Buffer.concat([good, Buffer.from([0])]),
      Buffer.from([0xbf, 0xff]),
      createHash('sha256').update('x').digest(),
      createPublicKey(generateKeyPairSync('ed25519').privateKey).export({ format: 'der', type: 'spki' }),
    ];
    for (const other of others) expect(readCoseKey(other)).toBeNull();
    for (let end = 0; end < good.length; end++) expect(readCoseKey(good.subarray(0, end))).toBeNull();
  });
});

test('the example in the documentation is what the server takes', () => {
  const doc = readFileSync(join(import.meta.dirname, '../../../docs/biometric-payment.md'), 'utf8');
  const [asked, paid] = [...doc.matchAll(/```json\n(\{\n[\s\S]*?)```/g)].map(([, json]) => JSON.parse(json ?? ''));
  const publicKey = Buffer.from(/^a5\w+$/m.exec(doc)?.[0] ?? '', 'hex').toString('base64url');
  const { challenge } = asked.publicKey;
  const expected = { challenge, credentialId: paid.assertion.id, publicKey };
  expect(checkAssertion(testSigning, Assertion.parse(paid.assertion), expected)).toMatchObject({ ok: true });
  expect(Buffer.from(challenge, 'base64url').subarray(32)).toEqual(createHash('sha256').update(asked.terms).digest());
  expect(doc).toContain(`\n${Buffer.from(paid.assertion.response.clientDataJSON, 'base64url').toString()}\n`);
});
