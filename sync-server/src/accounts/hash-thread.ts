/**
 * A thread that hashes. While many log in it goes on from one password to the next by itself: the event loop may be busy with a
 * commit just then.
 */
import type { Options } from '@node-rs/argon2';
import { makeThread } from '../platform/thread.ts';

export interface ToHash {
  password: string;
  options: Options;
}

/** Throws Fault `server-busy` when the thread has ended meanwhile. */
export type HashRaw = (password: string, options: Options) => Promise<Uint8Array>;

export function makeHashThread(): HashRaw {
  const ask = makeThread<ToHash, Uint8Array>(new URL('./hash-worker.ts', import.meta.url));
  return (password, options) => ask({ password, options });
}
