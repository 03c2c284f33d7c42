import {
  type EntryPayload,
  type EntryType,
  entryPayloads,
  type JournalEntry,
  type SaleMade,
  type TicketsRefunded,
} from '@marquee/shared/protocol/journal';
import type { Scan } from '../admissions/admissions.ts';
import type { SaleToRecord } from '../bookings/bookings.ts';
import type { Transaction } from '../platform/database.ts';
import { insertVoidedCharges } from './journal.sql.ts';

/** An entry with its payload read; `payload` null where this server can't read it. */
export type ReadEntry =
  | { [T in EntryType]: { entry: JournalEntry; type: T; payload: EntryPayload<T> } }[EntryType]
  | { entry: JournalEntry; type: null; payload: null };

export function readEntry(entry: JournalEntry): ReadEntry {
  if (!isEntryType(entry.type)) return { entry, type: null, payload: null };
  const read = entryPayloads[entry.type].safeParse(parseJson(entry.payload));
  const hasLines = entry.type === 'sale.made' || entry.type === 'tickets.refunded';
  if (hasLines && read.success && !hasDistinctLines(read.data as SaleMade | TicketsRefunded)) {
    return { entry, type: null, payload: null };
  }
  return (
    read.success ? { entry, type: entry.type, payload: read.data } : { entry, type: null, payload: null }
  ) as ReadEntry;
}
/** Lines number the tickets of a booking, and by themselves its items: the tables can't hold two with one number. */
const hasDistinctLines = ({ lines, items = [] }: SaleMade | TicketsRefunded): boolean =>
  [lines, items].every((all) => new Set(all.map(({ line }) => line)).size === all.length);

const isEntryType = (type: string): type is EntryType => Object.hasOwn(entryPayloads, type);

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export type EntryOf<T extends EntryType> = Extract<ReadEntry, { type: T }>;

/** (screening, seat, version, seq, line) of each ticket. */
export function soldRows({ entry, payload }: EntryOf<'sale.made'>): [number, number, number, number, number][] {
  const { screeningId, lines } = payload;
  if (screeningId === null) return [];
  return lines.map((line) => [screeningId, line.seatId, line.version, entry.seq, line.line]);
}
/** (screening, seat, version) of each seat. */
export const returnedRows = ({ payload }: EntryOf<'rights.returned'>): [number, number, number][] =>
  payload.seats.map((seat) => [payload.screeningId, seat.seatId, seat.version]);
export const toSale = (terminal: number, nowMs: number, { entry, payload }: EntryOf<'sale.made'>): SaleToRecord => ({
  terminal,
  seq: entry.seq,
  atMs: entry.atMs,
  recordedAtMs: nowMs,
  channel: payload.channel,
  sale: payload,
});

export const toEntryAt = (terminal: number, { entry: { seq, atMs } }: ReadEntry) => ({ terminal, seq, atMs });

export const toScan = (gate: number, { entry, payload }: EntryOf<'ticket.scanned'>): Scan => ({
  gate,
  seq: entry.seq,
  atMs: entry.atMs,
  scanned: payload,
});

export function insertVoids(
  tx: Transaction,
  terminal: number,
  voids: readonly EntryOf<'charge.voided'>[],
): Promise<void> {
  return insertVoidedCharges(
    tx,
    voids.map(({ entry, payload }) => [
      terminal,
      entry.seq,
      payload.attemptId,
      payload.amountMinor,
      payload.currency,
      payload.reason,
      entry.atMs,
    ]),
  );
}
