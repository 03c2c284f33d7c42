/**
 * Base45 (RFC 9285): two bytes become three characters of the QR code's alphanumeric alphabet, which a QR symbol stores
 * more tightly than any other text. A value has exactly one spelling, so a code that decodes was written that way.
 */
export const base45Alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

const digitOf = new Map([...base45Alphabet].map((character, digit) => [character, digit]));

export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const high = bytes[at] ?? 0;
    const low = bytes[at + 1];
    text += low === undefined ? spell(high, 2) : spell(high * 256 + low, 3);
  }
  return text;
}

/** The bytes that this text spells; null where it is not Base45. Lower case is not forgiven: scanners don't change case. */
export function decodeBase45(text: string): Uint8Array | null {
  if (text.length % 3 === 1) return null;
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (text.length % 3 === 2 ? 1 : 0));
  let end = 0;
  for (let at = 0; at < text.length; at += 3) {
    const value = readDigits(text.slice(at, at + 3));
    const isLastByte = text.length - at === 2;
    if (value === null || value > (isLastByte ? 0xff : 0xffff)) return null;
    if (!isLastByte) bytes[end++] = value >> 8;
    bytes[end++] = value & 0xff;
  }
  return bytes;
}

/** Least significant digit first, as the RFC has it. */
function spell(value: number, digits: number): string {
  let text = '';
  for (let rest = value; text.length < digits; rest = Math.floor(rest / 45)) text += base45Alphabet[rest % 45];
  return text;
}

function readDigits(text: string): number | null {
  let value = 0;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const digit = digitOf.get(text.charAt(at));
    if (digit === undefined) return null;
    value = value * 45 + digit;
  }
  return value;
}
