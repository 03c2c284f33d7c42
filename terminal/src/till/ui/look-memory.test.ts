import { expect, test } from '@jest/globals';
import { type LookStorage, recallLook, rememberLook } from './look-memory.ts';

function aStorage(text: string | null = null): LookStorage {
  let kept = text;
  return {
    getItem: () => kept,
    setItem: (_key, next) => {
      kept = next;
    },
  };
}

test('each has the page as they left it, and nobody another’s', () => {
  const storage = aStorage();
  rememberLook(storage, 1, { language: 'zh', theme: 'light' });
  rememberLook(storage, 2, { language: 'en', theme: 'contrast' });
  rememberLook(storage, 1, { language: 'zh', theme: 'dark' });
  expect([1, 2, 3].map((staffId) => recallLook(storage, staffId))).toEqual([
    { language: 'zh', theme: 'dark' },
    { language: 'en', theme: 'contrast' },
    null,
  ]);
});

test('what can’t be read is forgotten', () => {
  for (const text of ['{', '[]', '{"1":{"language":"xx","theme":"dark"}}', 'null'])
    expect(recallLook(aStorage(text), 1)).toBeNull();
});
