/** How people edit the catalogue: once per key, noted, and told to the instances and terminals that it concerns. */
import type { Clock } from '@marquee/shared/clock';
import { cinemaStream } from '@marquee/shared/protocol/streams';
import type { Randomness } from '@marquee/shared/randomness';
import { noteAct } from '../accounts/accounts.ts';
import { catalogueStream, type Feed, insertStream, writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import type { Caller, Refused } from '../platform/api.ts';
import { type Database, RolledBack, type Transaction } from '../platform/database.ts';
import { selectStreamNames } from './catalogue.sql.ts';

export interface EditDeps {
  database: Database;
  clock: Clock;
  randomness: Randomness;
  feed: Pick<Feed, 'announce'>;
}

/** As a change of the stream `catalogue` says it. */
export interface CatalogueChange {
  kind: 'movie' | 'classification' | 'cinema' | 'venue' | 'prices' | 'screening';
  ids: number[];
}

export interface EditRequest {
  /** As in `insert-film`. */
  operation: string;
  caller: Caller;
  idempotencyKey: string;
  params?: object | undefined;
  body: unknown;
}

interface Edited<A> {
  answer: A;
  change: CatalogueChange;
  /** Whose terminals must load their catalogue anew. */
  cinemaIds: readonly number[];
  /** What the audit log says of it besides. */
  noted?: Record<string, unknown>;
}

/** `work` throws what `no` makes in order to refuse. Throws Fault `operation-reused` as `runOnce` does. */
export function editCatalogue<A>(
  deps: EditDeps,
  { operation, caller, idempotencyKey, params = {}, body }: EditRequest,
  work: (tx: Transaction) => Promise<Edited<A>>,
): Promise<A | Refused> {
  const by = `user ${caller.userId}`;
  return runOnce<A | Refused, Refused>(
    deps,
    { operationId: `${operation}:${by}:${idempotencyKey}`, body: { params, body } },
    async (tx) => {
      const { answer, change, cinemaIds, noted } = await work(tx);
      await noteAct(tx, deps, { operation, by, detail: { kind: change.kind, ids: change.ids, ...noted } });
      await openStreams(tx, cinemaIds);
      await writeOpenChanges(tx, deps, [
        { stream: catalogueStream, body: change },
        ...cinemaIds.map((id) => ({ stream: cinemaStream(id), body: { kind: 'programme' } })),
      ]);
      return answer;
    },
    (refusal) => refusal,
  );
}

export const no = (refusal: Refused): RolledBack<Refused> => new RolledBack(refusal);

/** A cinema that was entered without any screening has none yet. */
async function openStreams(tx: Transaction, cinemaIds: readonly number[]): Promise<void> {
  if (cinemaIds.length === 0) return;
  const known = await selectStreamNames(tx, cinemaIds.map(cinemaStream));
  for (const name of cinemaIds.map(cinemaStream)) if (!known.has(name)) await insertStream(tx, name);
}
