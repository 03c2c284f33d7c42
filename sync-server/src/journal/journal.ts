/**
 * Terminals' journals arrive here. An entry is a fact: it is recorded and applied, or recorded with an exception where it
 * contradicts the server's state. One bad entry never blocks those after it. The batch, its effects and the mark up to
 * which the journal is acknowledged are one transaction.
 */
import { Fault } from '@marquee/shared/errors';
import type { Push, PushAnswer } from '@marquee/shared/protocol/calls';
import { pushBytesMax } from '@marquee/shared/protocol/calls';
import { chainInput, type JournalEntry } from '@marquee/shared/protocol/journal';
import { makeRandomId } from '@marquee/shared/randomness';
import type { z } from 'zod';
import { raiseExceptions } from '../exceptions/exceptions.ts';
import { isDuplicateKey } from '../operations/operations.ts';
import { type Database, RolledBack, type Transaction } from '../platform/database.ts';
import { sha256Hex, verifySignature } from '../platform/keys.ts';
import type { RightsDeps } from '../rights/rights.ts';
import { applyInBulk } from './apply-bulk.ts';
import { applyOneByOne, keepWaiting } from './apply-entries.ts';
import { advanceAcked, insertForks, selectAcked, selectEntryHashes, selectForkSeqs } from './journal.sql.ts';
import { type ReadEntry, readEntry } from './read-entry.ts';

export { applyStoredEntries } from './apply-entries.ts';

export interface JournalDeps extends RightsDeps {
  database: Database;
}
export interface TerminalKey {
  terminal: number;
  publicKey: string;
}

/**
 * Takes a batch of a terminal's journal. Answers where the journal is acknowledged now, for a repeated or gapped batch
 * too. Throws Fault `message-malformed` (the batch isn't what its own hashes and signature say) and `journal-forked`.
 */
export async function receivePush(
  deps: JournalDeps,
  key: TerminalKey,
  push: z.infer<typeof Push>,
): Promise<PushAnswer> {
  const last = checkBatch(key, push);
  const entries = push.entries.map(readEntry);
  const apply = (bulk: boolean) =>
    deps.database.transaction('journal', (tx) => takeBatch(tx, deps, key, push, last, entries, bulk));
  try {
    return await apply(true);
  } catch (thrown) {
    if (!(thrown instanceof RolledBack)) throw thrown;
    // Something in the batch contradicts a right, or the terminal is closed: find out what, entry by entry.
    return apply(false);
  }
}

const openRow = { acked: 0, chain: '', state: 'open', closed_as: null } as const;

async function takeBatch(
  tx: Transaction,
  deps: JournalDeps,
  { terminal }: TerminalKey,
  push: z.infer<typeof Push>,
  last: JournalEntry,
  entries: readonly ReadEntry[],
  bulk: boolean,
): Promise<PushAnswer> {
  const nowMs = deps.clock.nowMs();
  const moved = await advanceAcked(tx, {
    terminal,
    fromSeq: push.fromSeq,
    previousHash: push.previousHash,
    toSeq: last.seq,
    chain: last.hash,
    nowMs,
    openOnly: bulk,
  });
  const row = bulk && moved ? openRow : await selectAcked(tx, terminal);
  if (!row) throw new Fault('terminal-unknown');
  if (!moved) {
    if (bulk && row.state === 'closed' && row.acked === push.fromSeq - 1 && row.chain === push.previousHash)
      throw new RolledBack('a closed terminal');
    return { ackedSeq: row.acked, chain: row.chain };
  }
  // Its row is written above: it can't be broken between here and the commit.
  const closed = row.state === 'closed';
  if (bulk) await applyInBulk(tx, deps, terminal, entries, nowMs);
  else if (row.closed_as === 'stolen') await keepWaiting(tx, deps, terminal, entries, nowMs);
  else await applyOneByOne(tx, deps, { terminal, closed }, entries, nowMs);
  return { ackedSeq: last.seq, chain: last.hash };
}

/**
 * The chain makes each hash cover all entries before it, so the signature over the last hash covers the batch: the others
 * are kept for an auditor and not verified here.
 */
function checkBatch({ publicKey }: TerminalKey, push: z.infer<typeof Push>): JournalEntry {
  let previousHash = push.previousHash;
  let bytes = 0;
  push.entries.forEach((entry, index) => {
    bytes += entry.payload.length;
    if (entry.seq !== push.fromSeq + index) throw new Fault('message-malformed', `entry ${entry.seq} is out of order`);
    const hash = sha256Hex(chainInput(previousHash, entry));
    if (hash !== entry.hash) throw new Fault('message-malformed', `entry ${entry.seq} does not match its hash`);
    previousHash = hash;
  });
  if (bytes > pushBytesMax) throw new Fault('message-malformed', `a batch holds at most ${pushBytesMax} bytes`);
  const last = push.entries.at(-1);
  if (!last) throw new Fault('message-malformed', 'an empty batch');
  if (!verifySignature(publicKey, Buffer.from(last.hash, 'hex'), Buffer.from(last.signature, 'base64url'))) {
    throw new Fault('message-malformed', `entry ${last.seq} is not signed by this terminal`);
  }
  return last;
}

/**
 * Entries whose hashes differ from those the server has under the same numbers: a cloned or rolled-back disk. They are
 * stored apart, whole, since a customer may have paid for them; a manager settles it.
 */
export async function storeFork(
  deps: JournalDeps,
  { terminal }: TerminalKey,
  entries: readonly JournalEntry[],
): Promise<number> {
  const store = () => deps.database.transaction('fork', (tx) => storeNewForks(tx, deps, terminal, entries));
  try {
    return await store();
  } catch (thrown) {
    if (!isDuplicateKey(thrown)) throw thrown;
    // The same entries came by two instances at once: what the other one has stored is known now.
    return store();
  }
}

async function storeNewForks(
  tx: Transaction,
  deps: JournalDeps,
  terminal: number,
  entries: readonly JournalEntry[],
): Promise<number> {
  const known = await selectEntryHashes(
    tx,
    terminal,
    entries.map((entry) => entry.seq),
  );
  const stored = new Set((await selectForkSeqs(tx, terminal)).map((row) => `${row.seq} ${row.hash}`));
  const forked = entries.filter((entry) => {
    const key = `${entry.seq} ${entry.hash}`;
    if (known.get(entry.seq) === entry.hash || stored.has(key)) return false;
    stored.add(key);
    return true;
  });
  if (forked.length === 0) return 0;
  const nowMs = deps.clock.nowMs();
  await insertForks(
    tx,
    forked.map((entry) => [
      makeRandomId(deps.randomness),
      terminal,
      entry.seq,
      entry.hash,
      JSON.stringify(entry),
      nowMs,
    ]),
  );
  const [firstForked] = forked;
  await raiseExceptions(tx, deps, [
    {
      kind: 'journal-forked',
      terminal,
      seq: firstForked?.seq ?? 0,
      detail: { entries: forked.length, here: known.get(firstForked?.seq ?? 0) ?? null, there: firstForked?.hash },
    },
  ]);
  return forked.length;
}
