/** A phone's key is registered: it was asked for a moment ago, by the same session, and its owner was there. */
import { noteAct } from '../accounts/accounts.ts';
import { isDuplicateKey } from '../operations/operations.ts';
import type { Caller } from '../platform/api.ts';
import { RolledBack, type Transaction, transactionOrRefusal } from '../platform/database.ts';
import { sha256Hex } from '../platform/keys.ts';
import { type ChallengeRow, selectChallenge, spendChallenge } from './challenges.sql.ts';
import { isBoundTo, makeChallenge, nameChallenge, registerMs } from './challenges.ts';
import { checkRegistration, type NewKey } from './check-registration.ts';
import { algorithms } from './cose-key.ts';
import type { DeviceDeps } from './device-deps.ts';
import * as sql from './devices.sql.ts';
import { type CreationOptions, type RegistrationResponse, readChallenge } from './responses.ts';

/** A family's phones and watches, and not a robot's. */
export const devicesMax = 10;

/** Stable, so that a phone replaces an older key of the same account, and says nothing about whose it is. */
const nameUserHandle = (userId: number): string =>
  Buffer.from(sha256Hex(`passkeys of user ${userId}`), 'hex').toString('base64url');
/** Nobody else's key has this id, and a key has no second one. */
export const nameDevice = (credentialId: string): string => `d${sha256Hex(`device ${credentialId}`).slice(0, 31)}`;
const bindingOf = ({ userId, sessionId }: Pick<Caller, 'userId' | 'sessionId'>) =>
  ({ userId, purpose: 'register', holdId: '', text: `register a device of user ${userId} in ${sessionId}` }) as const;

export const describeKey = ({ credential_id: id, transports }: sql.DeviceRow) => ({
  id,
  type: 'public-key' as const,
  ...(transports === '' ? {} : { transports: transports.split(',') }),
});

/** For whoever has proved that the account is theirs. Null: they have as many as they may. */
export async function askToRegister(
  deps: DeviceDeps,
  caller: Pick<Caller, 'userId' | 'sessionId'>,
  person: { name: string; phone: string | null },
): Promise<CreationOptions | null> {
  const devices = await sql.selectDevices(deps.database, caller.userId);
  if (devices.length >= devicesMax) return null;
  const { challenge } = await makeChallenge(deps, bindingOf(caller));
  return {
    rp: { id: deps.signing.rpId, name: 'Marquee' },
    user: {
      id: nameUserHandle(caller.userId),
      name: person.phone ?? person.name,
      displayName: person.name,
    },
    challenge,
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key' as const, alg })),
    timeout: registerMs,
    excludeCredentials: devices.map(describeKey),
    authenticatorSelection: { residentKey: 'preferred', requireResidentKey: false, userVerification: 'required' },
    attestation: 'none',
  };
}

export type RegisterAnswer =
  | { ok: true; device: sql.DeviceRow }
  | { ok: false; reason: 'registration-refused' | 'challenge-gone' | 'device-known' | 'too-many-devices' };

export interface Registration {
  caller: Pick<Caller, 'userId' | 'sessionId'>;
  name: string;
  response: RegistrationResponse;
}

/** A repeat gets the device that it has registered. */
export async function registerDevice(deps: DeviceDeps, registration: Registration): Promise<RegisterAnswer> {
  const { caller, response } = registration;
  const { text, userId, purpose, holdId } = bindingOf(caller);
  const bytes = readChallenge(response.response.clientDataJSON);
  if (bytes === null) return { ok: false, reason: 'registration-refused' };
  const asked = { user_id: userId, purpose, hold_id: holdId };
  const challenge = await selectChallenge(deps.database, nameChallenge(bytes), asked);
  if (!challenge || !isBoundTo(challenge, text)) return { ok: false, reason: 'challenge-gone' };
  if (challenge.used_at_ms !== null) return findRegistered(deps, challenge, registration);
  const checked = await checkRegistration(deps.signing, response, Buffer.from(bytes).toString('base64url'));
  if (!checked.ok) {
    deps.log.warn({ userId, why: checked.why }, 'registration of a device refused');
    return { ok: false, reason: 'registration-refused' };
  }
  return addDevice(deps, { ...registration, challenge, key: checked.is });
}

/** Another request was first. */
async function findRegistered(
  deps: DeviceDeps,
  { used_by: usedBy }: ChallengeRow,
  { caller, response }: Registration,
): Promise<RegisterAnswer> {
  const id = nameDevice(response.id);
  const device = usedBy === id ? await sql.selectDevice(deps.database, id, caller.userId) : undefined;
  return device ? { ok: true, device } : { ok: false, reason: 'challenge-gone' };
}

async function addDevice(
  deps: DeviceDeps,
  registration: Registration & { challenge: ChallengeRow; key: NewKey },
): Promise<RegisterAnswer> {
  const { caller, name, response, challenge, key } = registration;
  const nowMs = deps.clock.nowMs();
  const device: sql.DeviceRow = {
    id: nameDevice(key.credentialId),
    user_id: caller.userId,
    name,
    credential_id: key.credentialId,
    public_key: key.publicKey,
    counter: key.counter,
    transports: (response.response.transports ?? []).join(','),
    backed_up: key.backedUp ? 1 : 0,
    created_at_ms: nowMs,
    last_used_at_ms: null,
    revoked_at_ms: null,
    cloned: 0,
  };
  try {
    const answer = await transactionOrRefusal<RegisterAnswer>(deps.database, 'register-device', async (tx) => {
      await insertWithin(tx, deps, challenge, device);
      return { ok: true, device };
    });
    // The same request, sent twice at once.
    const isTwin = !answer.ok && answer.reason === 'challenge-gone';
    const now = isTwin && (await selectChallenge(deps.database, challenge.id, challenge));
    return now ? findRegistered(deps, now, registration) : answer;
  } catch (thrown) {
    if (isDuplicateKey(thrown)) return { ok: false, reason: 'device-known' };
    throw thrown;
  }
}

async function insertWithin(
  tx: Transaction,
  deps: DeviceDeps,
  challenge: ChallengeRow,
  device: sql.DeviceRow,
): Promise<void> {
  const { id, user_id: userId, created_at_ms: nowMs } = device;
  const no = (reason: Extract<RegisterAnswer, { ok: false }>['reason']) => new RolledBack({ ok: false, reason });
  // A deleted account keeps no key.
  if (!(await sql.lockPerson(tx, userId))) throw no('challenge-gone');
  if (!(await spendChallenge(tx, { id: challenge.id, usedBy: id, nowMs }))) throw no('challenge-gone');
  if ((await sql.selectDevices(tx, userId)).length >= devicesMax) throw no('too-many-devices');
  await sql.insertDevice(tx, device);
  const detail = { deviceId: id, backedUp: device.backed_up === 1 };
  await noteAct(tx, deps, { operation: 'register-device', by: `user ${userId}`, userId, detail });
}
