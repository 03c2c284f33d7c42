import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ParagraphOptions, setParagraph } from './paragraph.ts';

const set = (text: string, options: Partial<ParagraphOptions> = {}) =>
  setParagraph(text, { weight: 'regular', direction: 'ltr', width: 1000, sizes: [10], linesMax: () => 1, ...options });
const runsOf = (text: string, options: Partial<ParagraphOptions> = {}) =>
  set(text, options).lines.map(({ runs }) => runs.map((run) => `${run.direction} ${run.text}`));
const facesOf = (text: string) => set(text).lines[0]?.runs.map(({ face }) => face.name);

test('Arabic stands from right to left, its numbers and Latin words from left to right, its brackets the right way round', () => {
  expect(runsOf('وداعًا (1988) Part 2', { direction: 'auto' })).toEqual([
    ['ltr Part 2', 'rtl ( ', 'ltr 1988', 'rtl وداعًا )'],
  ]);
});

test('an Arabic name in an English line keeps the line’s direction', () => {
  expect(runsOf('Now: وداعًا!')).toEqual([['ltr Now: ', 'rtl وداعًا', 'ltr !']]);
});

test('letters of a word are joined: its glyphs are other ones than those of the letters alone', () => {
  const glyphs = (text: string) => {
    const run = set(text, { direction: 'rtl' }).lines[0]!.runs[0]!;
    return run.face.font.layout(run.text, ['rtla'] as never).glyphs.map(({ name }) => name);
  };
  expect(glyphs('بيت')).toEqual(['uniFE96', 'uniFEF4', 'uniFE91']);
});

test('each script has a font that has its letters', () => {
  expect(facesOf('Žižek')).toEqual(['sans-regular']);
  expect(facesOf('Сталкер')).toEqual(['sans-regular']);
  expect(facesOf('Αιωνιότητα')).toEqual(['sans-regular']);
  expect(facesOf('लगान')).toEqual(['sans-regular']);
  expect(facesOf('千与千寻')).toEqual(['chinese-regular']);
  expect(facesOf('千と千尋の神隠し')).toEqual(['chinese-regular']);
  expect(facesOf('기생충')).toEqual(['korean-regular']);
  expect(facesOf('שלום')).toEqual(['hebrew-regular']);
});

test('lines end between words, and in Chinese between any characters but not before a full stop', () => {
  const linesOf = (text: string, width: number) =>
    set(text, { width, linesMax: () => 9 }).lines.map(({ runs }) => runs.map(({ text }) => text).join(''));
  expect(linesOf('The Long Interval', 50)).toEqual(['The Long', 'Interval']);
  expect(linesOf('千与千寻。', 42)).toEqual(['千与千', '寻。']);
  expect(linesOf('Incomprehensibilities', 50).length).toBeGreaterThan(1);
});

test('a title has lines of about the same length', () => {
  const lines = (balanced: boolean) =>
    set('One two three four five six', { width: 110, linesMax: () => 2, balanced }).lines.map(
      ({ runs }) => runs[0]?.text,
    );
  expect(lines(false)).toEqual(['One two three four five', 'six']);
  expect(lines(true)).toEqual(['One two three', 'four five six']);
});

test('the largest size that fits is taken; what fits at none is cut, and read out whole', () => {
  expect(set('The Long Interval', { width: 90, sizes: [20, 14, 10] }).size).toBe(10);
  const cut = set('The Long Interval', { width: 60, sizes: [20, 14, 10] });
  expect(cut.lines[0]!.runs.map(({ text }) => text).join('')).toMatch(/^The Long.*…$/);
  expect(cut.text).toBe('The Long Interval');
});

test('whatever a title is made of, every line fits and there are not too many', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 40, max: 200 }), (text, width) => {
      const { lines, size } = set(text, { width, sizes: [20, 12, 8], linesMax: () => 2, direction: 'auto' });
      expect(lines.length).toBeLessThanOrEqual(2);
      for (const line of lines) expect(line.runs.length === 1 || line.width * size <= width * 1.02).toBe(true);
    }),
    { numRuns: 60 },
  );
}, 60_000);
