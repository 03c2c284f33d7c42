import { type Composition, compositions, paper } from './poster-art.ts';
import { palettes } from './poster-palettes.ts';
import { descent, escapeXml, estimateWidth, lineHeight, setText, splitTitle } from './poster-type.ts';

/** What a poster says of a film. */
export interface PosterFilm {
  title: string;
  director: string | null;
  releasedYear: number | null;
  rating: string | null;
  classification: readonly string[];
}

/** Chosen so that the films of the demo programme, which hang side by side, look as different as can be. */
const salt = 206;

/** A little less than from margin to margin: fonts round their widths. */
const width = paper.width - 2 * paper.margin - 8;

/** A poster as SVG text, 600 by 900, below 6 kB. The same film has the same poster; no font or picture is loaded. */
export function drawPoster(film: PosterFilm): string {
  const seed = hashText(`${salt}|${film.title}|${film.releasedYear}`);
  const palette = palettes[seed % palettes.length] ?? missing('palette');
  const compose = compositions[Math.floor(seed / palettes.length) % compositions.length] ?? missing('composition');
  const { name, subtitle } = splitTitle(film.title);
  const composition = compose({ palette, random: sequence(seed), name });
  const ink = composition.wordsOn === 'ground' ? palette.ink : palette.ground;
  const words = drawTitle(name, subtitle, composition) + drawCredits(film, composition.credits, ink);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 900" width="600" height="900" font-family="Outfit, 'Noto Sans SC', 'Noto Sans', sans-serif"><title>${escapeXml(film.title)}</title><path d="M0 0h600v900H0z" fill="${palette.ground}"/>${composition.art}<g fill="${ink}">${words}</g></svg>`;
}

function drawTitle(name: string, subtitle: string | null, { title, fill }: Composition): string {
  const cased = title.capitals ? name.toLocaleUpperCase('en') : name;
  const height = title.bottom - title.top;
  const small =
    subtitle === null ? null : setText(subtitle, { width, height: height * 0.32, sizeMax: 44, linesMax: 3 });
  const gap = small === null ? 0 : small.size * 0.5;
  const smallHeight = small === null ? 0 : small.lines.length * small.size * 1.15 + gap;
  const large = setText(cased, { width, height: height - smallHeight, sizeMax: title.sizeMax, linesMax: 7 });
  // Capitals and numerals are some three quarters of the size tall: the first baseline stands that far below the top.
  const largeHeight = (large.lines.length * lineHeight + descent - 0.25) * large.size;
  const top = title.against === 'top' ? title.top : title.bottom - largeHeight - smallHeight;
  const first = top + 0.75 * large.size;
  const last = first + (large.lines.length - 1) * lineHeight * large.size;
  const filled = fill === undefined ? '' : fill(large, top);
  const main =
    filled + drawLines(large.lines, { x: paper.margin, y: first, size: large.size, leading: lineHeight, weight: 800 });
  if (small === null) return main;
  const y = last + descent * large.size + gap + 0.75 * small.size;
  return main + drawLines(small.lines, { x: paper.margin, y, size: small.size, leading: 1.15, weight: 500 });
}

interface LineStyle {
  x: number;
  y: number;
  size: number;
  leading: number;
  weight: number;
}

function drawLines(lines: readonly string[], { x, y, size, leading, weight }: LineStyle): string {
  const spans = lines.map(
    (line, i) => `<tspan x="${x}" y="${(y + i * leading * size).toFixed(1)}">${escapeXml(line)}</tspan>`,
  );
  return `<text font-size="${size.toFixed(1)}" font-weight="${weight}">${spans.join('')}</text>`;
}

/** Director at the left, year and rating at the right; the kind of film where the director isn't known. */
function drawCredits(film: PosterFilm, at: 'top' | 'bottom', ink: string): string {
  const baseline = at === 'top' ? 76 : 852;
  const right = paper.width - paper.margin;
  const left = film.director ?? film.classification.join(' · ');
  const year = film.releasedYear === null ? '' : String(film.releasedYear);
  const ratingWidth = film.rating === null ? 0 : Math.ceil(estimateWidth(film.rating) * 17 + 20);
  const yearEnd = right - (ratingWidth === 0 ? 0 : ratingWidth + 14);
  const room = yearEnd - estimateWidth(year) * 22 - 20 - paper.margin;
  const size = Math.min(22, room / Math.max(estimateWidth(left), 1));
  const parts = [
    left === ''
      ? ''
      : `<text x="${paper.margin}" y="${baseline}" font-size="${size.toFixed(1)}" font-weight="500">${escapeXml(left)}</text>`,
    year === ''
      ? ''
      : `<text x="${yearEnd}" y="${baseline}" font-size="22" font-weight="500" text-anchor="end">${year}</text>`,
    film.rating === null
      ? ''
      : `<rect x="${right - ratingWidth}" y="${baseline - 22}" width="${ratingWidth}" height="29" rx="4" fill="none" stroke="${ink}" stroke-width="2"/><text x="${right - ratingWidth / 2}" y="${baseline - 1.5}" font-size="17" font-weight="600" text-anchor="middle">${escapeXml(film.rating)}</text>`,
  ];
  return parts.join('');
}

/** FNV-1a, 32 bits, with a last stirring: titles that differ little shall look different. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Mulberry32: numbers from 0 to below 1. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function missing(what: string): never {
  throw new Error(`assertion failed: no ${what}`);
}
