/**
 * Idempotency: a request that changes something carries an id that its maker chose and saved before sending. Its answer
 * is written in the same transaction, so a repeat gets the same answer and changes nothing.
 */
import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import { type Database, first, insertRows, RolledBack, type Transaction } from '../platform/database.ts';
import { deleteOldest } from '../platform/delete-oldest.ts';
import { sha256Hex } from '../platform/keys.ts';

const selectOperation = 'SELECT body_hash, answer FROM `operation` WHERE id = ?';

interface OperationRow {
  body_hash: string;
  answer: unknown;
}

/**
 * `work` may throw RolledBack to refuse: the refusal is then answered through `refuse` and not remembered, since nothing
 * happened. Throws Fault `operation-reused` when the id was used for another body.
 *
 * A repeat is rare, so nobody asks beforehand whether this is one: it does its work again, finds its id taken, and all of
 * it is rolled back.
 */
export async function runOnce<A, R = never>(
  deps: { database: Database; clock: Clock },
  operation: { operationId: string; body: unknown },
  work: (tx: Transaction) => Promise<A>,
  refuse: (refusal: R) => A,
): Promise<A> {
  const id = sha256Hex(operation.operationId);
  const bodyHash = sha256Hex(JSON.stringify(operation.body));
  try {
    return await deps.database.transaction('operation', async (tx) => {
      const answer = await work(tx);
      await insertRows(
        tx,
        'operation',
        ['id', 'body_hash', 'answer', 'at_ms'],
        [[id, bodyHash, JSON.stringify(answer), deps.clock.nowMs()]],
      );
      return answer;
    });
  } catch (thrown) {
    // Whoever is told to send it again will hear of an earlier answer then.
    if (thrown instanceof Fault && thrown.retry === 'later') throw thrown;
    // The first to commit has the answer; a repeat was refused, or found broken, what the first one did.
    const earlier = await first<OperationRow>(deps.database, selectOperation, [id]);
    if (earlier) return repeatAnswer<A>(earlier, bodyHash);
    if (thrown instanceof RolledBack) return refuse(thrown.answer as R);
    throw thrown;
  }
}

function repeatAnswer<A>(earlier: OperationRow, bodyHash: string): A {
  if (earlier.body_hash !== bodyHash) throw new Fault('operation-reused');
  return (typeof earlier.answer === 'string' ? JSON.parse(earlier.answer) : earlier.answer) as A;
}

/** Whoever lost an answer asks again within minutes, or a phone without a network within days. */
export const operationKeptMs = 90 * 24 * 3600_000;
const purgedAtOnce = 2000;

/** One round of answers that nobody will ask for again; answers how many went. */
export function purgeOperations({ database, clock }: { database: Database; clock: Clock }): Promise<number> {
  const old = { beforeMs: clock.nowMs() - operationKeptMs, limit: purgedAtOnce };
  return database.transaction('purge-operations', (tx) =>
    deleteOldest(tx, { table: '`operation`', column: 'at_ms' }, old),
  );
}

/** Whether a row with this key is there already, as either database says it. */
export function isDuplicateKey(thrown: unknown): boolean {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
  return code === 'ER_DUP_ENTRY' || code.startsWith('SQLITE_CONSTRAINT');
}
