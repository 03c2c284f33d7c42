import { foldText } from '../catalogue/catalogue.ts';

const hanRun = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+/gu;
const wordsMax = 12;

/**
 * The words of a text as the index and a search compare them: without case and accents. Chinese, Japanese and Korean
 * have no spaces between words: each character and each pair of neighbours counts as one.
 */
export function splitWords(text: string): string[] {
  const folded = foldText(text);
  const words: string[] = folded.replaceAll(hanRun, ' ').match(/[\p{L}\p{N}]+/gu) ?? [];
  for (const [run] of folded.matchAll(hanRun)) {
    const characters = [...run];
    for (const [at, character] of characters.entries()) {
      words.push(character);
      const next = characters[at + 1];
      if (next !== undefined) words.push(character + next);
    }
  }
  return words;
}

/** Of a search: pairs say all that single characters say, and more exactly. */
export function splitQuery(text: string): string[] {
  const words = splitWords(text);
  const pairs = words.filter((word) => [...word].length > 1);
  const inPairs = new Set(pairs.filter(isHan).flatMap((pair) => [...pair]));
  return words.filter((word) => !(isHan(word) && inPairs.has(word))).slice(0, wordsMax);
}

const isHan = (word: string): boolean => word.search(hanRun) === 0;
