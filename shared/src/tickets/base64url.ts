/**
 * Base64url without padding (RFC 4648, section 5), as keys and signatures travel. Written out because `shared` also runs
 * where Node's Buffer doesn't exist.
 */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const digitOf = new Map([...alphabet].map((character, digit) => [character, digit]));

/** The bytes that this text spells; null where it is not base64url, or not the one spelling of its bytes. */
export function decodeBase64Url(text: string): Uint8Array | null {
  if (text.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let bitCount = 0;
  let end = 0;
  for (const character of text) {
    const digit = digitOf.get(character);
    if (digit === undefined) return null;
    bits = ((bits << 6) | digit) & 0xffff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[end++] = (bits >> bitCount) & 0xff;
  }
  const hasSpareBits = (bits & ((1 << bitCount) - 1)) !== 0;
  return hasSpareBits ? null : bytes;
}
