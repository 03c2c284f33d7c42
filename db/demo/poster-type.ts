/** Setting text without measuring it: a poster is drawn where there are no fonts, and shown with fonts we don't choose. */

/**
 * Advance widths of U+0020..U+007E in hundredths of the font size: for each character the widest of Outfit 800,
 * Noto Sans 700 and DejaVu Sans 700, so that a line that fits here fits in any of them.
 */
const asciiWidths = [
  35, 46, 57, 84, 70, 100, 87, 32, 46, 46, 52, 84, 38, 46, 38, 40, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 40, 40, 84,
  84, 84, 58, 101, 77, 76, 73, 83, 68, 68, 82, 84, 37, 57, 77, 64, 100, 84, 85, 73, 85, 77, 72, 68, 81, 77, 110, 77, 72,
  73, 46, 40, 46, 84, 57, 63, 67, 72, 59, 72, 68, 45, 72, 71, 34, 34, 67, 34, 104, 71, 69, 72, 72, 49, 60, 48, 71, 65,
  92, 65, 65, 58, 71, 37, 71, 84,
];

/** In font sizes: no font of the list sets the text wider. */
export function estimateWidth(text: string): number {
  let hundredths = 0;
  for (const character of text.normalize('NFD')) hundredths += characterWidth(character);
  return hundredths / 100;
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code <= 0x7e) return asciiWidths[code - 0x20] ?? 100;
  if (/\p{M}/u.test(character)) return 0;
  if (/\p{Ll}/u.test(character)) return 90;
  if (/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]/u.test(character)) return 100;
  return 112;
}

interface Word {
  text: string;
  /** Stands apart from the word before it on the same line. */
  spaced: boolean;
}

const smallWords = /^(a|an|the|of|and|in|on|to|de|des|la|le|les|el|il|der|die|das|und|à|&)$/i;
const longWord = 12;

/** The places where a line may end: at spaces, in a long compound after its hyphen or slash, and between CJK characters. */
export function splitWords(text: string): Word[] {
  const words: Word[] = [];
  for (const chunk of text.split(/\s+/u).filter((part) => part !== '')) {
    const compound = chunk.length > longWord ? chunk.split(/(?<=[/-])(?=\p{L})/u) : [chunk];
    const parts = compound.flatMap(
      (part) => part.match(/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]\p{Po}*ー*|[^\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]+/gu) ?? [],
    );
    for (const [i, part] of parts.entries()) words.push({ text: part, spaced: i === 0 && words.length > 0 });
  }
  return words;
}

function joinWords(words: readonly Word[]): string {
  return words.map((word, i) => (word.spaced && i > 0 ? ` ${word.text}` : word.text)).join('');
}

export interface Setting {
  lines: string[];
  size: number;
}

/** Room for text, in the poster's units. */
export interface Room {
  width: number;
  height: number;
  sizeMax: number;
  linesMax: number;
}

export const lineHeight = 1;
/** From the baseline of the last line down to the lowest descender. */
export const descent = 0.24;

/** Breaks a text so that it can be set as large as the room allows, rather even lines, no article at a line's end and no last
 * line of a number alone. */
export function setText(text: string, room: Room): Setting {
  const words = splitWords(text);
  let best: Setting = { lines: [], size: 0 };
  let bestWorth = 0;
  for (let count = 1; count <= Math.min(words.length, room.linesMax); count += 1) {
    const lines = breakEvenly(words, count);
    const widest = Math.max(...lines.map(estimateWidth));
    const size = Math.min(room.sizeMax, room.width / widest, room.height / (count * lineHeight + descent));
    const dangling = lines.slice(0, -1).filter((line) => smallWords.test(line.split(' ').at(-1) ?? '')).length;
    const lonely = count > 1 && [...(lines.at(-1) ?? '')].length <= 2 ? 1 : 0;
    const worth = size * 0.97 ** (count - 1) * 0.9 ** dangling * 0.8 ** lonely;
    if (worth > bestWorth) {
      bestWorth = worth;
      best = { lines, size: Math.floor(size * 10) / 10 };
    }
  }
  return best;
}

/** So many lines, the widest of them as narrow as can be: the shortest way through all places to break. */
function breakEvenly(words: readonly Word[], count: number): string[] {
  // best[i] for so many lines: how the first i words are set in them.
  let best: (Broken | null)[] = [{ widest: 0, lines: [] }, ...words.map(() => null)];
  for (let line = 0; line < count; line += 1) {
    const next: (Broken | null)[] = best.map(() => null);
    for (const [start, before] of best.entries()) {
      if (before === null) continue;
      for (let end = start + 1; end <= words.length; end += 1) {
        const text = joinWords(words.slice(start, end));
        const widest = Math.max(before.widest, estimateWidth(text));
        const other = next[end] ?? null;
        if (other === null || widest < other.widest) next[end] = { widest, lines: [...before.lines, text] };
      }
    }
    best = next;
  }
  return best[words.length]?.lines ?? [joinWords(words)];
}
interface Broken {
  widest: number;
  lines: string[];
}

/** "2001: A Space Odyssey": the name, and what stands smaller under it. */
export function splitTitle(title: string): { name: string; subtitle: string | null } {
  const match = /^(.{2,}?)(?:: |：| - | – )(.{2,})$/u.exec(title) ?? /^(.{2,}?) (\(.{2,}\))$/u.exec(title);
  return match?.[1] !== undefined && match[2] !== undefined
    ? { name: match[1], subtitle: match[2] }
    : { name: title, subtitle: null };
}

/** Text for XML: markup escaped, characters that XML can't carry left out. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
