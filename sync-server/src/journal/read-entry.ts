import {
  type EntryPayload,
  type EntryType,
  entryPayloads,
  type JournalEntry,
  type SaleMade,
} from '@marquee/shared/protocol/journal';

/** An entry with its payload read; `payload` null where this server can't read it. */
export type ReadEntry =
  | { [T in EntryType]: { entry: JournalEntry; type: T; payload: EntryPayload<T> } }[EntryType]
  | { entry: JournalEntry; type: null; payload: null };

export function readEntry(entry: JournalEntry): ReadEntry {
  if (!isEntryType(entry.type)) return { entry, type: null, payload: null };
  const read = entryPayloads[entry.type].safeParse(parseJson(entry.payload));
  if (entry.type === 'sale.made' && read.success && !hasDistinctLines(read.data as SaleMade)) {
    return { entry, type: null, payload: null };
  }
  return (
    read.success ? { entry, type: entry.type, payload: read.data } : { entry, type: null, payload: null }
  ) as ReadEntry;
}
/** Lines number the tickets of a booking: the tables can't hold two with one number. */
const hasDistinctLines = ({ lines }: SaleMade): boolean => new Set(lines.map(({ line }) => line)).size === lines.length;

const isEntryType = (type: string): type is EntryType => Object.hasOwn(entryPayloads, type);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
