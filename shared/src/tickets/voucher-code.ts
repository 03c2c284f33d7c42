/**
 * The code of a gift voucher: 16 characters of Crockford's base 32, 80 bits, shown in groups of four. Letters that are
 * taken for digits are not written, and are read as those digits.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const voucherCodeBytes = 10;
const characters = 16;

export function writeVoucherCode(bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes.subarray(0, voucherCodeBytes)) bits = bits * 256n + BigInt(byte);
  let code = '';
  for (let at = 0; at < characters; at += 1) {
    code = alphabet[Number(bits % 32n)] + code;
    bits /= 32n;
  }
  return code;
}

/** As it was typed or scanned, with or without its groups, in any case; null for what is no such code. */
export function readVoucherCode(text: string): string | null {
  const code = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(code) ? code : null;
}

export const groupVoucherCode = (code: string): string => code.replaceAll(/(.{4})(?=.)/g, '$1-');
/** What may be shown of it: enough to tell vouchers apart, and no help in guessing. */
export const voucherCodeEnd = (code: string): string => code.slice(-4);
