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
  const previousHash = readHash(deps.store, seq - 1);
  assert(previousHash !== undefined, `journal entry ${seq - 1} exists`);
  const text = JSON.stringify(entryPayloads[type].parse(payload));
  const entry = { seq, type, payload: text, atMs: deps.nowMs() };
  const hash = sha256Hex(chainInput(previousHash, entry));
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

/** The hash of an entry; of entry 0, where every chain starts; undefined where there is none. */
export function readHash(store: Store, seq: number): string | undefined {
  if (seq === 0) return chainStart;
  return store.get<{ hash: string }>('SELECT hash FROM journal WHERE seq = ?', seq)?.hash;
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
