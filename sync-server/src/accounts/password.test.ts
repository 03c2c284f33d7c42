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
  const narrow = makeHasher({ waitingMax: 1 });
  const all = await Promise.allSettled([1, 2, 3].map(() => narrow('popcorn42', 'c2FsdHNhbHQ')));
  expect(all.map((one) => (one.status === 'rejected' ? one.reason.code : one.value === a))).toEqual([
    true,
    true,
    'server-busy',
  ]);
});
