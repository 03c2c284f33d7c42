import type { OrderId } from '@marquee/shared/ids';
import type { JournalEntry } from '@marquee/shared/protocol/journal';
import { first, insertRows, marks, type Queries, type Transaction, type Value } from '../platform/database.ts';

/**
 * The terminal's own row fences its journal: only the batch that continues exactly here gets through. `openOnly`: the row
 * also says whether the terminal is open, and a closed one's entries need care.
 */
export async function advanceAcked(
  tx: Transaction,
  move: {
    terminal: number;
    fromSeq: number;
    previousHash: string;
    toSeq: number;
    chain: string;
    nowMs: number;
    openOnly: boolean;
  },
): Promise<boolean> {
  const { changes } = await tx.run(
    `UPDATE terminal SET acked = ?, chain = ?, last_seen_ms = ? WHERE id = ? AND acked = ? AND chain = ?${move.openOnly ? " AND state = 'open'" : ''}`,
    [move.toSeq, move.chain, move.nowMs, move.terminal, move.fromSeq - 1, move.previousHash],
  );
  return changes === 1;
}

export interface AckedRow {
  acked: number;
  chain: string;
  state: 'open' | 'closed';
  closed_as: 'dead' | 'stolen' | null;
}
export function selectAcked(queries: Queries, terminal: number): Promise<AckedRow | undefined> {
  return first(queries, 'SELECT acked, chain, state, closed_as FROM terminal WHERE id = ?', [terminal]);
}

export async function selectPublicKey(queries: Queries, terminal: number): Promise<string | undefined> {
  const row = await first<{ public_key: string }>(queries, 'SELECT public_key FROM terminal WHERE id = ?', [terminal]);
  return row?.public_key;
}

/** The terminal has written its last entry. */
export async function saveFinalSeq(tx: Transaction, terminal: number, seq: number): Promise<void> {
  await tx.run('UPDATE terminal SET final_seq = ? WHERE id = ?', [seq, terminal]);
}

/** `dead`: can't be read here. `waiting`: of a stolen terminal. Both are kept whole and can be applied later. */
export type EntryState = 'applied' | 'exception' | 'dead' | 'waiting';

export function insertEntries(
  tx: Transaction,
  terminal: number,
  nowMs: number,
  entries: readonly { entry: JournalEntry; state: EntryState }[],
): Promise<void> {
  return insertRows(
    tx,
    'journal_entry',
    ['terminal_id', 'seq', 'type', 'payload', 'at_ms', 'hash', 'signature', 'recorded_at_ms', 'state'],
    entries.map(({ entry, state }) => [
      terminal,
      entry.seq,
      entry.type,
      entry.payload,
      entry.atMs,
      entry.hash,
      entry.signature,
      nowMs,
      state,
    ]),
  );
}

export async function setEntryState(tx: Transaction, terminal: number, seq: number, state: EntryState): Promise<void> {
  await tx.run('UPDATE journal_entry SET state = ? WHERE terminal_id = ? AND seq = ?', [state, terminal, seq]);
}

/** Entries that have had no effect yet, in their order. */
export function selectUnapplied(queries: Queries, terminal: number, seqs: readonly number[]): Promise<StoredEntry[]> {
  return queries.all(
    `SELECT seq, type, payload, at_ms AS atMs, hash, signature FROM journal_entry
      WHERE terminal_id = ? AND seq IN (${marks(seqs.length)}) AND state IN ('dead', 'waiting') ORDER BY seq`,
    [terminal, ...seqs],
  );
}
type StoredEntry = JournalEntry;

/** Whether a screening was cancelled. */
export async function isCancelled(queries: Queries, screeningId: number): Promise<boolean> {
  return (
    (await first(queries, "SELECT id FROM screening WHERE id = ? AND state = 'cancelled'", [screeningId])) !== undefined
  );
}

export function insertVoidedCharges(tx: Transaction, rows: readonly (readonly Value[])[]): Promise<void> {
  return insertRows(
    tx,
    'voided_charge',
    ['terminal_id', 'seq', 'attempt_id', 'amount_minor', 'currency', 'reason', 'at_ms'],
    rows,
  );
}

export async function selectEntryHashes(
  queries: Queries,
  terminal: number,
  seqs: readonly number[],
): Promise<Map<number, string>> {
  const rows = await queries.all<{ seq: number; hash: string }>(
    `SELECT seq, hash FROM journal_entry WHERE terminal_id = ? AND seq IN (${marks(seqs.length)})`,
    [terminal, ...seqs],
  );
  return new Map(rows.map((row) => [row.seq, row.hash]));
}

export function selectForkSeqs(queries: Queries, terminal: number): Promise<{ seq: number; hash: string }[]> {
  return queries.all('SELECT seq, hash FROM journal_fork WHERE terminal_id = ?', [terminal]);
}

export function insertForks(tx: Transaction, rows: readonly (readonly Value[])[]): Promise<void> {
  return insertRows(tx, 'journal_fork', ['id', 'terminal_id', 'seq', 'hash', 'raw', 'recorded_at_ms'], rows);
}

/** Whether this screening has all these seats: an entry that names others is kept, not applied. */
export async function seatsExist(
  queries: Queries,
  screeningId: number,
  seatIds: ReadonlySet<number>,
): Promise<boolean> {
  const row = await first<{ known: number }>(
    queries,
    `SELECT COUNT(*) AS known FROM seat_right WHERE screening_id = ? AND seat_id IN (${marks(seatIds.size)})`,
    [screeningId, ...seatIds],
  );
  return row?.known === seatIds.size;
}

/** What was paid for an order, whoever sold it. */
export function selectPaid(
  queries: Queries,
  { terminal, seq }: OrderId,
): Promise<{ total_minor: number; currency: string } | undefined> {
  return first(queries, 'SELECT total_minor, currency FROM booking WHERE terminal_id = ? AND seq = ?', [terminal, seq]);
}
