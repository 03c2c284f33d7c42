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

test('a password that can’t be hashed fails alone', async () => {
  const hashRaw = makeHashThread();
  const [broken, good] = await Promise.allSettled([
    hashRaw('a', { ...options, salt: Buffer.alloc(1) }),
    hashRaw('b', options),
  ]);
  expect([broken.status, good.status]).toEqual(['rejected', 'fulfilled']);
});
