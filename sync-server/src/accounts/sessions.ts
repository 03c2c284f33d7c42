/**
 * A session is one log in on one phone. Its refresh token changes at each use, and the one before it shows that there are
 * two copies. An older one is only refused: nothing proves that it was ever ours.
 */
import { makeRandomId } from '@marquee/shared/randomness';
import { RolledBack, type Transaction, transactionOrRefusal } from '../platform/database.ts';
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

/** `<session id>.<secret>`: the id finds the row, the secret is known to the phone alone. */
const formatToken = (id: string, secret: string): string => `${id}.${secret}`;
const makeSecret = ({ randomness }: AccountDeps): string => Buffer.from(randomness.bytes(24)).toString('base64url');

export async function openSession(
  tx: Transaction,
  deps: AccountDeps,
  { userId, device }: { userId: number; device: string },
): Promise<() => Promise<Tokens>> {
  const nowMs = deps.clock.nowMs();
  const id = makeRandomId(deps.randomness);
  const secret = makeSecret(deps);
  await sql.insertSession(tx, {
    id,
    user_id: userId,
    token_hash: sha256Hex(secret),
    device,
    created_at_ms: nowMs,
    refreshed_at_ms: nowMs,
    expires_at_ms: nowMs + sessionMsMax,
  });
  return () => makeTokens(deps, { userId, sessionId: id, secret });
}

async function makeTokens(
  deps: AccountDeps,
  { userId, sessionId, secret }: { userId: number; sessionId: string; secret: string },
): Promise<Tokens> {
  return {
    accessToken: await signAccessToken(deps, { userId, sessionId }),
    refreshToken: formatToken(sessionId, secret),
    expiresInSeconds: accessMsMax / 1000,
  };
}

/**
 * A new pair for a refresh token; null where it is not good. The one before the present is good for a moment longer: its
 * answer may have been lost. After that it shows that there are two copies, and the session ends for both.
 */
export async function refreshSession(deps: AccountDeps, refreshToken: string): Promise<Tokens | null> {
  const [id = '', given = ''] = refreshToken.split('.');
  const row = await sql.selectSession(deps.database, id);
  const nowMs = deps.clock.nowMs();
  if (!row || row.revoked_at_ms !== null || row.expires_at_ms <= nowMs) return null;
  const hash = sha256Hex(given);
  const isPresent = isSameHash(hash, row.token_hash);
  const isPrevious = row.token_hash_previous !== null && isSameHash(hash, row.token_hash_previous);
  if (!isPresent && !(isPrevious && nowMs - row.refreshed_at_ms < lostAnswerMs)) {
    // The name alone, which others may have seen, proves nothing.
    if (isPrevious) await endStolen(deps, row);
    return null;
  }
  const secret = makeSecret(deps);
  const rotated = await transactionOrRefusal<boolean>(deps.database, 'refresh-session', async (tx) => {
    const to = { to: sha256Hex(secret), nowMs, expiresAtMs: nowMs + sessionMsMax };
    if (!(await sql.rotateSession(tx, { id, from: row.token_hash, ...to }))) throw new RolledBack(false);
    return true;
  });
  return rotated ? makeTokens(deps, { userId: row.user_id, sessionId: id, secret }) : null;
}

/** Nobody knows which of the two is the owner: both have to log in. */
async function endStolen(deps: AccountDeps, row: sql.SessionRow): Promise<void> {
  await deps.database.transaction('end-stolen-session', async (tx) => {
    const ended = await sql.revokeSession(tx, row.id, row.user_id, deps.clock.nowMs());
    if (!ended) return;
    const detail = { sessionId: row.id, device: row.device };
    await noteAct(tx, deps, { operation: 'end-stolen-session', by: 'server', userId: row.user_id, detail });
  });
}
