import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mutations } from './mutations.ts';
import { type Tried, tryMutation } from './try-mutation.ts';

const atOnce = 2;
const minutesMax = 16;

test('every patch is tried, and every mutation has its patch', () => {
  const patches = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.patch'));
  expect(patches.sort()).toEqual(mutations.map(({ name }) => `${name}.patch`).sort());
});

describe('the simulator finds', () => {
  const tried = new Map<string, Tried>();
  const failed = new Map<string, unknown>();

  beforeAll(async () => {
    const waiting = [...mutations];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift())
        await tryMutation(next).then(
          (result) => tried.set(result.name, result),
          (thrown: unknown) => failed.set(next.name, thrown),
        );
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }, minutesMax * 60_000);

  afterAll(() => {
    const lines = [...tried.values()].map(
      ({ name, seeds, steps, seconds, message }) =>
        `| ${name.replaceAll('-', ' ')} | ${seeds ?? 'not found'} | ${steps} | ${seconds.toFixed(0)} | ${message.split('\n')[0]?.slice(0, 90)} |`,
    );
    console.log(
      ['| mutation | seeds | steps | seconds | noticed by |', '| --- | --- | --- | --- | --- |', ...lines].join('\n'),
    );
  });

  test.each(mutations.map(({ name }) => [name.replaceAll('-', ' '), name]))('%s', (_words, name) => {
    const result = tried.get(name);
    if (failed.has(name)) throw failed.get(name);
    expect(result?.seeds).not.toBeNull();
    expect(result?.without).toMatchObject({ seeds: null, message: 'every promise held' });
  });
});
