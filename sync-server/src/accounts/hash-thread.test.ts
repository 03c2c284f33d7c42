import { expect, test } from '@jest/globals';
import { hashRaw as hashHere } from '@node-rs/argon2';
import { makeHashThread } from './hash-thread.ts';

const options = { memoryCost: 1024, timeCost: 1, parallelism: 1, outputLen: 32, salt: Buffer.alloc(16, 1) };

test('the thread hashes as argon2 does here, in the order of asking', async () => {
  const hashRaw = makeHashThread();
  const order: string[] = [];
  const note = async (password: string) => {
    const raw = await hashRaw(password, options);
    order.push(password);
    return Buffer.from(raw);
  };
  const all = await Promise.all(['a', 'b', 'c'].map(note));
  expect(all).toEqual(await Promise.all(['a', 'b', 'c'].map((password) => hashHere(password, options))));
  expect(order).toEqual(['a', 'b', 'c']);
});

test('a thread that has ended says so to those who wait, and the next password starts another', async () => {
  const hashRaw = makeHashThread();
  const broken = await Promise.allSettled([hashRaw('a', { ...options, salt: Buffer.alloc(1) }), hashRaw('b', options)]);
  expect(broken.map((one) => one.status === 'rejected' && one.reason.code)).toEqual(['server-busy', 'server-busy']);
  expect(await hashRaw('b', options)).toHaveLength(32);
});
