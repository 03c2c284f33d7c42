/** (s) Signatures that phones send with a payment. */
import { createHash, type KeyObject, verify } from 'node:crypto';
import { checkAssertion } from '@marquee/sync-server/devices/check-assertion';
import { checkRegistration } from '@marquee/sync-server/devices/check-registration';
import { readCoseKey } from '@marquee/sync-server/devices/cose-key';
import type { Assertion, CreationOptions, RequestOptions } from '@marquee/sync-server/devices/responses';
import { type Algorithm, makeAuthenticator, testSigning } from '@marquee/sync-server/devices/testing/authenticator';
import { type Figure, formatNumber } from './figures.ts';
import { median, takeTurns } from './rounds.ts';

export interface SignatureOptions {
  rounds: number;
  /** In each round. */
  signatures: number;
}

/** Each payer has a key of their own. */
const phones = 64;
const warmUps = 1;

interface Payer {
  assertion: Assertion;
  expected: { challenge: string; credentialId: string; publicKey: string };
  /** The same for bare crypto: key and bytes at hand. */
  key: KeyObject;
  hash: 'sha256' | null;
  signed: Uint8Array;
  signature: Uint8Array;
}

export async function measureSignatures(options: SignatureOptions): Promise<Figure[]> {
  return [await measureBy('ES256', options), await measureBy('EdDSA', options)];
}

async function measureBy(algorithm: Algorithm, { rounds, signatures }: SignatureOptions): Promise<Figure> {
  const payers = await Promise.all(Array.from({ length: phones }, () => aPayer(algorithm)));
  const perSecond = (check: (payer: Payer) => boolean) => () => {
    const from = performance.now();
    for (let at = 0; at < signatures; at++) {
      const payer = payers[at % phones];
      if (!payer || !check(payer)) throw new Error('a good signature was refused');
    }
    return (signatures * 1000) / (performance.now() - from);
  };
  const readAll = perSecond(({ expected }) => readCoseKey(Buffer.from(expected.publicKey, 'base64url')) !== null);
  const turns = await takeTurns(
    { warmUps, counted: rounds },
    {
      floor: perSecond(({ hash, key, signed, signature }) => verify(hash, signed, key, signature)),
      reading: () => 1_000_000 / readAll(),
      ours: perSecond(({ assertion, expected }) => checkAssertion(testSigning, assertion, expected).ok),
    },
  );
  return {
    title: `(s) signatures of payments by ${algorithm}, ${phones} phones`,
    unit: 'signatures/s',
    better: 'more',
    ours: {
      what: 'client data, domain, flags, signature, keys in memory',
      rounds: turns.ours,
      notes: [`a key that is not takes ${formatNumber(median(turns.reading))} µs more`],
    },
    floor: { what: 'bare crypto.verify, keys at hand', rounds: turns.floor },
    target: { of: 'ratio', atLeast: 0.5 },
  };
}

async function aPayer(algorithm: Algorithm): Promise<Payer> {
  const phone = makeAuthenticator({ algorithm });
  const { rpId } = testSigning;
  const challenge = createHash('sha512').update(phone.id).digest('base64url');
  const asked = { rp: { id: rpId }, rpId, challenge } as unknown as CreationOptions & RequestOptions;
  const registered = await checkRegistration(testSigning, phone.create(asked), challenge);
  if (!registered.ok) throw new Error(registered.why);
  const { publicKey } = registered.is;
  const read = readCoseKey(Buffer.from(publicKey, 'base64url'));
  if (!read) throw new Error('a registered key can be read');
  const assertion = phone.get(asked);
  const [clientData = Buffer.of(), data = Buffer.of(), signature = Buffer.of()] = [
    assertion.response.clientDataJSON,
    assertion.response.authenticatorData,
    assertion.response.signature,
  ].map((text) => Buffer.from(text, 'base64url'));
  const signed = Buffer.concat([data, createHash('sha256').update(clientData).digest()]);
  return { assertion, expected: { challenge, credentialId: phone.id, publicKey }, ...read, signed, signature };
}
