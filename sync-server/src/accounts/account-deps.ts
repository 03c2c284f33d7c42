import type { Clock } from '@marquee/shared/clock';
import type { Randomness } from '@marquee/shared/randomness';
import type { Database } from '../platform/database.ts';
import type { KeyPair } from '../platform/keys.ts';
import type { CheckCaptcha } from './captcha.ts';
import type { HashPassword } from './password.ts';
import type { SendSms } from './sms.ts';

/** What every part of accounts needs. */
export interface AccountDeps {
  database: Database;
  clock: Clock;
  randomness: Randomness;
  tokenKey: KeyPair;
  /** Keys the hashes of PINs: six digits alone are guessed from a stolen table in no time. */
  pinSecret: Uint8Array;
  /** Proves of a refresh token that it is one of ours. */
  sessionSecret: Uint8Array;
  hashPassword: HashPassword;
  sendSms: SendSms;
  checkCaptcha: CheckCaptcha;
  log: { warn(context: object, message: string): void };
}
