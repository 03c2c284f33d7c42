/**
 * The fonts of tickets: the first one that has a character draws it. Each is read once, when it is first needed; what of it is
 * used is embedded.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font, type GlyphRun } from 'fontkit';

export type Weight = 'regular' | 'bold';

export interface Face {
  /** As a document knows it. */
  name: string;
  font: Font;
}

/** The feature of a run that is written from the right: the layout is told its direction by it. */
export const rightToLeft = 'rtla';

/**
 * Latin, Cyrillic, Greek and Devanagari; then what is looked for in vain there. Of the Arabic ones this has a glyph for each
 * letter: Noto's draws most as a stroke and dots, and what is copied from a document or searched in it has lost the dots.
 */
const families = {
  sans: ['noto-sans', 'NotoSans'],
  arabic: ['ibm-plex-sans-arabic', 'IBMPlexSansArabic'],
  hebrew: ['noto-sans-hebrew', 'NotoSansHebrew'],
  chinese: ['noto-sans-sc', 'NotoSansSC'],
  korean: ['noto-sans-kr', 'NotoSansKR'],
} as const;
type Family = keyof typeof families;
const familiesInOrder = Object.keys(families) as Family[];
const styles: Record<Weight, string> = { regular: '400Regular', bold: '700Bold' };

const { resolve } = createRequire(import.meta.url);
const runsKeptMax = 3000;
const opened = new Map<string, Face>();

function fileOf(family: Family, weight: Weight): string {
  const [folder, name] = families[family];
  return resolve(`@expo-google-fonts/${folder}/${styles[weight]}/${name}_${styles[weight]}.ttf`);
}

function openFace(family: Family, weight: Weight): Face {
  const name = `${family}-${weight}`;
  const known = opened.get(name);
  if (known) return known;
  const font = create(readFileSync(fileOf(family, weight))) as Font;
  font.layout = makeLayout(font);
  const face = { name, font };
  opened.set(name, face);
  return face;
}

/**
 * Left to itself a font guesses a run's direction from its first letter, and has no direction for brackets and spaces. The same
 * words come again and again, to be measured and to be drawn: what was made of them is kept, so many of them.
 */
function makeLayout(font: Font): Font['layout'] {
  const layout = font.layout.bind(font);
  const kept = new Map<string, GlyphRun>();
  return (text, features) => {
    const direction = isRightToLeft(features) ? 'rtl' : 'ltr';
    const key = `${direction} ${text}`;
    let run = kept.get(key);
    if (run === undefined) {
      run = layout(text, direction === 'rtl' ? (unmirrored as never) : [], undefined, undefined, direction);
      if (kept.size >= runsKeptMax) kept.clear();
      kept.set(key, run);
    }
    const { glyphs, advanceWidth } = run;
    // Whoever asked scales the positions where they are.
    return { glyphs, advanceWidth, positions: run.positions.map((position) => ({ ...position })) } as GlyphRun;
  };
}

/** Its brackets have been turned round already: not all fonts could do it. */
const unmirrored = { rtlm: false };
const isRightToLeft = (features: unknown): boolean => Array.isArray(features) && features.includes(rightToLeft);

/** Joiners and the like are drawn by no font. */
const unseen = /^\p{Default_Ignorable_Code_Point}$/u;
/** Spaces, digits and signs stay in the font of the word before them, if that has them. */
const common = /^[\p{Script=Common}\p{Script=Inherited}]+$/u;

/** The face for one character as people see it; where none has it, the first shows its empty box. */
export function findFace(character: string, weight: Weight, before: Face | null): Face {
  if (before && common.test(character) && hasAll(before, character)) return before;
  for (const family of familiesInOrder) {
    const face = openFace(family, weight);
    if (hasAll(face, character)) return face;
  }
  return openFace('sans', weight);
}

const hasAll = ({ font }: Face, character: string): boolean =>
  Array.from(character).every((each) => unseen.test(each) || font.hasGlyphForCodePoint(each.codePointAt(0) ?? 0));
