import { expect, test } from '@jest/globals';
import { gateWords } from './gate-words.ts';

const plural = /_(one|other)$/;
const holes = (text = '') => [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort();

test('every language of the gate says the same things with the same values', () => {
  const { en = {}, ...others } = gateWords;
  const keysOf = (words: Record<string, string>) =>
    [...new Set(Object.keys(words).map((key) => key.replace(plural, '')))].sort();
  for (const words of Object.values(others)) {
    expect(keysOf(words)).toEqual(keysOf(en));
    for (const [key, text] of Object.entries(words)) expect([key, holes(text)]).toEqual([key, holes(en[key])]);
  }
});
