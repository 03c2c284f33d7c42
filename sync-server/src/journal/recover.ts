/**
 * A journal that was copied from the disk of a dead terminal. Its entries go the way of a push, in its batches and with
 * its checks; where the copy tells another past than the one recorded here, what differs is stored apart. What is known
 * already is passed over, so a file may be sent again from its start.
 */
import { pushBytesMax, pushEntriesMax } from '@marquee/shared/protocol/calls';
import type { JournalEntry } from '@marquee/shared/protocol/journal';
import { noteAct } from '../accounts/accounts.ts';
import { runOnce } from '../operations/operations.ts';
import { selectAcked, selectEntryHashes, selectPublicKey } from './journal.sql.ts';
import { type JournalDeps, receivePush, storeFork, type TerminalKey } from './journal.ts';

export interface RecoverOrder {
  operationId: string;
  terminal: number;
  by: string;
  entries: AsyncIterable<JournalEntry> | Iterable<JournalEntry>;
}
/** `taken`: entries that are new here. `forked`: stored apart. */
export type RecoverAnswer =
  | { ok: true; ackedSeq: number; taken: number; forked: number }
  | { ok: false; reason: 'terminal-unknown' }
  /** Entries between what is here and what the file starts with are missing. */
  | { ok: false; reason: 'journal-gap'; ackedSeq: number };

/** Throws Fault `message-malformed` for what this terminal has not written; what came before it is in by then. */
export async function recoverJournal(deps: JournalDeps, order: RecoverOrder): Promise<RecoverAnswer> {
  const { operationId, terminal, by } = order;
  const publicKey = await selectPublicKey(deps.database, terminal);
  if (publicKey === undefined) return { ok: false, reason: 'terminal-unknown' };
  await runOnce(
    deps,
    { operationId: `recover:${operationId}`, body: { terminal, by } },
    async (tx) => {
      await noteAct(tx, deps, { operation: 'recover-journal', by, detail: { terminal } });
      return { ok: true };
    },
    () => ({ ok: false }),
  );
  const done = { taken: 0, forked: 0, forking: false };
  for await (const batch of gatherBatches(order.entries)) {
    const refusal = await takeBatch(deps, { terminal, publicKey }, batch, done);
    if (refusal) return refusal;
  }
  const { acked = 0 } = (await selectAcked(deps.database, terminal)) ?? {};
  return { ok: true, ackedSeq: acked, taken: done.taken, forked: done.forked };
}

async function takeBatch(
  deps: JournalDeps,
  key: TerminalKey,
  batch: readonly JournalEntry[],
  done: { taken: number; forked: number; forking: boolean },
): Promise<RecoverAnswer | null> {
  const seqs = batch.map(({ seq }) => seq);
  const row = await selectAcked(deps.database, key.terminal);
  const { acked = 0, chain = '' } = row ?? {};
  const known = await selectEntryHashes(deps.database, key.terminal, seqs);
  // From the first entry that differs on, this is another past: nothing after it continues ours.
  done.forking ||= batch.some(({ seq, hash }) => seq <= acked && known.get(seq) !== hash);
  if (done.forking) {
    done.forked += await storeFork(deps, key, batch);
    return null;
  }
  const fresh = batch.filter(({ seq }) => seq > acked);
  const [first] = fresh;
  if (!first) return null;
  if (first.seq !== acked + 1) return { ok: false, reason: 'journal-gap', ackedSeq: acked };
  const answer = await receivePush(deps, key, { fromSeq: first.seq, previousHash: chain, entries: fresh });
  // Where the terminal itself was faster, the entries are in all the same.
  done.taken += answer.ackedSeq >= (fresh.at(-1)?.seq ?? 0) ? fresh.length : 0;
  return null;
}

/** Batches as a push may have them. */
async function* gatherBatches(entries: RecoverOrder['entries']): AsyncGenerator<JournalEntry[]> {
  let batch: JournalEntry[] = [];
  let bytes = 0;
  for await (const entry of entries) {
    if (batch.length >= pushEntriesMax || bytes + entry.payload.length > pushBytesMax) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += entry.payload.length;
  }
  if (batch.length > 0) yield batch;
}
