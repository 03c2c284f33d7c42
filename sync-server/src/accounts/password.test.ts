import { expect, test } from '@jest/globals';
import { makeHasher } from './password.ts';

test('passwords are argon2id with their own salt, as many at once as allowed, and beyond the queue refused', async () => {
  const hash = makeHasher({ atOnce: 2 });
  const [a, b, again] = await Promise.all([
    hash('popcorn42', 'c2FsdHNhbHQ'),
    hash('popcorn42', 'c2FsdHNhbHU'),
    hash('popcorn42', 'c2FsdHNhbHQ'),
  ]);
  expect(a).toMatch(/^argon2id\$19456\$2\$1\$[\w-]{43}$/);
  expect([a === again, a === b]).toEqual([true, false]);
  const narrow = makeHasher({ atOnce: 1, waitingMax: 1 });
  const all = await Promise.allSettled([1, 2, 3].map(() => narrow('popcorn42', 'c2FsdHNhbHQ')));
  expect(all.map((one) => (one.status === 'rejected' ? one.reason.code : one.value === a))).toEqual([
    true,
    true,
    'server-busy',
  ]);
});

test('never more are hashed at once than allowed, whoever comes in the moment when one ends', async () => {
  let running = 0;
  let most = 0;
  const ends: (() => void)[] = [];
  const hashRaw = () => {
    running += 1;
    most = Math.max(most, running);
    return new Promise<Buffer>((resolve) =>
      ends.push(() => {
        running -= 1;
        resolve(Buffer.alloc(32));
      }),
    );
  };
  const hash = makeHasher({ atOnce: 1, hashRaw });
  const all = [hash('first', ''), hash('waits', '')];
  ends.shift()?.();
  // In each turn of the queue that lies between the end of the first and the start of the one that waits.
  for (let turn = 0; turn < 8; turn++) {
    all.push(hash('comes', ''));
    await Promise.resolve();
  }
  let settled = false;
  const done = Promise.all(all).then(() => {
    settled = true;
  });
  while (!settled) {
    ends.shift()?.();
    await Promise.resolve();
  }
  await done;
  expect([most, running]).toEqual([1, 0]);
});
