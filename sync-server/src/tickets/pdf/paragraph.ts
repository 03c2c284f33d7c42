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
  pieces: Piece[];
  /** Where a line may end, with the end of the text. */
  breaks: number[];
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
    if (lines.length <= options.linesMax(size)) return { text, lines, size };
  }
  return cutParagraph(text, options);
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
  return { text, pieces, breaks: listBreaks(text) };
}

function listBreaks(text: string): number[] {
  const breaker = new LineBreaker(text);
  const breaks: number[] = [];
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) breaks.push(next.position);
  return breaks;
}

/** As much as fits into each line; a word that is longer than a line is broken anywhere. */
function breakLines({ pieces, breaks }: Prepared, width: number): Line[] {
  const lines: Line[] = [];
  let line: Piece[] = [];
  const words = breaks.map((end, at) => pieces.filter(({ start }) => start >= (breaks[at - 1] ?? 0) && start < end));
  for (const word of words) {
    if (measure([...line, ...word]).width <= width) {
      line.push(...word);
      continue;
    }
    if (line.length > 0) lines.push(measure(line));
    line = [];
    for (const piece of word) {
      if (line.length > 0 && measure([...line, piece]).width > width) {
        lines.push(measure(line));
        line = [];
      }
      line.push(piece);
    }
  }
  if (line.length > 0) lines.push(measure(line));
  return lines;
}

/** A line without the space at its end. */
function measure(pieces: readonly Piece[]): Line {
  const end = pieces.findLastIndex(({ text }) => text !== ' ') + 1;
  const runs = reorder(joinRuns(pieces.slice(0, end)));
  return { runs, width: runs.reduce((sum, run) => sum + run.width, 0) };
}

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

const widths = new Map<string, number>();
const widthsMax = 20_000;

/** Words come again and again: their widths are kept, so many of them. */
function measureRun(text: string, face: Face, direction: Direction): number {
  const key = `${face.name} ${direction} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  const features = direction === 'rtl' ? [rightToLeft] : [];
  const width = face.font.layout(text, features).advanceWidth / face.font.unitsPerEm;
  if (widths.size >= widthsMax) widths.clear();
  widths.set(key, width);
  return width;
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
