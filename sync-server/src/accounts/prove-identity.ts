import type { Caller } from '../platform/api.ts';
import type { AccountDeps } from './account-deps.ts';
import { nobodysSalt } from './accounts.route.ts';
import * as sql from './accounts.sql.ts';
import { isSameHash } from './password.ts';

/** Whoever has logged in within this time has just shown that they know the password or have the phone. */
export const freshSessionMs = 10 * 60_000;

export type Identity =
  | { ok: true; person: { name: string; phone: string | null } }
  | { ok: false; reason: 'credentials-wrong' | 'log-in-again' };

/** That it is the owner, and not somebody who found the phone unlocked: by the password, or by a log in a moment ago. */
export async function proveIdentity(
  deps: Pick<AccountDeps, 'database' | 'clock' | 'hashPassword'>,
  { userId, sessionId }: Caller,
  password?: string,
): Promise<Identity> {
  if (password === undefined) {
    const session = await sql.selectSession(deps.database, sessionId);
    if (!session || deps.clock.nowMs() - session.created_at_ms >= freshSessionMs)
      return { ok: false, reason: 'log-in-again' };
  } else {
    const account = await sql.selectPasswordOf(deps.database, userId);
    const hash = await deps.hashPassword(password, account?.salt ?? nobodysSalt);
    if (!account?.encrypted_password || !isSameHash(hash, account.encrypted_password))
      return { ok: false, reason: 'credentials-wrong' };
  }
  const user = await sql.selectUser(deps.database, userId);
  return user ? { ok: true, person: { name: user.name, phone: user.phone } } : { ok: false, reason: 'log-in-again' };
}
