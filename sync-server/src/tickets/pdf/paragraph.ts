/** A text of any scripts, cut into lines and each line into runs, as they stand on paper from left to right (UAX 9 and 14). */
import bidiFactory from 'bidi-js';
import LineBreaker from 'linebreak';
import { type Face, findFace, rightToLeft, type Weight } from './faces.ts';

export type Direction = 'ltr' | 'rtl';

/** One font, one direction. Its text is in the order of reading. */
export interface Run {
  text: string;
  face: Face;
  direction: Direction;
  /** Of a font of size 1. */
  width: number;
}
export interface Line {
  runs: Run[];
  width: number;
}
export interface Paragraph {
  text: string;
  lines: Line[];
  size: number;
}

export interface ParagraphOptions {
  weight: Weight;
  /** `auto`: of its first letter. */
  direction: Direction | 'auto';
  width: number;
  /** The first that fits is taken; with the last the text is cut. */
  sizes: readonly [number, ...number[]];
  linesMax(size: number): number;
  /** Lines of about the same length, as a title has them, and no single word on the last. */
  balanced?: boolean;
}

interface Piece {
  text: string;
  start: number;
  face: Face;
  level: number;
}
/** Ready to be broken into lines of any width. */
interface Prepared {
  text: string;
  words: Word[];
}
/** What is not broken between lines, with the space behind it; widths are of a font of size 1. */
interface Word {
  pieces: Piece[];
  width: number;
  widthAtEnd: number;
}

const bidi = bidiFactory();
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** They have done their work once the levels are known, and no font draws them. */
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The largest size at which all of it fits; else as much of it as fits with the smallest, and an ellipsis. */
export function setParagraph(given: string, options: ParagraphOptions): Paragraph {
  const text = cleanText(given);
  const prepared = prepare(text, options);
  for (const size of options.sizes) {
    const lines = breakLines(prepared, options.width / size);
    if (lines.length > options.linesMax(size)) continue;
    return { text, lines: options.balanced ? balanceLines(prepared, options.width / size, lines) : lines, size };
  }
  return cutParagraph(text, options);
}

/** The narrowest width at which there are no more lines. */
function balanceLines(prepared: Prepared, width: number, lines: Line[]): Line[] {
  let best = lines;
  let [tooNarrow, wide] = [width / Math.max(1, lines.length) / 2, width];
  while (lines.length > 1 && wide - tooNarrow > width / 50) {
    const middle = (tooNarrow + wide) / 2;
    const narrow = breakLines(prepared, middle);
    if (narrow.length > lines.length) tooNarrow = middle;
    else [best, wide] = [narrow, middle];
  }
  return best;
}

/** No control characters; spaces of all widths are one. */
const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();

function cutParagraph(text: string, options: ParagraphOptions): Paragraph {
  const size = options.sizes.at(-1) ?? options.sizes[0];
  const ends = Array.from(graphemes.segment(text), ({ index }) => index);
  const cutAt = (count: number) => `${text.slice(0, ends[count]).trimEnd()}…`;
  const linesOf = (count: number) => breakLines(prepare(cutAt(count), options), options.width / size);
  let [fits, tooLong] = [0, ends.length];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (linesOf(middle).length <= options.linesMax(size)) fits = middle;
    else tooLong = middle;
  }
  // A reader of the screen is told all of it.
  return { text, lines: linesOf(fits), size };
}

function prepare(text: string, { direction, weight }: ParagraphOptions): Prepared {
  const { levels } = bidi.getEmbeddingLevels(text, direction);
  const mirrored = bidi.getMirroredCharactersMap(text, levels);
  const pieces: Piece[] = [];
  let face: Face | null = null;
  for (const { segment, index } of graphemes.segment(text)) {
    const shown = (mirrored.get(index) ?? segment).replaceAll(directionMarks, '');
    if (shown === '') continue;
    face = findFace(shown, weight, face);
    pieces.push({ text: shown, start: index, face, level: levels[index] ?? 0 });
  }
  return { text, words: cutWords(text, pieces) };
}

function cutWords(text: string, pieces: readonly Piece[]): Word[] {
  let next = 0;
  return listBreaks(text).map((end) => {
    const from = next;
    while (next < pieces.length && (pieces[next]?.start ?? end) < end) next++;
    const own = pieces.slice(from, next);
    const bare = trimEnd(own);
    const widthAtEnd = widthOf(joinRuns(bare));
    return { pieces: own, widthAtEnd, width: bare.length === own.length ? widthAtEnd : widthOf(joinRuns(own)) };
  });
}

function listBreaks(text: string): number[] {
  const breaker = new LineBreaker(text);
  const breaks: number[] = [];
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) breaks.push(next.position);
  return breaks;
}

/** As much as fits into each line; a word that is longer than a line is broken anywhere. */
function breakLines({ words }: Prepared, width: number): Line[] {
  const lines: Piece[][] = [];
  let line: Piece[] = [];
  let used = 0;
  for (const word of words) {
    if (line.length > 0 && used + word.widthAtEnd > width) {
      lines.push(line);
      line = [];
      used = 0;
    }
    const parts = word.widthAtEnd > width ? breakWord(word.pieces, width) : [word.pieces];
    lines.push(...parts.slice(0, -1));
    line.push(...(parts.at(-1) ?? []));
    used += parts.length > 1 ? widthOf(joinRuns(line)) : word.width;
  }
  if (line.length > 0) lines.push(line);
  return lines.map(measureLine);
}

function breakWord(pieces: readonly Piece[], width: number): Piece[][] {
  const parts: Piece[][] = [];
  let part: Piece[] = [];
  for (const piece of pieces) {
    if (part.length > 0 && widthOf(joinRuns([...part, piece])) > width) {
      parts.push(part);
      part = [];
    }
    part.push(piece);
  }
  return [...parts, part];
}

/** A line without the space at its end. */
function measureLine(pieces: readonly Piece[]): Line {
  const runs = reorder(joinRuns(trimEnd(pieces)));
  return { runs, width: widthOf(runs) };
}

const trimEnd = (pieces: readonly Piece[]): Piece[] =>
  pieces.slice(0, pieces.findLastIndex(({ text }) => text !== ' ') + 1);

const widthOf = (runs: readonly Run[]): number => runs.reduce((sum, run) => sum + run.width, 0);

function joinRuns(pieces: readonly Piece[]): (Run & { level: number })[] {
  const runs: { text: string; face: Face; level: number }[] = [];
  for (const { text, face, level } of pieces) {
    const last = runs.at(-1);
    if (last?.face === face && last.level === level) last.text += text;
    else runs.push({ text, face, level });
  }
  return runs.map(({ text, face, level }) => {
    const direction = level % 2 === 1 ? 'rtl' : 'ltr';
    return { text, face, level, direction, width: measureRun(text, face, direction) };
  });
}

function measureRun(text: string, { font }: Face, direction: Direction): number {
  return font.layout(text, direction === 'rtl' ? [rightToLeft] : []).advanceWidth / font.unitsPerEm;
}

/** From the highest level down to the lowest odd one, whatever stands at that level or above it is turned round. */
function reorder(runs: (Run & { level: number })[]): Run[] {
  const ordered = [...runs];
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level >= 1; level--) {
    for (let from = 0; from < ordered.length; from++) {
      let to = from;
      while ((ordered[to]?.level ?? -1) >= level) to++;
      if (to - from > 1) ordered.splice(from, to - from, ...ordered.slice(from, to).reverse());
      from = Math.max(from, to);
    }
  }
  return ordered;
}
