// biome-ignore lint/style/noRestrictedImports: the test reads the sources from disk
import { readdirSync, readFileSync } from 'node:fs';
// biome-ignore lint/style/noRestrictedImports: the test reads the sources from disk
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { languages, tillWords } from './languages.ts';
import { loadWords } from './words.ts';

const plural = /_(zero|one|two|few|many|other)$/;
const keysOf = (words: Record<string, string>) =>
  [...new Set(Object.keys(words).map((key) => key.replace(plural, '')))].sort();
const holes = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort();

const source = readdirSync(join(import.meta.dirname, '..'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  .map((path) => readFileSync(join(import.meta.dirname, '..', path), 'utf8'))
  .join('\n');

describe.each([
  ['of all pages', [...languages]],
  ['of a till', languages.flatMap((of) => (tillWords[of.code] ? { ...of, words: tillWords[of.code] ?? {} } : []))],
])('the words files %s', (_name, [first, ...others]) => {
  if (!first) throw new Error('a page speaks some language');

  test('every language says the same things', () => {
    for (const language of others)
      expect([language.code, keysOf(language.words)]).toEqual([language.code, keysOf(first.words)]);
  });

  test('every language has the plural forms that its grammar needs', () => {
    for (const { locale, words } of languages) {
      const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
      for (const key of keysOf(words)) {
        const forms = needed.filter((form) => `${key}_${form}` in words);
        if (!(key in words)) expect([locale, key, forms]).toEqual([locale, key, needed]);
      }
    }
  });

  test('every translation fills in the same values', () => {
    for (const { words } of others)
      for (const [key, text] of Object.entries(words)) {
        const model = first.words[key] ?? first.words[key.replace(plural, '_other')] ?? '';
        expect([key, holes(text)]).toEqual([key, holes(model)]);
      }
  });

  test('every key is used by the page', () => {
    const patterns = [...source.matchAll(/`([a-z-]+(?:\.[a-z-]+)*\.)\$\{/g)].map((match) => match[1] ?? '');
    const unused = keysOf(first.words).filter(
      (key) => !source.includes(`'${key}'`) && !patterns.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  test('no text is empty, and none is left in English elsewhere', () => {
    for (const { words } of others)
      for (const [key, text] of Object.entries(words))
        expect([key, text === '' || (text === first.words[key] && text !== 'VIP')]).toEqual([key, false]);
  });
});

test('a count of one is said in the singular where the language has one', () => {
  const words = loadWords();
  expect(words.t('tickets.count', { count: 1 })).toBe('1 ticket');
  expect(words.t('tickets.count', { count: 3 })).toBe('3 tickets');
  expect(words.t('tickets.count', { count: 1, lng: 'zh' })).toBe('1 张票');
});
