import { describe, expect, test } from '@jest/globals';
import { type Made, makeKeptAnswers, type ReadyAnswer } from './kept-answers.ts';

const textOf = (answer: ReadyAnswer | string): string => (typeof answer === 'string' ? answer : answer.body.toString());

/** Answers `text` and counts how often it had to. */
function makeMaker(text: () => string, isTrue?: () => boolean) {
  let made = 0;
  const make = async (): Promise<Made> => {
    made += 1;
    return isTrue ? { text: text(), isTrue } : { text: text() };
  };
  return { make, made: () => made };
}

describe('answers that are kept', () => {
  test('are made once while their version is the same, and anew for another', async () => {
    const kept = makeKeptAnswers();
    let text = 'first';
    const { make, made } = makeMaker(() => text);
    const ask = async (version: string) => textOf(await kept.get<string>('/films', version, make));
    expect([await ask('1'), await ask('1')]).toEqual(['first', 'first']);
    text = 'second';
    expect([await ask('1'), await ask('2'), await ask('2')]).toEqual(['first', 'second', 'second']);
    expect(made()).toBe(2);
  });

  test('never answer another request', async () => {
    const kept = makeKeptAnswers();
    const ask = async (key: string) => textOf(await kept.get<string>(key, '1', async () => ({ text: `of ${key}` })));
    const keys = ['/films', '/films?limit=1', '/films?limit=2', '/films/1'];
    for (const key of [...keys, ...keys]) expect(await ask(key)).toBe(`of ${key}`);
  });

  test('have the same tag for the same text only', async () => {
    const kept = makeKeptAnswers();
    const tagOf = async (key: string, text: string) => {
      const answer = await kept.get<string>(key, '1', async () => ({ text }));
      return typeof answer === 'string' ? '' : answer.etag;
    };
    const [a, same, other] = [await tagOf('a', 'x'), await tagOf('b', 'x'), await tagOf('c', 'y')];
    expect(a).toMatch(/^"[0-9a-f]{32}"$/);
    expect([same, other === a]).toEqual([a, false]);
  });

  test('are made once for all who ask at the same moment', async () => {
    const kept = makeKeptAnswers();
    const { make, made } = makeMaker(() => 'x');
    const answers = await Promise.all(Array.from({ length: 8 }, () => kept.get<string>('a', '1', make)));
    expect([answers.map(textOf), made()]).toEqual([Array(8).fill('x'), 1]);
  });

  test('are made anew, once, when they are true no longer', async () => {
    const kept = makeKeptAnswers();
    let online = true;
    const wasOnline = () => {
      const was = online;
      return () => online === was;
    };
    let made = 0;
    const make = async (): Promise<Made> => ({ text: `online: ${online}, made ${++made}`, isTrue: wasOnline() });
    const ask = async () => textOf(await kept.get<string>('a', '1', make));
    expect([await ask(), await ask()]).toEqual(['online: true, made 1', 'online: true, made 1']);
    online = false;
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(Array(3).fill('online: false, made 2'));
  });

  test('are not kept where they are refusals or failures', async () => {
    const kept = makeKeptAnswers();
    const answers: (() => Promise<Made | string>)[] = [
      async () => 'refused',
      async () => {
        throw new Error('the database is away');
      },
      async () => ({ text: 'there' }),
    ];
    const ask = () => kept.get<string>('a', '1', () => answers.shift()?.() ?? Promise.reject(new Error('asked again')));
    expect(await ask()).toBe('refused');
    await expect(ask()).rejects.toThrow('the database is away');
    expect([textOf(await ask()), textOf(await ask())]).toEqual(['there', 'there']);
  });

  test('fail for nobody who only waited for the one that failed', async () => {
    const kept = makeKeptAnswers();
    let asked = 0;
    const make = async (): Promise<Made> => {
      asked += 1;
      if (asked === 1) throw new Error('broken');
      return { text: 'there' };
    };
    const [first, ...others] = await Promise.allSettled([1, 2, 3].map(() => kept.get<string>('a', '1', make)));
    expect(first?.status).toBe('rejected');
    expect(others.map((other) => other.status === 'fulfilled' && textOf(other.value))).toEqual(['there', 'there']);
  });

  test('of an older version that come late are not kept', async () => {
    const kept = makeKeptAnswers();
    let finish: (made: Made) => void = () => undefined;
    const slow = kept.get<string>('a', '1', () => new Promise<Made>((resolve) => (finish = resolve)));
    expect(textOf(await kept.get<string>('a', '2', async () => ({ text: 'new' })))).toBe('new');
    finish({ text: 'old' });
    expect(textOf(await slow)).toBe('old');
    const { make, made } = makeMaker(() => 'again');
    expect([textOf(await kept.get<string>('a', '2', make)), made()]).toEqual(['new', 0]);
  });

  test('take no more memory than they may: what was not asked for the longest is forgotten', async () => {
    const kept = makeKeptAnswers({ bytesMax: 40, overheadBytes: 0 });
    const made: string[] = [];
    const ask = (key: string) =>
      kept.get<string>(key, '1', async () => {
        made.push(key);
        return { text: key.repeat(9) };
      });
    // Ten bytes each, with their key.
    for (const key of ['a', 'b', 'c', 'd', 'a', 'e', 'a', 'c', 'd', 'b']) await ask(key);
    expect(made).toEqual(['a', 'b', 'c', 'd', 'e', 'b']);
    await kept.get<string>('large', '1', async () => ({ text: 'x'.repeat(100) }));
    await ask('b');
    expect(made.at(-1)).toBe('b');
  });
});
