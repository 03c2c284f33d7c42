/** How titles and questions are taken apart into words, both in the same way. */
import { foldText } from '../catalogue/catalogue.ts';

/** Scripts that put no space between words: a title is found by any of its characters and pairs of characters. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]+/gu;
const spaced = /[\p{L}\p{N}]+/gu;
const articles = new Set(['the', 'a', 'an', 'der', 'die', 'das', 'le', 'la', 'les', 'l', 'el', 'il']);

/** Hangul syllables are put together again: folding takes them apart into letters. */
const fold = (text: string): string => foldText(text).normalize('NFC');
const wordsIn = (text: string): string[] => text.match(spaced) ?? [];

/** What is indexed of a text: its words, `spiderman` for `Spider-Man` too, single characters and pairs where no spaces are. */
export function toIndexedWords(text: string): string[] {
  const folded = fold(text);
  const words: string[] = [];
  for (const [run] of folded.matchAll(unspaced)) words.push(...run, ...pairsOf(run));
  for (const chunk of folded.replaceAll(unspaced, ' ').split(' ')) {
    const parts = wordsIn(chunk);
    words.push(...parts);
    if (parts.length > 1) words.push(parts.join(''));
  }
  return words;
}

export interface AskedWord {
  text: string;
  /** Numbers, and characters of scripts without spaces, are meant as they are written. */
  literal: boolean;
}

/** What is looked for, each word once and no more than so many. */
export function toAskedWords(question: string, wordsMax: number): AskedWord[] {
  const folded = fold(question);
  const asked = new Map<string, AskedWord>();
  const add = (text: string, literal: boolean) => asked.set(text, { text, literal });
  for (const [run] of folded.matchAll(unspaced)) {
    for (const part of run.length === 1 ? [run] : pairsOf(run)) add(part, true);
  }
  for (const word of wordsIn(folded.replaceAll(unspaced, ' '))) add(word, /^\p{N}+$/u.test(word));
  return [...asked.values()].slice(0, wordsMax);
}

/** A title as it is compared as a whole. */
export const toPlainTitle = (title: string): string => wordsIn(fold(title)).join(' ');

/** `the godfather` is asked for as `godfather`. */
export function dropArticle(plainTitle: string): string {
  const [first = '', ...rest] = plainTitle.split(' ');
  return rest.length > 0 && articles.has(first) ? rest.join(' ') : plainTitle;
}

function pairsOf(run: string): string[] {
  const characters = [...run];
  return characters.slice(1).map((character, index) => (characters[index] ?? '') + character);
}
