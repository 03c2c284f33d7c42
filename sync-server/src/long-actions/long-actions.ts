/**
 * Work that takes longer than a request: a list of items, carried out in bounded steps. A step and its progress are one
 * transaction, so whoever dies leaves it to be resumed where it was, by any instance; of two at the same step, one has it.
 */
import type { Clock, StopSignal } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import { makeRandomId, type Randomness } from '@marquee/shared/randomness';
import { type Database, RolledBack, type Transaction, transactionOrRefusal } from '../platform/database.ts';
import * as sql from './long-actions.sql.ts';

export { type LongActionsDeps, makeLongActionsApi } from './long-actions.route.ts';
export { selectRunning } from './long-actions.sql.ts';

export interface NewAction {
  kind: string;
  cinemaId: number;
  screeningId?: number;
  /** What all items share. */
  subject: Record<string, unknown>;
  items: readonly unknown[];
  /** So many of the first items were carried out with it. */
  doneAtOnce?: number;
  by: string;
}

/** Begins it in the transaction that makes it necessary. Nothing to do is done at once. Answers its id. */
export async function beginAction(
  tx: Transaction,
  deps: { clock: Pick<Clock, 'nowMs'>; randomness: Randomness },
  { kind, cinemaId, screeningId, subject, items, doneAtOnce = 0, by }: NewAction,
): Promise<string> {
  const nowMs = deps.clock.nowMs();
  const isOver = items.length <= doneAtOnce;
  const row = {
    id: makeRandomId(deps.randomness),
    kind,
    cinema_id: cinemaId,
    screening_id: screeningId ?? null,
    state: isOver ? 'done' : 'running',
    done: doneAtOnce,
    total: items.length,
    step: 0,
    tries: 0,
    subject: JSON.stringify(subject),
    made_by: by.slice(0, 80),
    started_at_ms: nowMs,
    ended_at_ms: isOver ? nowMs : null,
    resume_at_ms: nowMs,
  };
  await sql.insertAction(tx, row, items, doneAtOnce);
  return row.id;
}

export interface RunningAction {
  id: string;
  cinemaId: number;
  screeningId: number | null;
  subject: unknown;
  by: string;
}
export type Outcome = { state: 'done' | 'refused'; outcome: object | null };

interface Kind {
  kind: string;
}
/** Items that are rows of this database: a step of them is one transaction with its progress. */
export interface WorkInside extends Kind {
  itemsPerStep: number;
  carryOut(tx: Transaction, action: RunningAction, bodies: readonly unknown[]): Promise<Outcome[]>;
}
/** Items that go to somebody outside, who can't take them back. One that was begun before a crash is not begun again. */
export interface WorkOutside extends Kind {
  send(action: RunningAction, body: unknown): Promise<Outcome>;
}
export type Work = WorkInside | WorkOutside;

export interface RunDeps {
  database: Database;
  clock: Pick<Clock, 'nowMs'>;
}

const actionsAtOnce = 10;
const stepsPerRoundMax = 200;
/** Whoever sends has died when it takes longer. */
export const sendMsMax = 60_000;
const sendTriesMax = 3;
const sendAgainMs = 20_000;
const stepTriesMax = 6;
const stepAgainMs = 2000;

/** Steps of all that is due, each action in its turn. Answers how many were taken here. */
export async function runLongActions(deps: RunDeps, works: readonly Work[], signal?: StopSignal): Promise<number> {
  const byKind = new Map(works.map((work) => [work.kind, work]));
  let steps = 0;
  while (steps < stepsPerRoundMax) {
    let taken = 0;
    for (const row of await sql.selectDue(deps.database, deps.clock.nowMs(), actionsAtOnce)) {
      if (signal?.aborted) return steps + taken;
      const work = byKind.get(row.kind);
      // One that a newer server has begun waits for it.
      if (work && (await takeStep(deps, work, row))) taken += 1;
    }
    steps += taken;
    if (taken === 0) break;
  }
  return steps;
}

/** Answers whether the step was taken here. */
async function takeStep(deps: RunDeps, work: Work, row: sql.ActionRow): Promise<boolean> {
  try {
    return 'send' in work ? await sendOne(deps, work, row) : await stepInside(deps, work, row);
  } catch (thrown) {
    // The database is away or too busy: nothing is known to be wrong with the action.
    if (thrown instanceof Fault && thrown.retry === 'later') throw thrown;
    await deps.database.transaction('long-action-failed', async (tx) => {
      const state = row.tries + 1 >= stepTriesMax ? 'failed' : 'running';
      const resumeAtMs = deps.clock.nowMs() + stepAgainMs * 2 ** row.tries;
      if (await sql.claim(tx, row, resumeAtMs))
        await sql.noteFailure(tx, row.id, { state, error: describe(thrown), resumeAtMs });
    });
    return false;
  }
}

const describe = (thrown: unknown): string =>
  thrown instanceof Fault ? `${thrown.code}: ${thrown.detail}` : thrown instanceof Error ? thrown.message : 'unknown';

const toRunning = (row: sql.ActionRow): RunningAction => ({
  id: row.id,
  cinemaId: row.cinema_id,
  screeningId: row.screening_id,
  subject: row.subject,
  by: row.made_by,
});

function stepInside(deps: RunDeps, work: WorkInside, row: sql.ActionRow): Promise<boolean> {
  return transactionOrRefusal<boolean>(deps.database, `step of ${row.kind}`, async (tx) => {
    const nowMs = deps.clock.nowMs();
    if (!(await sql.claim(tx, row, nowMs))) throw new RolledBack(false);
    const items = await sql.selectItems(tx, row.id, { after: row.done, limit: work.itemsPerStep });
    const outcomes = await work.carryOut(
      tx,
      toRunning(row),
      items.map(({ body }) => body),
    );
    for (const [at, { number, tries }] of items.entries())
      await sql.writeItem(tx, row.id, { number, tries, state: 'done', outcome: null, ...outcomes[at] });
    await sql.advance(tx, row.id, items.length, nowMs);
    return true;
  });
}

async function sendOne(deps: RunDeps, work: WorkOutside, row: sql.ActionRow): Promise<boolean> {
  const begun = await beginSending(deps, row);
  if (begun === 'not-ours') return false;
  if (begun === 'over') return true;
  const tries = begun.tries + 1;
  const said = await work.send(toRunning(row), begun.body).catch((thrown: unknown) => thrown as Error);
  const isOver = !(said instanceof Error) || tries >= sendTriesMax;
  const nowMs = deps.clock.nowMs();
  const next = { ...row, step: row.step + 1 };
  return transactionOrRefusal<boolean>(deps.database, `sent of ${row.kind}`, async (tx) => {
    // Somebody took us for dead: what they have written stays.
    if (!(await sql.claim(tx, next, isOver ? nowMs : nowMs + sendAgainMs))) throw new RolledBack(false);
    const { state, outcome } = !(said instanceof Error)
      ? said
      : ({ state: isOver ? 'refused' : 'waiting', outcome: { code: 'not-delivered' } } as const);
    await sql.writeItem(tx, row.id, { number: begun.number, state, tries, outcome });
    if (isOver) await sql.advance(tx, row.id, 1, nowMs);
    return true;
  });
}

/** The item is noted as begun before anybody outside hears of it. One that is begun already was left by a crash. */
function beginSending(deps: RunDeps, row: sql.ActionRow): Promise<sql.ItemRow | 'not-ours' | 'over'> {
  return transactionOrRefusal<sql.ItemRow | 'not-ours' | 'over'>(deps.database, `begin of ${row.kind}`, async (tx) => {
    const nowMs = deps.clock.nowMs();
    if (!(await sql.claim(tx, row, nowMs + sendMsMax))) throw new RolledBack('not-ours');
    const [item] = await sql.selectItems(tx, row.id, { after: row.done, limit: 1 });
    if (item?.state === 'waiting') {
      await sql.writeItem(tx, row.id, { ...item, state: 'begun' });
      return item;
    }
    if (item) await sql.writeItem(tx, row.id, { ...item, state: 'unknown', outcome: { code: 'interrupted' } });
    await sql.advance(tx, row.id, 1, nowMs);
    await sql.claim(tx, { ...row, step: row.step + 1 }, nowMs);
    return 'over';
  });
}

/** Nobody asks what became of them any more. */
export const actionsKeptMs = 90 * 24 * 3600_000;
const purgedAtOnce = 20;

/** One round; answers how many went. */
export function purgeLongActions({ database, clock }: RunDeps): Promise<number> {
  return database.transaction('purge-long-actions', (tx) =>
    sql.deleteEnded(tx, clock.nowMs() - actionsKeptMs, purgedAtOnce),
  );
}
