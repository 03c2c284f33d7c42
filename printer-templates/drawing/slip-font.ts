import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * The fonts in which slips are drawn, with their glyph widths read from the font files, so that a line can be measured
 * before it is drawn. Layout of the tables: OpenType specification 1.9, cmap formats 4 and 12, hmtx.
 */
const resolve = createRequire(import.meta.url).resolve;

export type FontFamily = 'Noto Sans' | 'Noto Sans SC';

interface Face {
  path: string;
  /** Width of the character's glyph in ems; null where the font has none. */
  advance: (codePoint: number) => number | null;
}

interface FontRun {
  family: FontFamily;
  text: string;
  ems: number;
}

const faceFiles = {
  'Noto Sans': [
    '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
    '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
  ],
  'Noto Sans SC': [
    '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
    '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
  ],
} as const satisfies Record<FontFamily, readonly [string, string]>;

/** Kept for the life of the process: the Chinese faces are 10 MB each and are only read when first needed. */
const faces = new Map<string, Face>();

function loadFace(family: FontFamily, bold: boolean): Face {
  const file = faceFiles[family][bold ? 1 : 0];
  const known = faces.get(file);
  if (known) return known;
  const path = resolve(file);
  const face = { path, advance: readAdvances(readFileSync(path)) };
  faces.set(file, face);
  return face;
}

function readAdvances(font: Buffer): Face['advance'] {
  const tables = new Map<string, number>();
  for (let at = 12; at < 12 + font.readUInt16BE(4) * 16; at += 16) {
    tables.set(font.toString('latin1', at, at + 4), font.readUInt32BE(at + 8));
  }
  const table = (name: string) => tables.get(name) ?? 0;
  const unitsPerEm = font.readUInt16BE(table('head') + 18);
  const metrics = font.readUInt16BE(table('hhea') + 34);
  const glyphs = readCharacterMap(font, table('cmap'));
  return (codePoint) => {
    const glyph = glyphs.get(codePoint);
    return glyph === undefined
      ? null
      : font.readUInt16BE(table('hmtx') + 4 * Math.min(glyph, metrics - 1)) / unitsPerEm;
  };
}

function readCharacterMap(font: Buffer, cmap: number): Map<number, number> {
  const glyphs = new Map<number, number>();
  for (let record = cmap + 4; record < cmap + 4 + font.readUInt16BE(cmap + 2) * 8; record += 8) {
    const subtable = cmap + font.readUInt32BE(record + 4);
    const format = font.readUInt16BE(subtable);
    if (format === 4) readFormat4(font, subtable, glyphs);
    if (format === 12) readFormat12(font, subtable, glyphs);
  }
  return glyphs;
}

function readFormat4(font: Buffer, at: number, glyphs: Map<number, number>): void {
  const doubled = font.readUInt16BE(at + 6);
  for (let segment = 0; segment < doubled; segment += 2) {
    const end = font.readUInt16BE(at + 14 + segment);
    const start = font.readUInt16BE(at + 16 + doubled + segment);
    const delta = font.readUInt16BE(at + 16 + 2 * doubled + segment);
    const offsetAt = at + 16 + 3 * doubled + segment;
    const offset = font.readUInt16BE(offsetAt);
    for (let code = start; code <= end && code < 0xffff; code++) {
      const raw = offset === 0 ? code : font.readUInt16BE(offsetAt + offset + 2 * (code - start));
      const glyph = offset !== 0 && raw === 0 ? 0 : (raw + delta) & 0xffff;
      if (glyph !== 0) glyphs.set(code, glyph);
    }
  }
}

function readFormat12(font: Buffer, at: number, glyphs: Map<number, number>): void {
  for (let group = at + 16; group < at + 16 + font.readUInt32BE(at + 12) * 12; group += 12) {
    const start = font.readUInt32BE(group);
    for (let code = start; code <= font.readUInt32BE(group + 4); code++)
      glyphs.set(code, font.readUInt32BE(group + 8) + code - start);
  }
}

/** Marks and joiners have no width of their own and stay with the run before them. */
const widthless = /^(\p{Mn}|\p{Cf})$/u;
const han = /^[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3fffd}]$/u;

/**
 * Splits text into runs of one font each and measures them. A character that no font has becomes a question mark, so
 * that a slip never shows a gap where something was meant to stand.
 */
export function layRuns(text: string, bold: boolean): FontRun[] {
  const runs: FontRun[] = [];
  const add = (family: FontFamily, character: string, ems: number) => {
    const last = runs.at(-1);
    if (last?.family === family) {
      last.text += character;
      last.ems += ems;
    } else runs.push({ family, text: character, ems });
  };
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const order: FontFamily[] = han.test(character) ? ['Noto Sans SC'] : ['Noto Sans', 'Noto Sans SC'];
    if (widthless.test(character)) add(runs.at(-1)?.family ?? 'Noto Sans', character, 0);
    else {
      const family = order.find((name) => loadFace(name, bold).advance(codePoint) !== null);
      if (family === undefined) add('Noto Sans', '?', loadFace('Noto Sans', bold).advance(0x3f) ?? 0.5);
      else add(family, character, loadFace(family, bold).advance(codePoint) ?? 0);
    }
  }
  return runs;
}

/** Paths of the font files that a drawing needs; without Chinese the two big files are left out. */
export function fontFiles(options: { chinese: boolean }): string[] {
  const families: FontFamily[] = options.chinese ? ['Noto Sans', 'Noto Sans SC'] : ['Noto Sans'];
  return families.flatMap((family) => faceFiles[family].map((file) => resolve(file)));
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
