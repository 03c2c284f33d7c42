/** Passwords are kept as argon2id hashes, each with the salt of its user. Parameters as OWASP's cheat sheet has them at least. */
import { timingSafeEqual } from 'node:crypto';
import { Fault } from '@marquee/shared/errors';
import * as argon2 from '@node-rs/argon2';
import { z } from 'zod';

export const NewPassword = z
  .string()
  .min(8)
  .max(128)
  .regex(/\p{L}/u, 'must have a letter')
  .regex(/\d/, 'must have a digit');

/** `salt` and the answer are base64url. */
export type HashPassword = (password: string, salt: string) => Promise<string>;

const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };
const prefix = `argon2id$${parameters.memoryCost}$${parameters.timeCost}$${parameters.parallelism}$`;
const waitingMaxDefault = 200;

export interface HasherOptions {
  atOnce?: number;
  waitingMax?: number;
  /** Another one for tests that say when a hash ends. */
  hashRaw?: (password: string, options: argon2.Options) => Promise<Buffer>;
}

/**
 * Hashes on the threads of the pool, `atOnce` at a time: the event loop never waits for one, and the threads that serve
 * files and names are not all taken. Throws Fault `server-busy` when too many wait.
 */
export function makeHasher(options: HasherOptions = {}): HashPassword {
  const { atOnce = 1, waitingMax = waitingMaxDefault, hashRaw = argon2.hashRaw } = options;
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (password, salt) => {
    if (running < atOnce) running += 1;
    else {
      if (waiting.length >= waitingMax) throw new Fault('server-busy', 'too many log in at the same moment');
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    try {
      const raw = await hashRaw(password, { ...parameters, salt: Buffer.from(salt, 'base64url') });
      return prefix + raw.toString('base64url');
    } finally {
      // A place is handed on and never free in between: whoever comes in that moment would take it as well.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

/** In the same time, however much of them is equal. */
export function isSameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
