import { assert } from '@marquee/shared/assert';
import type { TextSize } from './paper.ts';

/** East Asian wide characters and emoji take two columns, as on the printer. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Scripts that break between any two characters. */
const breaksAnywhere = /^[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u{20000}-\u{3fffd}]/u;
/** Closing punctuation never begins a line. */
const clings = /^[、。，．・：；？！）」』】〕〉》”’%,.:;?!)\]}]/u;

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What a reader sees as single characters: an accent stays with its letter. */
export function splitGraphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** Columns that the text takes at size 1. */
export function countColumns(text: string): number {
  return splitGraphemes(text).reduce((columns, grapheme) => columns + (wide.test(grapheme) ? 2 : 1), 0);
}

/** Pieces that stay together when a line is broken: words, and single characters of scripts without spaces. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  let joins = false;
  for (const grapheme of splitGraphemes(text)) {
    const alone = breaksAnywhere.test(grapheme);
    if (grapheme === ' ') {
      words.push(' ');
      joins = false;
    } else if (words.length > 0 && words.at(-1) !== ' ' && (clings.test(grapheme) || (joins && !alone))) {
      words[words.length - 1] += grapheme;
      joins = !alone;
    } else {
      words.push(grapheme);
      joins = !alone;
    }
    // A hyphen or slash inside a word is a place to break after.
    if (grapheme === '-' || grapheme === '/') joins = false;
  }
  return words;
}

/** A word wider than the line, cut with hyphens so that no part is shorter than three letters. */
function hyphenate(word: string, columnsMax: number): string[] {
  const parts: string[] = [];
  let rest = splitGraphemes(word);
  while (countColumns(rest.join('')) > columnsMax) {
    let take = 0;
    while (countColumns(rest.slice(0, take + 1).join('')) <= columnsMax - 1) take += 1;
    take = Math.max(1, Math.min(take, rest.length - 3));
    const part = rest.slice(0, take).join('');
    parts.push(/\p{L}$/u.test(part) && countColumns(part) < columnsMax ? `${part}-` : part);
    rest = rest.slice(take);
  }
  return [...parts, rest.join('')];
}

/**
 * Lines of at most `columnsMax` columns. Breaks at spaces, after hyphens and between Chinese characters; a word is cut
 * only where it alone is wider than the line.
 */
export function wrapText(text: string, columnsMax: number): string[] {
  assert(columnsMax >= 4, `a line of ${columnsMax} columns is too narrow`);
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    const words = splitWords(paragraph.replace(/\s+/g, ' ').trim());
    for (const word of words.flatMap((whole) => hyphenate(whole, columnsMax))) {
      if (countColumns(line + word) <= columnsMax) line += word;
      else {
        if (line.trim() !== '') lines.push(line.trimEnd());
        line = word === ' ' ? '' : word;
      }
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

/** The largest of these sizes at which the text needs no cut word and at most `linesMax` lines; else the last one. */
export function fitSize(
  text: string,
  columns: number,
  options: { sizes: readonly TextSize[]; linesMax: number },
): TextSize {
  const smallest = options.sizes.at(-1);
  assert(smallest !== undefined, 'sizes to choose from');
  const fits = (size: TextSize) => {
    const columnsMax = Math.floor(columns / size);
    return (
      wrapText(text, columnsMax).length <= options.linesMax &&
      splitWords(text).every((word) => countColumns(word) <= columnsMax)
    );
  };
  return options.sizes.find(fits) ?? smallest;
}
