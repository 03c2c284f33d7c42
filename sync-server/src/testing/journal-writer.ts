/** A terminal's journal as a test writes it: chained, signed, and sent in any way. */
import { assert } from '@marquee/shared/assert';
import type { Push } from '@marquee/shared/protocol/calls';
import {
  chainInput,
  chainStart,
  type EntryPayload,
  type EntryType,
  type JournalEntry,
} from '@marquee/shared/protocol/journal';
import { type SigningKey, sha256Hex } from '../platform/keys.ts';

export interface JournalWriter {
  readonly entries: JournalEntry[];
  append<T extends EntryType>(type: T, payload: EntryPayload<T>): JournalEntry;
  /** Any text under any type, chained and signed all the same. */
  appendText(type: string, payload: string): JournalEntry;
  /** The entries from `fromSeq` to `toSeq`, both included; by default all. */
  push(fromSeq?: number, toSeq?: number): Push;
}

export function makeJournalWriter(key: SigningKey, atMs: number): JournalWriter {
  const entries: JournalEntry[] = [];
  const hashBefore = (seq: number): string => (seq === 1 ? chainStart : (entries[seq - 2]?.hash ?? ''));

  function appendText(type: string, payload: string): JournalEntry {
    const unsigned = { seq: entries.length + 1, type, payload, atMs: atMs + entries.length };
    const hash = sha256Hex(chainInput(hashBefore(unsigned.seq), unsigned));
    const signature = Buffer.from(key.sign(Buffer.from(hash, 'hex'))).toString('base64url');
    const entry = { ...unsigned, hash, signature };
    entries.push(entry);
    return entry;
  }

  return {
    entries,
    appendText,
    append: (type, payload) => appendText(type, JSON.stringify(payload)),
    push(fromSeq = 1, toSeq = entries.length) {
      assert(fromSeq >= 1 && toSeq >= fromSeq && toSeq <= entries.length, 'entries that are there');
      return { fromSeq, previousHash: hashBefore(fromSeq), entries: entries.slice(fromSeq - 1, toSeq) };
    },
  };
}
