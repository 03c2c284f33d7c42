/**
 * Titles whose accents were written as Windows-1252 and read as Mac Roman: "Amélie" arrives as "AmÈlie", because byte E9
 * is é in the one and È in the other. Tables: Unicode's mapping files APPLE/ROMAN.TXT and MICSFT/WINDOWS/CP1252.TXT.
 */
const macRomanFrom80 =
  'ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ';
/** Five bytes have no character in Windows-1252; a text that would need one was not damaged in this way. */
const windows1252From80 = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';

/** Signs that stand alone in real titles: "Alien³", "Naked Gun 2½", "How Do You Know…". */
const plainSigns = new Set('…’‘“”–—¡¿½¼¾³²¹°&€£¢¥§©®™×«»');

/**
 * The title as it was written. Repaired only when every accented character can have come from this one mistake and the
 * result reads better than what came in; so "Alien³" (no ³ in Mac Roman), "Ri¢hie" (same byte in both) and a rightly
 * decoded "Amélie" stay. A damaged accent at the start of a word ("Èducation" for "éducation") looks right and stays too.
 */
export function repairAccents(text: string): string {
  const repaired = readAsWindows1252(text);
  return repaired !== null && countOddities(repaired) < countOddities(text) ? repaired : text;
}

function readAsWindows1252(text: string): string | null {
  let out = '';
  for (const character of text) {
    if (character <= '\x7f') {
      out += character;
      continue;
    }
    const index = macRomanFrom80.indexOf(character);
    if (index < 0) return null;
    const byte = 0x80 + index;
    const meant = byte < 0xa0 ? (windows1252From80[index] ?? '\0') : String.fromCharCode(byte);
    if (meant === '\0') return null;
    out += meant;
  }
  return out;
}

/** How many accented characters and signs stand where no title has one. */
function countOddities(text: string): number {
  const characters = [...text];
  return characters.filter(
    (character, i) => character > '\x7f' && isOdd(character, characters[i - 1] ?? ' ', characters[i + 1] ?? ' '),
  ).length;
}

function isOdd(character: string, before: string, after: string): boolean {
  if (/\p{Lu}/u.test(character)) {
    const inAWord = /\p{Ll}/u.test(before) || (/\p{Lu}/u.test(before) && /\p{Ll}/u.test(after));
    const aWordByItself = /\s/.test(before) && /\s/.test(after);
    return inAWord || aWordByItself || isGreekAmongLatin(character, before);
  }
  if (/\p{Ll}/u.test(character)) return /\p{Lu}/u.test(after) || isGreekAmongLatin(character, before);
  if (/\p{L}/u.test(character)) return false;
  const insideAWord = /\p{L}/u.test(before) && /\p{L}/u.test(after);
  return insideAWord || !plainSigns.has(character);
}

/** "2Ω" and "piπ" are odd; a title in Greek is not. */
function isGreekAmongLatin(character: string, before: string): boolean {
  return /\p{Script=Greek}/u.test(character) && /[0-9\p{Script=Latin}]/u.test(before);
}
