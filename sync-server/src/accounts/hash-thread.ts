/**
 * A thread that hashes, with a queue of its own. While many log in it goes on from one password to the next by itself: the
 * event loop may be busy with a commit just then.
 */
import { Worker } from 'node:worker_threads';
import { Fault } from '@marquee/shared/errors';
import type { Options } from '@node-rs/argon2';

export interface ToHash {
  id: number;
  password: string;
  options: Options;
}
export interface Hashed {
  id: number;
  raw: Uint8Array;
}

/** Throws Fault `server-busy` when the thread has ended meanwhile. */
export type HashRaw = (password: string, options: Options) => Promise<Uint8Array>;

interface Waiting {
  resolve(raw: Uint8Array): void;
  reject(thrown: Error): void;
}

/** Starts with the first password, and again after it has ended. While it has nothing to do it keeps no process alive. */
export function makeHashThread(): HashRaw {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let asked = 0;

  function start(): Worker {
    const started = new Worker(new URL('./hash-worker.ts', import.meta.url));
    let cause: unknown;
    started.on('message', ({ id, raw }: Hashed) => {
      waiting.get(id)?.resolve(raw);
      waiting.delete(id);
      if (waiting.size === 0) started.unref();
    });
    started.on('error', (thrown) => {
      cause = thrown;
    });
    started.on('exit', () => {
      worker = null;
      for (const { reject } of waiting.values())
        reject(new Fault('server-busy', 'the thread that hashes has ended', { cause }));
      waiting.clear();
    });
    return started;
  }

  return (password, options) =>
    new Promise((resolve, reject) => {
      worker ??= start();
      worker.ref();
      asked += 1;
      waiting.set(asked, { resolve, reject });
      worker.postMessage({ id: asked, password, options } satisfies ToHash);
    });
}
