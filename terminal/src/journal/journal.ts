/**
 * The terminal's journal: append-only, dense, chained and signed. An entry is written in the transaction of the act that
 * it reports, so the two can't come apart.
 */
import { assert } from '@marquee/shared/assert';
import {
  chainInput,
  chainStart,
  type EntryPayload,
  type EntryType,
  entryPayloads,
  type JournalEntry,
} from '@marquee/shared/protocol/journal';
import { sha256Hex, type TerminalKey } from '../platform/keys.ts';
import type { Store } from '../platform/store.ts';

export interface JournalDeps {
  store: Store;
  key: TerminalKey;
  /** The terminal's sense of time. */
  nowMs(): number;
  /** Called for each appended entry, inside its transaction; the sync loop wakes after the commit. */
  onAppend?: (seq: number) => void;
}

interface EntryRow {
  seq: number;
  type: string;
  payload: string;
  at_ms: number;
  hash: string;
  signature: string;
}

/** Must be called inside a transaction. Answers the new entry's number. */
export function appendEntry<T extends EntryType>(
  deps: JournalDeps,
  type: T,
  payload: EntryPayload<T>,
  seq = nextSeq(deps.store),
): number {
  const previous = readPlace(deps.store, seq - 1);
  assert(previous !== undefined, `journal entry ${seq - 1} exists`);
  assert(previous.type !== 'terminal.closed', 'nothing comes after the last entry');
  const text = JSON.stringify(entryPayloads[type].parse(payload));
  const entry = { seq, type, payload: text, atMs: deps.nowMs() };
  const hash = sha256Hex(chainInput(previous.hash, entry));
  const signature = Buffer.from(deps.key.sign(Buffer.from(hash, 'hex'))).toString('base64url');
  const changes = deps.store.run(
    'INSERT INTO journal (seq, type, payload, at_ms, hash, signature) VALUES (?, ?, ?, ?, ?, ?)',
    seq,
    type,
    text,
    entry.atMs,
    hash,
    signature,
  );
  assert(changes === 1, 'one journal entry inserted');
  deps.onAppend?.(seq);
  return seq;
}

export function lastSeq(store: Store): number {
  return store.get<{ last: number | null }>('SELECT MAX(seq) AS last FROM journal')?.last ?? 0;
}
export const nextSeq = (store: Store): number => lastSeq(store) + 1;

/** An entry's place in the chain; of entry 0, where every chain starts; undefined where there is none. */
function readPlace(store: Store, seq: number): { type: string | null; hash: string } | undefined {
  if (seq === 0) return { type: null, hash: chainStart };
  return store.get('SELECT type, hash FROM journal WHERE seq = ?', seq);
}
export const readHash = (store: Store, seq: number): string | undefined => readPlace(store, seq)?.hash;

/** Whether the last entry of all has been written. */
export const isJournalClosed = (store: Store): boolean => readPlace(store, lastSeq(store))?.type === 'terminal.closed';

/** The screenings whose rights or tickets these entries have moved. */
export function listScreenings(store: Store, afterSeq: number, toSeq: number): number[] {
  return store
    .all<{ screening_id: number }>(
      `SELECT DISTINCT json_extract(payload, '$.screeningId') AS screening_id FROM journal
        WHERE seq > ? AND seq <= ? AND type <> 'ticket.scanned' AND json_extract(payload, '$.screeningId') IS NOT NULL ORDER BY 1`,
      afterSeq,
      toSeq,
    )
    .map((row) => row.screening_id);
}

/** Entries from a number on, within both limits; at least one where there is one. */
export function readEntries(store: Store, fromSeq: number, limit: { entries: number; bytes: number }): JournalEntry[] {
  const rows = store.all<EntryRow>(
    'SELECT seq, type, payload, at_ms, hash, signature FROM journal WHERE seq >= ? ORDER BY seq LIMIT ?',
    fromSeq,
    limit.entries,
  );
  const entries: JournalEntry[] = [];
  let bytes = 0;
  for (const { at_ms, ...row } of rows) {
    bytes += row.payload.length;
    if (entries.length > 0 && bytes > limit.bytes) break;
    entries.push({ ...row, atMs: at_ms });
  }
  return entries;
}

export function readAcked(store: Store): number {
  return store.get<{ acked_seq: number }>('SELECT acked_seq FROM sent WHERE id = 1')?.acked_seq ?? 0;
}

/** The mark only grows: a late answer of an earlier batch changes nothing. */
export function saveAcked(store: Store, seq: number): void {
  store.run('UPDATE sent SET acked_seq = ? WHERE id = 1 AND acked_seq < ?', seq, seq);
}

export const countUnsent = (store: Store): number => lastSeq(store) - readAcked(store);
