import { expect, test } from '@jest/globals';
import { makeThread } from './thread.ts';

const script = new URL('./testing/thread-script.ts', import.meta.url);

test('questions are answered, and one that fails fails alone', async () => {
  const ask = makeThread<number, number>(script);
  const answers = await Promise.allSettled([ask(1), ask(-1), ask(3)]);
  expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual([
    2,
    'negative',
    6,
  ]);
});

test('a thread that has ended says so to those who wait, and the next question starts another', async () => {
  const ask = makeThread<number, number>(script);
  const lost = await Promise.allSettled([ask(0), ask(1)]);
  expect(lost.map((one) => one.status === 'rejected' && one.reason.code)).toEqual(['server-busy', 'server-busy']);
  expect(await ask(1)).toBe(2);
});
