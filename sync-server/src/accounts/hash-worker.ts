/** Runs in a thread of its own, started by hash-thread.ts: hashes what it is sent, one after the other. */
import { parentPort } from 'node:worker_threads';
import { hashRawSync } from '@node-rs/argon2';
import type { Hashed, ToHash } from './hash-thread.ts';

parentPort?.on('message', ({ id, password, options }: ToHash) => {
  parentPort?.postMessage({ id, raw: hashRawSync(password, options) } satisfies Hashed);
});
