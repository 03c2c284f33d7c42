/**
 * A thread that works for this one, with a queue of its own: it goes on from one piece of work to the next by itself, while the
 * event loop here is busy, and the event loop goes on while it works.
 */
import { parentPort, Worker } from 'node:worker_threads';
import { Fault } from '@marquee/shared/errors';

interface Asked<Q> {
  id: number;
  question: Q;
}
type Told<A> = { id: number; answer: A } | { id: number; failed: unknown };

interface Waiting<A> {
  resolve(answer: A): void;
  reject(thrown: unknown): void;
}

/**
 * Starts with the first question, and again after it has ended. While it has nothing to do it keeps no process alive. Throws what
 * the work threw, and Fault `server-busy` when the thread has ended meanwhile.
 */
export function makeThread<Q, A>(script: URL): (question: Q) => Promise<A> {
  const waiting = new Map<number, Waiting<A>>();
  let worker: Worker | null = null;
  let asked = 0;

  function start(): Worker {
    const started = new Worker(script);
    let cause: unknown;
    started.on('message', (told: Told<A>) => {
      const asker = waiting.get(told.id);
      waiting.delete(told.id);
      if ('answer' in told) asker?.resolve(told.answer);
      else asker?.reject(told.failed);
      if (waiting.size === 0) started.unref();
    });
    started.on('error', (thrown) => {
      cause = thrown;
    });
    started.on('exit', () => {
      worker = null;
      for (const { reject } of waiting.values()) reject(new Fault('server-busy', 'a thread has ended', { cause }));
      waiting.clear();
    });
    return started;
  }

  return (question) =>
    new Promise((resolve, reject) => {
      worker ??= start();
      worker.ref();
      asked += 1;
      waiting.set(asked, { resolve, reject });
      worker.postMessage({ id: asked, question } satisfies Asked<Q>);
    });
}

/** For the thread's own script: answers one question after the other. What one fails with is its asker's alone. */
export function answerInThread<Q, A>(
  work: (question: Q) => A | Promise<A>,
  listMoved: (answer: A) => ArrayBuffer[] = () => [],
): void {
  let last: Promise<void> = Promise.resolve();
  const answer = async ({ id, question }: Asked<Q>): Promise<void> => {
    try {
      const answered = await work(question);
      parentPort?.postMessage({ id, answer: answered } satisfies Told<A>, listMoved(answered));
    } catch (failed) {
      parentPort?.postMessage({ id, failed } satisfies Told<A>);
    }
  };
  parentPort?.on('message', (asked: Asked<Q>) => {
    last = last.then(() => answer(asked));
  });
}
