/** Lines of a table for a spreadsheet (RFC 4180). */

export type Cell = string | number | null | { minor: number; digits: number };

/** Minor units as a plain number, to the cent. */
function decimal({ minor, digits }: { minor: number; digits: number }): string {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return minor < 0 ? `-${whole}` : whole;
}

/** A cell that begins like a formula is marked as text: a name that somebody has given must not become one. */
function writeCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'object') return decimal(value);
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
export const writeCsvLine = (cells: readonly Cell[]): string => `${cells.map(writeCell).join(',')}\r\n`;

/** By which spreadsheets know that it is UTF-8. */
export const csvMark = '\uFEFF';
