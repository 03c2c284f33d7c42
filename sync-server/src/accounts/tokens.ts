/**
 * Access tokens: JWT signed with Ed25519 (RFC 8037), good for a quarter of an hour and only while their session is. `kid`
 * is the thumbprint of the key (RFC 7638).
 */
import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import { calculateJwkThumbprint, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Caller } from '../platform/api.ts';
import type { Queries } from '../platform/database.ts';
import type { KeyPair } from '../platform/keys.ts';
import { selectLiveSession } from './accounts.sql.ts';

export const accessMsMax = 15 * 60_000;
const issuer = 'marquee';
const audience = 'marquee-api';

export interface TokenDeps {
  database: Queries;
  clock: Pick<Clock, 'nowMs'>;
  tokenKey: KeyPair;
}

export async function signAccessToken(
  { clock, tokenKey }: Omit<TokenDeps, 'database'>,
  { userId, sessionId }: Pick<Caller, 'userId' | 'sessionId'>,
): Promise<string> {
  const nowSeconds = Math.floor(clock.nowMs() / 1000);
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: await calculateJwkThumbprint(tokenKey.publicKey) })
    .setSubject(String(userId))
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + accessMsMax / 1000)
    .sign(tokenKey.privateKey);
}

const Claims = z.object({ sub: z.string().regex(/^\d{1,10}$/), sid: z.string().min(8).max(32) });

/**
 * Who carries this token. The session's row is asked as well, so that a log out, a lost phone or another role counts at
 * once on every instance. Throws Fault `token-refused`.
 */
export async function authenticate({ database, clock, tokenKey }: TokenDeps, token: string): Promise<Caller> {
  const claims = await readClaims(token, { clock, tokenKey });
  const userId = Number(claims.sub);
  const session = await selectLiveSession(database, { id: claims.sid, userId, nowMs: clock.nowMs() });
  if (!session) throw new Fault('token-refused', 'the session has ended');
  return { userId, role: session.role, sessionId: claims.sid };
}

async function readClaims(token: string, { clock, tokenKey }: Omit<TokenDeps, 'database'>) {
  try {
    const { payload } = await jwtVerify(token, findKey(tokenKey), {
      // Nothing else: neither `none` nor a MAC made with the public key.
      algorithms: ['EdDSA'],
      issuer,
      audience,
      requiredClaims: ['exp', 'iat', 'sub'],
      currentDate: dateAt(clock.nowMs()),
    });
    return Claims.parse(payload);
  } catch (thrown) {
    throw new Fault('token-refused', 'the access token is not good', { cause: thrown });
  }
}

/** By the name that the token gives: the day there is a second key, nobody has to try them all. */
const findKey =
  ({ publicKey }: KeyPair): JWTVerifyGetKey =>
  async ({ kid }) => {
    if (kid !== (await calculateJwkThumbprint(publicKey)))
      throw new Fault('token-refused', 'signed with an unknown key');
    return publicKey;
  };

/** The library wants a Date; the clock is ours. */
function dateAt(nowMs: number): Date {
  const date = new Date(0);
  date.setTime(nowMs);
  return date;
}
