import { describe, expect, test } from '@jest/globals';
import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { readDemoFilms } from './demo-films.ts';
import { drawPoster, type PosterFilm } from './poster.ts';
import { compositions } from './poster-art.ts';
import { palettes } from './poster-palettes.ts';
import { estimateWidth, setText, splitTitle, splitWords } from './poster-type.ts';

const { films } = readDemoFilms();
const aFilm = (fields: Partial<PosterFilm> = {}): PosterFilm => ({
  title: 'The Third Man',
  director: 'Carol Reed',
  releasedYear: 1949,
  rating: 'PG',
  classification: ['Thriller'],
  ...fields,
});
const parses = (svg: string) => new Resvg(svg, { font: { loadSystemFonts: false } }).width === 600;
const room = { width: 504, height: 300, sizeMax: 150, linesMax: 7 };

/** Every text of a poster with the place where it stands and how wide it may be at most. */
function textsOf(svg: string) {
  return [...svg.matchAll(/<text([^>]*)>(.*?)<\/text>/g)].flatMap(([, attributes = '', inner = '']) => {
    const size = Number(/font-size="([\d.]+)"/.exec(attributes)?.[1] ?? 0);
    const middle = attributes.includes('middle');
    const end = attributes.includes('"end"');
    const spans = [...inner.matchAll(/<tspan x="(\d+)" y="([\d.-]+)">(.*?)<\/tspan>/g)].map((span) => ({
      x: Number(span[1]),
      y: Number(span[2]),
      text: span[3] ?? '',
    }));
    const alone = {
      x: Number(/ x="([\d.]+)"/.exec(attributes)?.[1]),
      y: Number(/ y="([\d.-]+)"/.exec(attributes)?.[1]),
      text: inner,
    };
    return (spans.length > 0 ? spans : [alone]).map((line) => ({
      ...line,
      size,
      middle,
      end,
      width: estimateWidth(readText(line.text)) * size,
    }));
  });
}
const readText = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

describe('every film of the list', () => {
  const posters = films.map((film) => drawPoster(film));

  test('its poster stays below 6 kB and is drawn without any other file', () => {
    expect(Math.max(...posters.map((svg) => Buffer.byteLength(svg)))).toBeLessThan(6000);
    expect(posters.filter((svg) => /href|url\((?!#)|<image|<script|<style/.test(svg))).toEqual([]);
  });

  test('title and credits stay within the margins, whatever font sets them', () => {
    const beyond = posters.flatMap((svg) =>
      textsOf(svg)
        .filter((line) => !line.middle && (line.end ? line.x - line.width < 47 : line.x + line.width > 553))
        .map((line) => line.text),
    );
    expect(beyond).toEqual([]);
  });

  test('director and year never meet, no line runs off the sheet', () => {
    for (const svg of posters) {
      const lines = textsOf(svg).filter((line) => !line.middle);
      const year = lines.find((line) => line.end);
      const director = lines.find((line) => line.size <= 22 && !line.end && line.y === year?.y);
      if (year && director) expect(director.x + director.width).toBeLessThan(year.x - year.width);
      expect(Math.max(...lines.map((line) => line.y))).toBeLessThan(870);
    }
  });

  test('all compositions and palettes hang in the lobby', () => {
    const grounds = new Set(posters.map((svg) => /fill="(#[0-9a-f]{6})"/.exec(svg)?.[1]));
    expect(grounds.size).toBe(palettes.length);
    expect(new Set(posters).size).toBe(posters.length);
    expect(compositions.length).toBeGreaterThanOrEqual(8);
  });

  test('a viewer can draw it', () => {
    expect(posters.filter((svg, i) => i % 16 === 0 && !parses(svg))).toEqual([]);
  });
});

describe('one film', () => {
  test('has one poster, and a remake of another year another', () => {
    expect(drawPoster(aFilm())).toBe(drawPoster(aFilm()));
    expect(drawPoster(aFilm())).not.toBe(drawPoster(aFilm({ releasedYear: 1999 })));
  });

  test('whose title looks like markup is written out', () => {
    const svg = drawPoster(aFilm({ title: '<script>&"\'', director: '</svg>', rating: '<b>' }));
    expect(svg).not.toMatch(/<script|<b>/);
    expect(svg.match(/<\/svg>/g)).toHaveLength(1);
    expect(parses(svg)).toBe(true);
  });

  test('of which nothing is known has a poster, too', () => {
    expect(
      parses(drawPoster({ title: '', director: null, releasedYear: null, rating: null, classification: [] })),
    ).toBe(true);
  });

  test('of any name has a poster that a viewer can draw, below 6 kB', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.integer({ min: 1888, max: 2100 }),
        (title, director, releasedYear) => {
          const svg = drawPoster(aFilm({ title, director, releasedYear }));
          return parses(svg) && Buffer.byteLength(svg) < 6000;
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('setting type', () => {
  test('a title is broken into even lines that leave no article behind', () => {
    const lines = (title: string) => setText(title, room).lines;
    expect([lines('Up'), lines('The Dark Knight'), lines('Das Leben der Anderen'), lines('Terminator 2')]).toEqual([
      ['Up'],
      ['The Dark', 'Knight'],
      ['Das Leben', 'der Anderen'],
      ['Terminator 2'],
    ]);
  });

  test('a long word shrinks rather than overflows', () => {
    const { lines, size } = setText('Donaudampfschifffahrtsgesellschaftskapitän', room);
    expect(estimateWidth(lines[0] ?? '') * size).toBeLessThanOrEqual(504);
  });

  test('any title fits its room', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }), (title) => {
        const { lines, size } = setText(title, room);
        return (
          lines.length * size <= room.height && lines.every((line) => estimateWidth(line) * size <= room.width + 0.01)
        );
      }),
    );
  });

  test('a Chinese or Japanese title breaks between characters, never before its punctuation', () => {
    expect(splitWords('卧虎藏龙，再见').map((word) => word.text)).toEqual(['卧', '虎', '藏', '龙，', '再', '见']);
    const { lines, size } = setText('青冥宝剑与江湖儿女的故事', room);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join('')).toBe('青冥宝剑与江湖儿女的故事');
    expect(size).toBeGreaterThan(70);
  });

  test('what follows a colon stands smaller below the name', () => {
    expect(
      ['2001: A Space Odyssey', 'Up', 'Metropolis (Restored)', '卧虎藏龙：青冥宝剑', 'M: x'].map((title) =>
        splitTitle(title),
      ),
    ).toEqual([
      { name: '2001', subtitle: 'A Space Odyssey' },
      { name: 'Up', subtitle: null },
      { name: 'Metropolis', subtitle: '(Restored)' },
      { name: '卧虎藏龙', subtitle: '青冥宝剑' },
      { name: 'M: x', subtitle: null },
    ]);
  });
});

test('words stand out from what they stand on by five and a half to one or more', () => {
  const channel = (hex: string) =>
    Number.parseInt(hex, 16) / 255 <= 0.04045
      ? Number.parseInt(hex, 16) / 255 / 12.92
      : ((Number.parseInt(hex, 16) / 255 + 0.055) / 1.055) ** 2.4;
  const luminance = (colour: string) =>
    0.2126 * channel(colour.slice(1, 3)) + 0.7152 * channel(colour.slice(3, 5)) + 0.0722 * channel(colour.slice(5, 7));
  for (const { ground, ink } of palettes) {
    const [dark = 0, light = 0] = [luminance(ground), luminance(ink)].sort((a, b) => a - b);
    expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(5.5);
  }
});
