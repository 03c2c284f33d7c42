/** Rows and seats by pattern: "rows A–M without I, 18 seats each, aisles after 5 and 13". */
import { boundsOf, labelOf, letterAt, limits, type Place, type Plan, type SeatKind } from './plan.ts';

export interface Pattern {
  /** `A-M`, `M-A`, `1-12`, or `A, B, D`; from the screen back. */
  rows: string;
  /** Names that are left out of a range: `I, O`. */
  skip: string;
  seats: number;
  /** How many seats are left of each aisle: `5, 13`. */
  aisles: string;
  from: 'left' | 'right';
  numbers: 'each' | 'odd' | 'even';
  start: number;
  kind: SeatKind;
}
export const firstPattern: Pattern = {
  rows: 'A-J',
  skip: 'I',
  seats: 16,
  aisles: '8',
  from: 'left',
  numbers: 'each',
  start: 1,
  kind: 'standard',
};

export type PatternFault =
  | { word: 'pattern.rows' | 'pattern.aisles'; value: string }
  | { word: 'pattern.row-twice' | 'pattern.row-long'; value: string }
  | { word: 'pattern.none' | 'pattern.many' | 'pattern.seats' };

export interface PatternRead {
  rows: string[];
  aisles: number[];
}

const rowsMax = 100;
export const seatsPerRowMax = 100;

export function readPattern(
  pattern: Pattern,
  plan: Plan,
): { ok: true; read: PatternRead } | { ok: false; fault: PatternFault } {
  const no = (fault: PatternFault) => ({ ok: false as const, fault });
  const skipped = new Set(split(pattern.skip).map((name) => name.toUpperCase()));
  const rows: string[] = [];
  for (const part of split(pattern.rows)) {
    const names = readRange(part);
    if (!names) return no({ word: 'pattern.rows', value: part });
    rows.push(...names.filter((name) => !skipped.has(name.toUpperCase())));
  }
  if (rows.length === 0) return no({ word: 'pattern.none' });
  const known = new Set(plan.places.map(({ row }) => row));
  for (const row of rows) {
    if (row.length > limits.row) return no({ word: 'pattern.row-long', value: row });
    if (known.has(row)) return no({ word: 'pattern.row-twice', value: row });
    known.add(row);
  }
  if (!Number.isInteger(pattern.seats) || pattern.seats < 1 || pattern.seats > seatsPerRowMax)
    return no({ word: 'pattern.seats' });
  if (plan.places.length + rows.length * pattern.seats > limits.seats) return no({ word: 'pattern.many' });
  const aisles: number[] = [];
  for (const part of split(pattern.aisles)) {
    const after = Number(part);
    if (!Number.isInteger(after) || after < 1 || after >= pattern.seats)
      return no({ word: 'pattern.aisles', value: part });
    aisles.push(after);
  }
  return { ok: true, read: { rows, aisles } };
}

const split = (text: string): string[] => text.split(/[\s,;]+/).filter((part) => part !== '');

/** Null where it is no range of letters or numbers, and no name. */
function readRange(part: string): string[] | null {
  const [, from = '', to] = /^([\p{L}\p{N}]+)(?:[-–—]([\p{L}\p{N}]+))?$/u.exec(part) ?? [];
  if (from === '') return null;
  if (to === undefined) return [from];
  const read = (name: string) => (/^\d+$/.test(name) ? Number(name) : indexOfLetters(name));
  const isLike = /^\d+$/.test(from) === /^\d+$/.test(to);
  const [first, last] = [read(from), read(to)];
  if (!isLike || first === null || last === null || Math.abs(last - first) >= rowsMax) return null;
  const step = last < first ? -1 : 1;
  return Array.from({ length: Math.abs(last - first) + 1 }, (_, at) => {
    const n = first + at * step;
    return /^\d+$/.test(from) ? String(n) : letterAt(n);
  });
}

function indexOfLetters(name: string): number | null {
  if (!/^[A-Za-z]{1,2}$/.test(name)) return null;
  return [...name.toUpperCase()].reduce((index, letter) => (index + 1) * 26 + letter.charCodeAt(0) - 65, -1);
}

/** Behind what is there already, in its middle. */
export function addPattern(plan: Plan, pattern: Pattern, { rows, aisles }: PatternRead): Plan {
  const width = pattern.seats + aisles.length;
  const { left, right, bottom } = boundsOf(plan.places);
  const isEmpty = plan.places.length === 0;
  const fromX = isEmpty ? 0 : left + Math.floor((right - left + 1 - width) / 2);
  const fromY = isEmpty ? 0 : bottom + 1;
  const added: Place[] = rows.flatMap((row, back) =>
    Array.from({ length: pattern.seats }, (_, at) => ({
      key: plan.nextKey + back * pattern.seats + at,
      row,
      label: labelOf(row, numberAt(pattern, at)),
      x: fromX + at + aisles.filter((after) => at >= after).length,
      y: fromY + back,
      kind: pattern.kind,
      isBroken: false,
    })),
  );
  return { places: [...plan.places, ...added], nextKey: plan.nextKey + added.length };
}

/** Of the seat that is so many to the right of the row's first. */
function numberAt({ seats, from, numbers, start }: Pattern, at: number): number {
  const nth = from === 'left' ? at : seats - 1 - at;
  if (numbers === 'each') return start + nth;
  return (numbers === 'odd' ? 1 : 2) + 2 * nth;
}

/** What a row behind all that are called by letters would be called. */
export function rowAfter({ places }: Plan, skip: string): string {
  const skipped = new Set(split(skip).map((name) => name.toUpperCase()));
  let at = Math.max(-1, ...new Set(places.map(({ row }) => indexOfLetters(row) ?? -1))) + 1;
  while (skipped.has(letterAt(at))) at += 1;
  return letterAt(at);
}
