/**
 * A schedule as a theatre-management system writes it: JSON or CSV (docs/schedule-import.md). Pure: every mistake is told
 * with its line, and nothing is guessed.
 */
import { displays } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import { Language } from './pattern.ts';

/** More is a mistake: a year of a large cinema has fewer. */
export const showsMax = 1000;

const text = (max: number) => z.string().trim().min(1).max(max);
/** A number, also where a spreadsheet has made a text of it. */
const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,6}$/, 'must be a number')
    .transform(Number),
]);

const localTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/;

const Show = z.strictObject({
  id: text(64).regex(/^[\w.:/-]+$/, 'must be letters, digits, . : / _ -'),
  venue: text(80),
  film: text(200),
  starts: z
    .string()
    .trim()
    .refine((value) => localTime.test(value) || instant.test(value), 'must be a time such as 2026-12-04T20:15')
    .refine((value) => !Number.isNaN(Date.parse(value.replace(' ', 'T'))), 'must be a day and time that there is'),
  minutes: number
    .pipe(
      z
        .int()
        .min(1)
        .max(23 * 60),
    )
    .optional(),
  display: z.enum(displays).default('2D'),
  language: Language,
  price: z
    .union([z.number().nonnegative().transform(String), z.string().trim()])
    .pipe(z.string().regex(/^\d{1,6}([.]\d{1,3})?$/, 'must be an amount such as 12.50')),
});
export type ShowInFile = z.output<typeof Show> & { line: number };

export interface Mistake {
  /** 0: of the file as a whole. */
  line: number;
  field: string;
  /** In English, as the file’s makers read it. */
  message: string;
}
export interface ReadSchedule {
  shows: ShowInFile[];
  mistakes: Mistake[];
}

/** Whoever writes the file sees what was read, line by line. */
export function readSchedule(format: 'json' | 'csv', source: string): ReadSchedule {
  const clean = source.replace(/^\uFEFF/, '');
  const raw = format === 'json' ? readJson(clean) : readCsv(clean);
  const mistakes = [...raw.mistakes];
  const shows: ShowInFile[] = [];
  const lineOf = new Map<string, number>();
  for (const { line, value } of raw.shows) {
    const read = Show.safeParse(value);
    if (!read.success) {
      mistakes.push(
        ...read.error.issues.map((issue) => ({ line, field: issue.path.join('.'), message: issue.message })),
      );
      continue;
    }
    const other = lineOf.get(read.data.id);
    if (other !== undefined) mistakes.push({ line, field: 'id', message: `is in line ${other} already` });
    else shows.push({ ...read.data, line });
    lineOf.set(read.data.id, other ?? line);
  }
  if (raw.shows.length > showsMax) mistakes.push({ line: 0, field: '', message: `has more than ${showsMax} shows` });
  if (raw.shows.length === 0 && mistakes.length === 0) mistakes.push({ line: 0, field: '', message: 'has no shows' });
  return { shows, mistakes };
}

interface Raw {
  shows: { line: number; value: unknown }[];
  mistakes: Mistake[];
}

/** A show's line is that of its opening brace: found by counting braces outside of texts. */
function readJson(source: string): Raw {
  const File = z.object({ shows: z.array(z.unknown()) });
  let read: ReturnType<typeof File.safeParse>;
  try {
    read = File.safeParse(JSON.parse(source));
  } catch (thrown) {
    const at = Number(/position (\d+)/.exec(String(thrown))?.[1] ?? 0);
    return { shows: [], mistakes: [{ line: lineAt(source, at), field: '', message: 'is not JSON' }] };
  }
  if (!read.success) return { shows: [], mistakes: [{ line: 1, field: 'shows', message: 'must be a list of shows' }] };
  const lines = findShowLines(source);
  return { shows: read.data.shows.map((value, at) => ({ line: lines[at] ?? 1, value })), mistakes: [] };
}

const lineAt = (source: string, at: number): number => source.slice(0, at).split('\n').length;

/** Of each value of the list `shows`, in order. */
function findShowLines(source: string): number[] {
  const lines: number[] = [];
  let [depth, line] = [0, 1];
  let isText = false;
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at];
    if (character === '\n') line += 1;
    if (isText) {
      if (character === '\\') at += 1;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === '{' || character === '[') {
      if (depth === 2 && character === '{') lines.push(line);
      depth += 1;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return lines;
}

const required = ['id', 'venue', 'film', 'starts', 'language', 'price'];
const known = [...required, 'minutes', 'display'];

function readCsv(source: string): Raw {
  const [head, ...rows] = splitCsv(source);
  const names = head?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const mistakes = [
    ...required
      .filter((name) => !names.includes(name))
      .map((field) => ({ field, message: 'is not among the columns' })),
    ...names.filter((name) => !known.includes(name)).map((field) => ({ field, message: 'is no column of a schedule' })),
  ].map((mistake) => ({ line: 1, ...mistake }));
  if (mistakes.length > 0) return { shows: [], mistakes };
  const shows: Raw['shows'] = [];
  for (const { line, cells } of rows) {
    if (cells.length === names.length) {
      // An empty cell is one that was left out.
      const given = names.flatMap((name, at) => (cells[at]?.trim() ? [[name, cells[at]]] : []));
      shows.push({ line, value: Object.fromEntries(given) });
    } else
      mistakes.push({ line, field: '', message: `has ${cells.length} cells, and there are ${names.length} columns` });
  }
  return { shows, mistakes };
}

/** RFC 4180, also with semicolons as some spreadsheets write it. Empty lines are passed over. */
function splitCsv(source: string): { line: number; cells: string[] }[] {
  const separator = /^[^\n"]*;/.test(source) && !/^[^\n"]*,/.test(source) ? ';' : ',';
  const rows: { line: number; cells: string[] }[] = [];
  let [cells, cell, line, begun] = [[] as string[], '', 1, 1];
  let isQuoted = false;
  const endRow = () => {
    cells.push(cell);
    if (cells.length > 1 || cells[0]?.trim()) rows.push({ line: begun, cells });
    [cells, cell] = [[], ''];
  };
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at] ?? '';
    if (character === '\n') line += 1;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === separator) {
      cells.push(cell);
      cell = '';
    } else if (character === '\n') {
      endRow();
      begun = line;
    } else if (character !== '\r') cell += character;
  }
  endRow();
  return rows;
}
