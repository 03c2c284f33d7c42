/**
 * A payment is agreed to by a signature over its exact terms. The challenge and the device's own row are compared and set in
 * the transaction that begins the payment: what was signed once pays once.
 */
import { Fault } from '@marquee/shared/errors';
import { noteAct } from '../accounts/accounts.ts';
import type { Transaction } from '../platform/database.ts';
import { selectChallenge, selectUsedBy, spendChallenge } from './challenges.sql.ts';
import { isBoundTo, makeChallenge, nameChallenge, payMs } from './challenges.ts';
import { checkAssertion } from './check-assertion.ts';
import type { DeviceDeps } from './device-deps.ts';
import * as sql from './devices.sql.ts';
import { describeKey, nameDevice } from './register-device.ts';
import { type Assertion, type RequestOptions, readChallenge } from './responses.ts';

export interface OrderToSign {
  userId: number;
  holdId: string;
  /** Who pays whom for what, and how: every word counts. */
  text: string;
}

/** Null: there is no device that could sign. */
export async function askToSign(
  deps: DeviceDeps,
  { userId, holdId, text }: OrderToSign,
): Promise<{ publicKey: RequestOptions; expiresAtMs: number } | null> {
  const devices = await sql.selectDevices(deps.database, userId);
  const good = devices.filter((device) => device.revoked_at_ms === null);
  if (good.length === 0) return null;
  const { challenge, expiresAtMs } = await makeChallenge(deps, { userId, purpose: 'pay', holdId, text });
  const allowCredentials = good.map(describeKey);
  const { rpId } = deps.signing;
  return {
    publicKey: { challenge, timeout: payMs, rpId, allowCredentials, userVerification: 'required' },
    expiresAtMs,
  };
}

/**
 * `signature-required`, `device-required`: there was none, and it takes one. `challenge-gone`: used, too old, or the terms
 * have changed: ask for another. `signature-refused`: not good, or of nobody's device.
 */
export type NotSigned =
  | { reason: 'signature-required' | 'device-required' | 'signature-refused' }
  | { reason: 'challenge-gone'; because: 'unknown' | 'used' | 'expired' | 'order-changed' };

/** Of the transaction that begins the payment; answers what forbids it, and that rolls it back. */
export type Claim = (tx: Transaction) => Promise<NotClaimed | null>;
export type NotClaimed = 'challenge-used' | 'counter-behind';

export interface SignedBy {
  claim: Claim;
  /** After `counter-behind`. Answers whether the device counts as cloned; otherwise it was revoked meanwhile. */
  revokeClone(): Promise<boolean>;
}
/** Without `by` there is nothing to claim: the payment has begun already, or takes no signature. */
export type SignatureCheck = { ok: true; by: SignedBy | null } | { ok: false; refusal: NotSigned };

export interface ToCheck extends Omit<OrderToSign, 'text'> {
  attemptId: string;
  /** The attempt was there before: this is a repeat. */
  isBegun: boolean;
  /** Asked for only where there is a signature to compare it with. */
  text(): Promise<string>;
  assertion: Assertion | undefined;
}

const noClaim = { ok: true, by: null } as const;
const no = (refusal: NotSigned): SignatureCheck => ({ ok: false, refusal });

/** Throws Fault `operation-reused` where a begun payment is repeated on other terms than were signed. */
export async function checkSignature(deps: DeviceDeps, order: ToCheck): Promise<SignatureCheck> {
  const { userId, holdId, attemptId, isBegun, assertion } = order;
  const asked = { user_id: userId, purpose: 'pay', hold_id: holdId } as const;
  const earlier = await selectUsedBy(deps.database, attemptId, asked);
  if (earlier && !isBoundTo(earlier, await order.text())) throw new Fault('operation-reused');
  if (earlier || isBegun) return noClaim;
  if (!assertion) return checkUnsigned(deps, userId);
  const bytes = readChallenge(assertion.response.clientDataJSON);
  if (bytes === null) return no({ reason: 'signature-refused' });
  const challenge = await selectChallenge(deps.database, nameChallenge(bytes), asked);
  const gone = (because: 'unknown' | 'used' | 'expired' | 'order-changed') => no({ reason: 'challenge-gone', because });
  if (!challenge) return gone('unknown');
  if (!isBoundTo(challenge, await order.text())) return gone('order-changed');
  // By the same request, sent twice at once: it goes on with what the other has begun.
  if (challenge.used_by === attemptId) return noClaim;
  if (challenge.used_at_ms !== null) return gone('used');
  if (challenge.expires_at_ms <= deps.clock.nowMs()) return gone('expired');
  return checkDevice(deps, order, { assertion, bytes });
}

async function checkUnsigned({ database, signing }: DeviceDeps, userId: number): Promise<SignatureCheck> {
  if (signing.biometrics === 'optional') return noClaim;
  // A cloned one counts, too: whoever copied a key must not thereby make keys unnecessary.
  if ((await sql.selectDevices(database, userId)).length > 0) return no({ reason: 'signature-required' });
  return signing.biometrics === 'required' ? no({ reason: 'device-required' }) : noClaim;
}

async function checkDevice(
  deps: DeviceDeps,
  { userId, holdId, attemptId }: ToCheck,
  { assertion, bytes }: { assertion: Assertion; bytes: Uint8Array },
): Promise<SignatureCheck> {
  const deviceId = nameDevice(assertion.id);
  const device = await sql.selectDevice(deps.database, deviceId, userId);
  if (!device || device.revoked_at_ms !== null) return no({ reason: 'signature-refused' });
  const checked = checkAssertion(deps.signing, assertion, {
    challenge: Buffer.from(bytes).toString('base64url'),
    credentialId: device.credential_id,
    publicKey: device.public_key,
  });
  if (!checked.ok) {
    deps.log.warn({ userId, holdId, deviceId, why: checked.why }, 'signature for a payment refused');
    return no({ reason: 'signature-refused' });
  }
  const { counter, backedUp } = checked.is;
  const use = { challengeId: nameChallenge(bytes), attemptId, holdId };
  return { ok: true, by: makeSignedBy(deps, use, { deviceId, userId, counter, backedUp }) };
}

function makeSignedBy(
  deps: DeviceDeps,
  { challengeId, attemptId, holdId }: { challengeId: string; attemptId: string; holdId: string },
  signed: Omit<sql.Signature, 'nowMs'>,
): SignedBy {
  const { deviceId, userId } = signed;
  const use = (tx: Transaction, usedBy: string) =>
    spendChallenge(tx, { id: challengeId, usedBy, nowMs: deps.clock.nowMs() });
  const by = `user ${userId}`;
  return {
    async claim(tx) {
      // First: of the same assertion, sent twice, the second has not run backwards but was used.
      if (!(await use(tx, attemptId))) return 'challenge-used';
      if (!(await sql.noteSignature(tx, { ...signed, nowMs: deps.clock.nowMs() }))) return 'counter-behind';
      const detail = { deviceId, holdId, attemptId, challengeId, counter: signed.counter };
      await noteAct(tx, deps, { operation: 'sign-payment', by, userId, detail });
      return null;
    },
    revokeClone: () =>
      deps.database.transaction('revoke-cloned', async (tx) => {
        const isCloned = await sql.revokeCloned(tx, { ...signed, nowMs: deps.clock.nowMs() });
        await use(tx, `refused ${attemptId}`);
        const detail = { deviceId, holdId, counter: signed.counter };
        if (isCloned) await noteAct(tx, deps, { operation: 'device-cloned', by: 'server', userId, detail });
        return isCloned;
      }),
  };
}
