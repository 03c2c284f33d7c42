/** Checks the answer to a registration (WebAuthn Level 3, 7.1). What is wrong with it is said, and is for the log. */
import type { Checked } from './check-assertion.ts';
import { algorithms, readCoseKey } from './cose-key.ts';
import type { SigningSettings } from './device-deps.ts';
import type { RegistrationResponse } from './responses.ts';

/** Not loaded before somebody registers: it takes 25 MB and a sixth of a second. */
const load = () => import('@simplewebauthn/server');
const loadHelpers = () => import('@simplewebauthn/server/helpers');

export interface NewKey {
  credentialId: string;
  publicKey: string;
  counter: number;
  backedUp: boolean;
}

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** `challenge`: base64url, as it was given out. */
export async function checkRegistration(
  { rpId, origins }: SigningSettings,
  response: RegistrationResponse,
  challenge: string,
): Promise<Checked<NewKey>> {
  return orWhy(async () => {
    if (!(await isUnattested(response))) return { ok: false, why: 'an attestation was not asked for' };
    const { verifyRegistrationResponse } = await load();
    const { registrationInfo } = await verifyRegistrationResponse({
      response: asLibraryHasIt(response),
      expectedChallenge: challenge,
      expectedOrigin: [...origins],
      expectedRPID: rpId,
      supportedAlgorithmIDs: [...algorithms],
    });
    if (!registrationInfo) return { ok: false, why: 'the attestation is not good' };
    const { credential, credentialBackedUp: backedUp } = registrationInfo;
    if (credential.id !== response.id) return { ok: false, why: 'it is the key of another credential' };
    if (!readCoseKey(credential.publicKey)) return { ok: false, why: 'it is a key of another kind' };
    const { id: credentialId, publicKey, counter } = credential;
    return { ok: true, is: { credentialId, publicKey: encode(publicKey), counter, backedUp } };
  });
}

/**
 * Certificates of an authenticator's maker are not wanted, and not read: to check one, addresses that it names would be asked.
 * An authenticator may still vouch for its key by that key alone (WebAuthn, 6.5.3).
 */
async function isUnattested({ response }: RegistrationResponse): Promise<boolean> {
  const { decodeAttestationObject } = await loadHelpers();
  const attestation = decodeAttestationObject(Buffer.from(response.attestationObject, 'base64url'));
  const format = attestation.get('fmt');
  return format === 'none' || (format === 'packed' && attestation.get('attStmt').get('x5c') === undefined);
}

/** The library throws for each thing that is wrong with what a stranger has sent. */
async function orWhy<A>(check: () => Promise<Checked<A>>): Promise<Checked<A>> {
  try {
    return await check();
  } catch (thrown) {
    return { ok: false, why: thrown instanceof Error ? thrown.message : 'it can’t be read' };
  }
}

/** As it came, and not yet believed: the library reads each field again. */
const asLibraryHasIt = <R extends { clientExtensionResults?: unknown }>(response: R) =>
  ({ ...response, clientExtensionResults: {}, authenticatorAttachment: undefined }) as never;
