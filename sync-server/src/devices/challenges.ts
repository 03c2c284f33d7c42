import { createHash, timingSafeEqual } from 'node:crypto';
import { sha256Hex } from '../platform/keys.ts';
import { type ChallengeRow, replaceChallenge } from './challenges.sql.ts';
import type { DeviceDeps } from './device-deps.ts';

const randomBytesOf = 32;
export const payMs = 2 * 60_000;
export const registerMs = 5 * 60_000;

/** What the answer will be good for, word for word. */
export interface Binding {
  userId: number;
  purpose: ChallengeRow['purpose'];
  holdId: string;
  text: string;
}

const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();
export const nameChallenge = (challenge: Uint8Array): string => sha256(challenge).toString('hex');

/**
 * Random bytes, and then the SHA-256 of the text: a signature names what was agreed to by itself, and an app can check that
 * what it shows is what will be signed. Answers base64url.
 */
export async function makeChallenge(
  { database, clock, randomness }: Pick<DeviceDeps, 'database' | 'clock' | 'randomness'>,
  { userId, purpose, holdId, text }: Binding,
): Promise<{ challenge: string; expiresAtMs: number }> {
  const bytes = Buffer.concat([randomness.bytes(randomBytesOf), sha256(text)]);
  const expiresAtMs = clock.nowMs() + (purpose === 'pay' ? payMs : registerMs);
  await database.transaction('make-challenge', (tx) =>
    replaceChallenge(tx, {
      id: nameChallenge(bytes),
      user_id: userId,
      purpose,
      hold_id: holdId,
      binding_hash: sha256Hex(text),
      expires_at_ms: expiresAtMs,
    }),
  );
  return { challenge: bytes.toString('base64url'), expiresAtMs };
}

/** In the same time, wherever they differ. */
export const isBoundTo = (row: ChallengeRow, text: string): boolean =>
  timingSafeEqual(Buffer.from(row.binding_hash, 'hex'), sha256(text));
