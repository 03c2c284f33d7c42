import { expect, test } from '@jest/globals';
import { askTogether } from './ask-together.ts';

test('who asks at the same moment shares a question; who comes after it was sent gets one of their own', async () => {
  const asked: string[] = [];
  let answers = 0;
  const ask = askTogether(async (key: string) => {
    asked.push(key);
    answers += 1;
    return answers;
  });
  expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual([1, 1, 2]);
  const late = ask('a');
  await new Promise((resolve) => setImmediate(resolve));
  expect(await Promise.all([late, ask('a')])).toEqual([3, 4]);
  expect(asked).toEqual(['a', 'b', 'a', 'a']);
});

test('a question that fails fails for all who shared it, and the next is sent anew', async () => {
  let isAway = true;
  const ask = askTogether(async () => {
    if (isAway) throw new Error('away');
    return 'there';
  });
  expect((await Promise.allSettled([ask(''), ask('')])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isAway = false;
  expect(await ask('')).toBe('there');
});
