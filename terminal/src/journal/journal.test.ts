import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chainInput, chainStart, JournalEntry } from '@marquee/shared/protocol/journal';
import { sha256Hex, verifySignature } from '../platform/keys.ts';
import { type BoxOffice, openBoxOffice } from '../testing/box-office.ts';
import { appendEntry, countUnsent, lastSeq, readAcked, readEntries, readHash, saveAcked } from './journal.ts';

let office: BoxOffice;
beforeEach(() => {
  office = openBoxOffice();
});
afterEach(() => office.close());

const append = () =>
  office.store.transaction(() =>
    appendEntry(office.deps, 'rights.returned', {
      screeningId: 1,
      reason: 'recalled',
      seats: [{ seatId: 5, version: 1 }],
    }),
  );
const everything = { entries: 100, bytes: 1_000_000 };

test('entries are numbered from 1 without a gap, and each hash covers the one before', () => {
  append();
  append();
  const entries = readEntries(office.store, 1, everything);
  expect(entries.map((entry) => entry.seq)).toEqual([1, 2, 3]);
  let previous = chainStart;
  for (const entry of entries) {
    expect(JournalEntry.parse(entry)).toEqual(entry);
    expect(entry.hash).toBe(sha256Hex(chainInput(previous, entry)));
    expect(
      verifySignature(
        office.deps.key.publicKey,
        Buffer.from(entry.hash, 'hex'),
        Buffer.from(entry.signature, 'base64url'),
      ),
    ).toBe(true);
    previous = entry.hash;
  }
  expect([readHash(office.store, 0), readHash(office.store, 3), readHash(office.store, 4)]).toEqual([
    chainStart,
    previous,
    undefined,
  ]);
});

test('an entry can’t be changed, and no number is used twice or skipped', () => {
  append();
  expect(() => office.store.run("UPDATE journal SET payload = '{}' WHERE seq = 1")).toThrow('append-only');
  expect(() => office.store.run('UPDATE journal SET seq = 9')).toThrow('append-only');
  expect(() =>
    office.store.transaction(() => appendEntry(office.deps, 'terminal.opened', { terminal: 17, publicKey: '' }, 2)),
  ).toThrow('UNIQUE');
  expect(() =>
    office.store.transaction(() => appendEntry(office.deps, 'terminal.opened', { terminal: 17, publicKey: '' }, 4)),
  ).toThrow('journal entry 3 exists');
  expect(lastSeq(office.store)).toBe(2);
});

test('a payload that the protocol doesn’t know is never written', () => {
  expect(() =>
    office.store.transaction(() =>
      appendEntry(office.deps, 'rights.returned', { screeningId: 0, reason: 'recalled', seats: [] }),
    ),
  ).toThrow();
  expect(lastSeq(office.store)).toBe(1);
});

test('an entry of an act that was rolled back is not there', () => {
  expect(() =>
    office.store.transaction(() => {
      append();
      throw new Error('the act failed');
    }),
  ).toThrow('the act failed');
  expect(lastSeq(office.store)).toBe(1);
});

describe('sending', () => {
  test('a batch keeps within both limits but is never empty, or a large entry would block the rest', () => {
    append();
    append();
    const seqs = (limit: { entries: number; bytes: number }) =>
      readEntries(office.store, 1, limit).map((entry) => entry.seq);
    expect([seqs({ entries: 2, bytes: 1_000_000 }), seqs({ entries: 9, bytes: 1 })]).toEqual([[1, 2], [1]]);
    expect(readEntries(office.store, 4, everything)).toEqual([]);
  });

  test('the mark of what the server has only grows', () => {
    append();
    saveAcked(office.store, 2);
    saveAcked(office.store, 1);
    expect([readAcked(office.store), countUnsent(office.store)]).toEqual([2, 0]);
  });
});
