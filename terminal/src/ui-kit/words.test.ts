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
const holes = (text: string) => [...text.matchAll(/{{(\w+)(?:, number)?}}/g)].map((match) => match[1]).sort();

/** International, and in Spanish spelled as in English. */
const sameEverywhere = new Set(['VIP', 'Total', '{{hours}} h {{minutes}} min', '{{minutes}} min']);

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

  test('every translation fills in the same values; none, one and two may be said in a word', () => {
    const inWords = /_(zero|one|two)$/;
    for (const { words } of others)
      for (const [key, text] of Object.entries(words)) {
        const model = first.words[key] ?? first.words[key.replace(plural, '_other')] ?? '';
        const wanted = holes(model).filter(
          (hole) => hole !== 'count' || holes(text).includes(hole) || !inWords.test(key),
        );
        expect([key, holes(text)]).toEqual([key, wanted]);
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
        expect([key, text === '' || (text === first.words[key] && !sameEverywhere.has(text))]).toEqual([key, false]);
  });

  test('no letter of another writing has slipped in', () => {
    const writing: Record<string, RegExp> = {
      zh: /[\p{Script=Arabic}]/u,
      ar: /[\p{Script=Han}]|[a-z]/iu,
      es: /[^\p{Script=Latin}\P{L}]/u,
    };
    for (const { code, words } of others)
      for (const [key, text] of Object.entries(words))
        expect([code, key, writing[code]?.test(text.replace(/{{.*?}}/g, ''))]).toEqual([code, key, false]);
  });
});

test('a count of one is said in the singular where the language has one', () => {
  const words = loadWords();
  expect(words.t('tickets.count', { count: 1 })).toBe('1 ticket');
  expect(words.t('tickets.count', { count: 3 })).toBe('3 tickets');
  expect(words.t('tickets.count', { count: 1, lng: 'zh' })).toBe('1 张票');
});

test('Arabic counts in six forms, and with the digits that seats and prices have', () => {
  const words = loadWords();
  const say = (count: number) => words.t('tickets.count', { count, lng: 'ar' });
  expect([0, 1, 2, 3, 11, 100].map(say)).toEqual([
    'لا تذاكر',
    'تذكرة واحدة',
    'تذكرتان',
    '3 تذاكر',
    '11 تذكرة',
    '100 تذكرة',
  ]);
  expect(words.t('header.offline', { count: 1234, lng: 'ar' })).toContain('1,234');
});
