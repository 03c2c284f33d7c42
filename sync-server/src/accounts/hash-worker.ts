/** Runs in a thread of its own, started by hash-thread.ts: hashes what it is sent, one after the other. */
import { hashRawSync } from '@node-rs/argon2';
import { answerInThread } from '../platform/thread.ts';
import type { ToHash } from './hash-thread.ts';

answerInThread(({ password, options }: ToHash) => hashRawSync(password, options));
