/** `12.50` or `12,50` in minor units; null where it is no amount. */
export function readMoney(text: string, digits: number): number | null {
  const read = /^(\d{1,6})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  const part = read?.[2] ?? '';
  if (!read || part.length > digits) return null;
  return Number(`${read[1]}${part.padEnd(digits, '0')}`);
}
