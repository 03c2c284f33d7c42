/** PINs by SMS: who has the phone. The answer never says whether the number has an account. */
import { createHmac } from 'node:crypto';
import { toFault } from '@marquee/shared/errors';
import { isDuplicateKey } from '../operations/operations.ts';
import type { AccountDeps } from './account-deps.ts';
import { selectPassword } from './accounts.sql.ts';
import { isSameHash } from './password.ts';
import * as sql from './pins.sql.ts';

export const pinMsMax = 10 * 60_000;
export const resendMs = 60_000;
const triesMax = 5;
const perHourMax = 5;
/** For so long a PIN that was sent counts against the next. */
export const limitMs = 3_600_000;

export type PinAnswer = { ok: true } | { ok: false; retryAfterSeconds: number };

/**
 * Sends one, if the number may have one for this purpose; a number with an account is told that it has one, and a number
 * without is not sent a reset. The rows, the limits and the answer are the same for all, and nobody waits for the SMS.
 */
export async function sendPin(
  deps: AccountDeps,
  { phone, purpose }: { phone: string; purpose: sql.Purpose },
): Promise<PinAnswer> {
  const nowMs = deps.clock.nowMs();
  const sent = await sql.selectLastSent(deps.database, { phone, purpose, limit: perHourMax });
  const waitMs = Math.max(
    (sent[0]?.sent_at_ms ?? -resendMs) + resendMs - nowMs,
    (sent[perHourMax - 1]?.sent_at_ms ?? -limitMs) + limitMs - nowMs,
  );
  if (waitMs > 0) return { ok: false, retryAfterSeconds: Math.ceil(waitMs / 1000) };
  const hasAccount = (await selectPassword(deps.database, phone)) !== undefined;
  const isUsable = hasAccount === (purpose === 'reset');
  const id = makePinId(deps, { phone, purpose, after: sent[0]?.id ?? '' });
  const pin = drawPin(deps);
  // A row that no PIN fits, where there is nothing to be had.
  const hash = isUsable ? hashPin(deps, id, pin) : '-';
  const row = { id, phone, purpose, hash, tries: triesMax, nowMs, expiresAtMs: nowMs + pinMsMax };
  if (!(await isKept(deps, row))) return { ok: false, retryAfterSeconds: resendMs / 1000 };
  const text = isUsable
    ? `${pin} is your Marquee code. It is good for 10 minutes. Nobody from the cinema will ever ask you for it.`
    : 'You already have a Marquee account with this number. Log in, or reset your password.';
  if (isUsable || hasAccount) void deliver(deps, { to: phone, text });
  return { ok: true };
}

/**
 * The limits hold for what was read, so a PIN gets its id from the one it comes after: of several that came after the same
 * one, because they were asked for at the same moment, the primary key lets one in.
 */
const makePinId = (
  { pinSecret }: AccountDeps,
  { phone, purpose, after }: { phone: string; purpose: sql.Purpose; after: string },
): string => createHmac('sha256', pinSecret).update(`after:${after}:${purpose}:${phone}`).digest('hex').slice(0, 32);

async function isKept(deps: AccountDeps, row: sql.PinToInsert): Promise<boolean> {
  try {
    await deps.database.transaction('send-pin', (tx) => sql.insertPin(tx, row));
    return true;
  } catch (thrown) {
    if (isDuplicateKey(thrown)) return false;
    throw thrown;
  }
}

async function deliver(deps: AccountDeps, sms: { to: string; text: string }): Promise<void> {
  try {
    await deps.sendSms(sms);
  } catch (thrown) {
    deps.log.warn({ err: toFault(thrown) }, 'an SMS could not be sent; its receiver asks for another');
  }
}

/** Six digits, each as likely as any other. */
function drawPin({ randomness }: AccountDeps): string {
  for (;;) {
    const [a = 0, b = 0, c = 0] = randomness.bytes(3);
    const drawn = (a << 16) | (b << 8) | c;
    if (drawn < 16_000_000) return String(drawn % 1_000_000).padStart(6, '0');
  }
}

const hashPin = ({ pinSecret }: AccountDeps, id: string, pin: string): string =>
  createHmac('sha256', pinSecret).update(`${id}:${pin}`).digest('hex');

/** The id of the PIN that fits, to be used up with what it is used for; null where it doesn't, and a try is gone. */
export async function checkPin(
  deps: AccountDeps,
  { phone, purpose, pin }: { phone: string; purpose: sql.Purpose; pin: string },
): Promise<string | null> {
  const row = await sql.selectNewestPin(deps.database, phone, purpose);
  if (!row) return null;
  const mayTry = await deps.database.transaction('try-pin', (tx) => sql.takeTry(tx, row.id, deps.clock.nowMs()));
  return mayTry && isSameHash(hashPin(deps, row.id, pin), row.pin_hash) ? row.id : null;
}
export { usePin } from './pins.sql.ts';
