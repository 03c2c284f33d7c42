/** Passwords are kept as argon2id hashes, each with the salt of its user. Parameters as OWASP's cheat sheet has them at least. */
import { timingSafeEqual } from 'node:crypto';
import { Fault } from '@marquee/shared/errors';
import type { Options } from '@node-rs/argon2';
import { z } from 'zod';
import { makeHashThread } from './hash-thread.ts';

export const NewPassword = z
  .string()
  .min(8)
  .max(128)
  .regex(/\p{L}/u, 'must have a letter')
  .regex(/\d/, 'must have a digit');

/** `salt` and the answer are base64url. */
export type HashPassword = (password: string, salt: string) => Promise<string>;

export const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };
const prefix = `argon2id$${parameters.memoryCost}$${parameters.timeCost}$${parameters.parallelism}$`;
const waitingMaxDefault = 200;

export interface HasherOptions {
  atOnce?: number;
  waitingMax?: number;
  /** Another one for tests that say when a hash ends. */
  hashRaw?: (password: string, options: Options) => Promise<Uint8Array>;
}

/** One is hashed, and two lie ready for when it ends. */
const atOnceDefault = 3;

/**
 * Hashes on a thread of its own, to which `atOnce` are handed at a time: the event loop never waits for one, the threads that
 * serve files and names stay free. Throws Fault `server-busy` when too many wait.
 */
export function makeHasher(options: HasherOptions = {}): HashPassword {
  const { atOnce = atOnceDefault, waitingMax = waitingMaxDefault, hashRaw = makeHashThread() } = options;
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
      return prefix + Buffer.from(raw).toString('base64url');
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
