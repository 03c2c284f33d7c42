import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';
import { isDuplicateKey } from '../operations/operations.ts';
import { type ApiRoute, defineRoute, type Refused, refuse } from '../platform/api.ts';
import { RolledBack, transactionOrRefusal } from '../platform/database.ts';
import type { AccountDeps } from './account-deps.ts';
import * as sql from './accounts.sql.ts';
import { noteAct } from './acts.ts';
import { Done, done, Tokens } from './answers.ts';
import { isSameHash, NewPassword } from './password.ts';
import { checkPin, pinMsMax, resendMs, sendPin, usePin } from './pins.ts';
import { makeSessionApi } from './sessions.route.ts';
import { openSession } from './sessions.ts';

export const Phone = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number as +491701234567')
  .meta({ id: 'Phone', description: 'E.164: the account’s name.', example: '+491701234567' });
const Pin = z.string().regex(/^\d{6}$/, 'must be six digits');
const Device = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .meta({ description: 'As the phone calls itself, for the list of sessions.' });
export const PersonName = z.string().trim().min(1).max(80);
const wrongPin = {
  'pin-wrong': { status: 422, title: 'The PIN is wrong, used or too old. Ask for a new one after five tries.' },
} as const;
const wrongCredentials = {
  'credentials-wrong': { status: 401, title: 'Phone number and password do not belong together.' },
  'too-many-failures': { status: 429, title: 'Too many wrong passwords. Wait, or reset the password.' },
} as const;
const tag = 'accounts' as const;
const method = 'post' as const;
const authority = 'anyone' as const;
const hourSeconds = 3600;

export function makeAccountApi(deps: AccountDeps): ApiRoute[] {
  return [sendPinRoute(deps), registerRoute(deps), logInRoute(deps), resetRoute(deps), ...makeSessionApi(deps)];
}

const sendPinRoute = (deps: AccountDeps): ApiRoute =>
  defineRoute({
    operationId: 'Send_pin',
    method,
    path: '/api/v1/pins',
    tag,
    summary: 'Sends a PIN by SMS, to register or to reset a password. Says the same whether there is an account.',
    authority,
    body: z.strictObject({
      phone: Phone,
      purpose: z.enum(['register', 'reset']),
      captcha: z.string().min(1).max(4096).meta({ description: 'What the CAPTCHA gave.' }),
    }),
    answer: z.strictObject({ resendAfterSeconds: z.int(), expiresInSeconds: z.int() }),
    status: 202,
    limit: { requests: 10, seconds: hourSeconds },
    refusals: {
      'captcha-refused': { status: 422, title: 'The CAPTCHA was not solved. Show a new one.' },
      'pin-too-soon': {
        status: 429,
        title: 'A PIN was sent a moment ago. `retryAfterSeconds` says when there may be another.',
        extra: { retryAfterSeconds: z.int() },
      },
    },
    async handle({ body, address }) {
      if (!(await deps.checkCaptcha(body.captcha, address))) return refuse('captcha-refused');
      const answer = await sendPin(deps, body);
      if (!answer.ok) return refuse('pin-too-soon', { retryAfterSeconds: answer.retryAfterSeconds });
      return { resendAfterSeconds: resendMs / 1000, expiresInSeconds: pinMsMax / 1000 };
    },
  });

const registerRoute = (deps: AccountDeps): ApiRoute =>
  defineRoute({
    operationId: 'Register',
    method,
    path: '/api/v1/users',
    tag,
    summary: 'A new account, with the PIN that was sent to its phone. Logs in as well.',
    authority,
    body: z.strictObject({ phone: Phone, pin: Pin, password: NewPassword, name: PersonName, device: Device }),
    answer: Tokens,
    status: 201,
    limit: { requests: 20, seconds: hourSeconds },
    refusals: wrongPin,
    async handle({ body }) {
      const { phone, pin, password, name, device } = body;
      const pinId = await checkPin(deps, { phone, purpose: 'register', pin });
      if (pinId === null) return refuse('pin-wrong');
      const salt = makeSalt(deps);
      const hash = await deps.hashPassword(password, salt);
      const nowMs = deps.clock.nowMs();
      try {
        const makeTokens = await transactionOrRefusal(deps.database, 'register', async (tx) => {
          if (!(await usePin(tx, pinId, nowMs))) throw new RolledBack(null);
          const userId = await sql.insertUser(tx, { name, phone, hash, salt, role: 'moviegoer', nowMs });
          await noteAct(tx, deps, { operation: 'register', by: `user ${userId}`, userId, detail: {} });
          return openSession(tx, deps, { userId, device });
        });
        return makeTokens === null ? refuse('pin-wrong') : await makeTokens();
      } catch (thrown) {
        // Somebody registered this number meanwhile: it was theirs to have as well.
        if (isDuplicateKey(thrown)) return refuse('pin-wrong');
        throw thrown;
      }
    },
  });

/**
 * Guesses per account and per address. Each is taken before it is compared, so that many at once are no more than many
 * one by one.
 */
function makeGuesses() {
  const perAccount = new RateLimiterMemory({ points: 10, duration: 15 * 60 });
  const perAddress = new RateLimiterMemory({ points: 50, duration: 15 * 60 });
  const take = async (limit: RateLimiterMemory, key: string): Promise<boolean> => {
    try {
      await limit.consume(key);
      return true;
    } catch (thrown) {
      if (thrown instanceof RateLimiterRes) return false;
      throw thrown;
    }
  };
  return {
    take: async (phone: string, address: string) =>
      (await take(perAccount, phone)) && (await take(perAddress, address)),
    /** Of one that was not compared. */
    async giveBack(phone: string, address: string): Promise<void> {
      await perAccount.reward(phone);
      await perAddress.reward(address);
    },
    /** Of somebody who knew the password: whatever was guessed before it is forgotten. */
    async forget(phone: string, address: string): Promise<void> {
      await perAccount.delete(phone);
      await perAddress.reward(address);
    },
  };
}

/** What an account that isn't there is compared with: the same work as for one that is. */
export const nobodysSalt = Buffer.alloc(16).toString('base64url');

function logInRoute(deps: AccountDeps): ApiRoute {
  const guesses = makeGuesses();
  return defineRoute({
    operationId: 'Log_in',
    method,
    path: '/api/v1/sessions',
    tag,
    summary: 'Phone number and password for a pair of tokens.',
    authority,
    body: z.strictObject({ phone: Phone, password: z.string().min(1).max(128), device: Device }),
    answer: Tokens,
    status: 201,
    limit: { requests: 120, seconds: 60 },
    refusals: wrongCredentials,
    async handle({ body, address }) {
      const { phone } = body;
      if (!(await guesses.take(phone, address))) return refuse('too-many-failures');
      let makeTokens: Awaited<ReturnType<typeof logIn>>;
      try {
        makeTokens = await logIn(deps, body);
      } catch (thrown) {
        // A busy server must not lock anybody out.
        await guesses.giveBack(phone, address);
        throw thrown;
      }
      if (makeTokens === null) return refuse('credentials-wrong');
      await guesses.forget(phone, address);
      return makeTokens();
    },
  });
}

/** Null where the two don't belong together, or no longer. */
async function logIn(
  deps: AccountDeps,
  { phone, password, device }: { phone: string; password: string; device: string },
) {
  const account = await sql.selectPassword(deps.database, phone);
  const hash = await deps.hashPassword(password, account?.salt ?? nobodysSalt);
  if (!account?.encrypted_password || !isSameHash(hash, account.encrypted_password)) return null;
  return transactionOrRefusal(deps.database, 'log-in', async (tx) => {
    if (!(await sql.holdPassword(tx, account.id, hash))) throw new RolledBack(null);
    await noteAct(tx, deps, { operation: 'log-in', by: `user ${account.id}`, userId: account.id, detail: {} });
    return openSession(tx, deps, { userId: account.id, device });
  });
}

const resetRoute = (deps: AccountDeps): ApiRoute =>
  defineRoute({
    operationId: 'Reset_password',
    method,
    path: '/api/v1/password-resets',
    tag,
    summary: 'A new password, with the PIN that was sent to the phone. Ends all sessions.',
    authority,
    body: z.strictObject({ phone: Phone, pin: Pin, password: NewPassword }),
    answer: Done,
    limit: { requests: 20, seconds: hourSeconds },
    refusals: wrongPin,
    async handle({ body }): Promise<typeof done | Refused> {
      const { phone, pin, password } = body;
      const pinId = await checkPin(deps, { phone, purpose: 'reset', pin });
      const account = pinId === null ? undefined : await sql.selectPassword(deps.database, phone);
      if (pinId === null || account === undefined) return refuse('pin-wrong');
      const salt = makeSalt(deps);
      const hash = await deps.hashPassword(password, salt);
      const nowMs = deps.clock.nowMs();
      const isReset = await transactionOrRefusal<boolean>(deps.database, 'reset-password', async (tx) => {
        if (!(await usePin(tx, pinId, nowMs))) throw new RolledBack(false);
        await sql.updatePassword(tx, { userId: account.id, hash, salt });
        await sql.revokeSessionsOf(tx, account.id, nowMs);
        const detail = { operation: 'reset-password', by: `user ${account.id}`, userId: account.id, detail: {} };
        await noteAct(tx, deps, detail);
        return true;
      });
      return isReset ? done : refuse('pin-wrong');
    },
  });

export const makeSalt = ({ randomness }: Pick<AccountDeps, 'randomness'>): string =>
  Buffer.from(randomness.bytes(16)).toString('base64url');
