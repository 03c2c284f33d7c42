/** Tables as files for a spreadsheet (RFC 4180), and lists of machines read from one. */
import type { TerminalRole } from '../api-types.ts';

/** A cell that begins like a formula is marked as text: a terminal’s name must not become one. A plain number is none. */
const writeCell = (value: string | number): string => {
  const isFormula = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) && !/^-\d+(\.\d+)?$/.test(value);
  const text = isFormula ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** With a mark by which spreadsheets know that it is UTF-8. */
export const writeCsv = (rows: readonly (readonly (string | number)[])[]): string =>
  `\uFEFF${rows.map((row) => row.map(writeCell).join(',')).join('\r\n')}\r\n`;

/** Minor units as a plain decimal number, to the cent. */
export function decimal(minor: number, digits = 2): string {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return minor < 0 ? `-${whole}` : whole;
}

function readLine(line: string): string[] {
  const cells: string[] = [];
  for (const [, quoted, plain = '', end] of line.matchAll(/(?:\s*"((?:[^"]|"")*)"\s*|([^,]*))(,|$)/g)) {
    cells.push((quoted?.replaceAll('""', '"') ?? plain).trim());
    if (end === '') break;
  }
  return cells;
}

export interface Machine {
  name: string;
  role: TerminalRole;
}
export type CsvFault =
  | { word: 'csv.columns' | 'csv.empty' | 'csv.long'; line: number }
  | { word: 'csv.role'; line: number; value: string }
  | { word: 'csv.twice'; line: number; value: string; other: number }
  | { word: 'csv.many'; n: number }
  | { word: 'csv.none' };

export const machinesMax = 50;
const nameCharsMax = 60;
const roles: readonly string[] = ['kiosk', 'till', 'gate'];

/** Lines are counted as an editor counts them. Empty ones, and a first one that names the columns, are passed over. */
export function readMachines(text: string): { machines: Machine[]; faults: CsvFault[] } {
  const machines: Machine[] = [];
  const faults: CsvFault[] = [];
  const lineOf = new Map<string, number>();
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (const [at, source] of lines.entries()) {
    if (source.trim() === '') continue;
    const line = at + 1;
    const cells = readLine(source);
    const [name = '', role = ''] = cells;
    if (lineOf.size === 0 && faults.length === 0 && /^name$/i.test(name) && /^role$/i.test(role)) continue;
    const other = lineOf.get(name.toLowerCase());
    if (cells.length !== 2) faults.push({ word: 'csv.columns', line });
    else if (name === '') faults.push({ word: 'csv.empty', line });
    else if (name.length > nameCharsMax) faults.push({ word: 'csv.long', line });
    else if (!roles.includes(role.toLowerCase())) faults.push({ word: 'csv.role', line, value: role });
    else if (other !== undefined) faults.push({ word: 'csv.twice', line, value: name, other });
    else machines.push({ name, role: role.toLowerCase() as TerminalRole });
    if (name !== '' && other === undefined) lineOf.set(name.toLowerCase(), line);
  }
  if (machines.length > machinesMax) faults.push({ word: 'csv.many', n: machines.length });
  if (machines.length === 0 && faults.length === 0) faults.push({ word: 'csv.none' });
  return { machines, faults };
}
