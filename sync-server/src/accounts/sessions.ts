/**
 * A session is one log in on one phone. Its refresh token changes at each use, and carries a MAC of its own: whatever
 * token of a session was ever given out can be told from one that was made up, however long ago it was used.
 */
import { createHmac } from 'node:crypto';
import { makeRandomId } from '@marquee/shared/randomness';
import type { Transaction } from '../platform/database.ts';
import { sha256Hex } from '../platform/keys.ts';
import type { AccountDeps } from './account-deps.ts';
import * as sql from './accounts.sql.ts';
import { noteAct } from './acts.ts';
import { isSameHash } from './password.ts';
import { accessMsMax, signAccessToken } from './tokens.ts';

/** After so long without a refresh somebody has to log in again. */
export const sessionMsMax = 60 * 86_400_000;
/** An answer that was lost is asked for again within this time, and is no theft. */
const lostAnswerMs = 30_000;

export interface Tokens {
  accessToken: string;
  refreshToken: string;
  expiresInSeconds: number;
}

/**
 * `<session id>.<generation>.<MAC of both>`. Made from nothing but these, so that a repeat gets the same answer, and that
 * the server needs no list of what it has given out.
 */
function makeRefreshToken({ sessionSecret }: AccountDeps, id: string, generation: number): string {
  const name = `${id}.${generation}`;
  return `${name}.${createHmac('sha256', sessionSecret).update(name).digest('base64url')}`;
}

/** Null for a token that we never gave out: whoever only knows or guesses the name of a session has proved nothing. */
function readRefreshToken(deps: AccountDeps, token: string): { id: string; generation: number } | null {
  const [id = '', digits] = token.split('.');
  const generation = Number(digits);
  return isSameHash(token, makeRefreshToken(deps, id, generation)) ? { id, generation } : null;
}

export async function openSession(
  tx: Transaction,
  deps: AccountDeps,
  { userId, device }: { userId: number; device: string },
): Promise<() => Promise<Tokens>> {
  const nowMs = deps.clock.nowMs();
  const id = makeRandomId(deps.randomness);
  const refreshToken = makeRefreshToken(deps, id, 1);
  await sql.insertSession(tx, {
    id,
    user_id: userId,
    token_hash: sha256Hex(refreshToken),
    device,
    created_at_ms: nowMs,
    refreshed_at_ms: nowMs,
    expires_at_ms: nowMs + sessionMsMax,
  });
  return () => makeTokens(deps, { userId, sessionId: id, refreshToken });
}

async function makeTokens(
  deps: AccountDeps,
  { userId, sessionId, refreshToken }: { userId: number; sessionId: string; refreshToken: string },
): Promise<Tokens> {
  return {
    accessToken: await signAccessToken(deps, { userId, sessionId }),
    refreshToken,
    expiresInSeconds: accessMsMax / 1000,
  };
}

/**
 * A new pair for a refresh token; null where it is not good. The one before the present gets the same next token for a
 * moment longer: its answer may have been lost, or two parts of an app refresh at once. Any other that we once gave out
 * shows that there are two copies, and the session ends for both.
 */
export async function refreshSession(deps: AccountDeps, refreshToken: string): Promise<Tokens | null> {
  const given = readRefreshToken(deps, refreshToken);
  if (given === null) return null;
  const next = makeRefreshToken(deps, given.id, given.generation + 1);
  const nowMs = deps.clock.nowMs();
  const rotation = { from: sha256Hex(refreshToken), to: sha256Hex(next), nowMs, expiresAtMs: nowMs + sessionMsMax };
  const userId = await deps.database.transaction('refresh-session', async (tx) => {
    const isRotated = await sql.rotateSession(tx, { id: given.id, ...rotation });
    const row = await sql.selectSession(tx, given.id);
    if (!row || row.revoked_at_ms !== null || row.expires_at_ms <= nowMs) return null;
    const isRepeat = row.token_hash_previous === rotation.from && nowMs - row.refreshed_at_ms < lostAnswerMs;
    if (isRotated || isRepeat) return row.user_id;
    await endStolen(tx, deps, row);
    return null;
  });
  return userId === null ? null : makeTokens(deps, { userId, sessionId: given.id, refreshToken: next });
}

/** Nobody knows which of the two is the owner: both have to log in. */
async function endStolen(tx: Transaction, deps: AccountDeps, row: sql.SessionRow): Promise<void> {
  if (!(await sql.revokeSession(tx, row.id, row.user_id, deps.clock.nowMs()))) return;
  const detail = { sessionId: row.id };
  await noteAct(tx, deps, { operation: 'end-stolen-session', by: 'server', userId: row.user_id, detail });
}
