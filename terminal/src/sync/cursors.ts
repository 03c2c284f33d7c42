/** What comes down: changes and snapshots are applied together with the cursor of their stream, or not at all. */
import { Fault } from '@marquee/shared/errors';
import type { Broadcast } from '@marquee/shared/protocol/calls';
import {
  type Cursor,
  cinemaStream,
  GrantChange,
  grantsStream,
  ScreeningChange,
  type StreamChange,
  type StreamPage,
} from '@marquee/shared/protocol/streams';
import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { readIncarnation } from '../enrol/enrol.ts';
import { applyAdmitted } from '../gate/gate.ts';
import { applyPickUps } from '../pick-up/pick-up.ts';
import type { Store } from '../platform/store.ts';
import { answerReleaseAsked } from '../refund/refund.ts';
import {
  applyGrantChange,
  applyScreeningChange,
  type RecallAnswers,
  type RightsDeps,
  stopScreenings,
} from '../rights/rights.ts';

export interface CursorDeps extends RightsDeps {
  catalogue: Catalogue;
  terminal: number;
  cinemaId: number;
  /** After the commit. */
  onApplied(stream: string): void;
  /** After the commit: what becomes of the seats of a recall. */
  onRecalled(screeningId: number, answers: RecallAnswers): void;
}

export const cursorStart: Cursor = { incarnation: 0, revision: 0, changeId: '' };

export function readCursor(store: Store, stream: string): Cursor {
  const row = store.get<{ incarnation: number; revision: number; change_id: string }>(
    'SELECT incarnation, revision, change_id FROM cursor WHERE stream = ?',
    stream,
  );
  return row ? { incarnation: row.incarnation, revision: row.revision, changeId: row.change_id } : cursorStart;
}
function saveCursor(store: Store, stream: string, cursor: Cursor): void {
  store.run(
    `INSERT INTO cursor (stream, incarnation, revision, change_id) VALUES (?, ?, ?, ?)
     ON CONFLICT (stream) DO UPDATE SET incarnation = excluded.incarnation, revision = excluded.revision, change_id = excluded.change_id`,
    stream,
    cursor.incarnation,
    cursor.revision,
    cursor.changeId,
  );
}

/** Of another incarnation than the adopted one nothing is taken: that server has forgotten what it told. */
function checkIncarnation(store: Store, incarnation: number): void {
  const adopted = readIncarnation(store);
  if (incarnation !== adopted)
    throw new Fault('server-lost-data', `incarnation ${incarnation}, this terminal has adopted ${adopted}`);
}

/**
 * `applied`: the cursor has moved or was there already. `gap`: something is missing before it, pull. Throws Fault
 * `server-lost-data` for changes of another incarnation.
 */
export function applyChanges(deps: CursorDeps, { stream, incarnation, changes }: Broadcast): 'applied' | 'gap' {
  checkIncarnation(deps.store, incarnation);
  const before = readCursor(deps.store, stream);
  if (before.changeId === '' || before.incarnation !== incarnation) return 'gap';
  const news = changes.filter((change) => change.revision > before.revision);
  const [next] = news;
  if (!next) return 'applied';
  if (next.revision !== before.revision + 1) return 'gap';
  // A change of the catalogue says only that there is one: its snapshot must be pulled.
  if (stream === cinemaStream(deps.cinemaId)) return 'gap';
  const recalled: Recalled[] = [];
  deps.store.transaction(() => {
    for (const change of news) applyChange(deps, { stream, recalled }, change.body);
    const last = news.at(-1) as StreamChange;
    saveCursor(deps.store, stream, { incarnation, revision: last.revision, changeId: last.changeId });
  });
  announce(deps, stream, recalled);
  return 'applied';
}

interface Recalled {
  screeningId: number;
  answers: RecallAnswers;
}

function announce(deps: CursorDeps, stream: string, recalled: readonly Recalled[]): void {
  deps.onApplied(stream);
  for (const { screeningId, answers } of recalled) deps.onRecalled(screeningId, answers);
}

function applyChange(
  deps: CursorDeps,
  { stream, recalled, whole = false }: { stream: string; recalled: Recalled[]; whole?: boolean },
  body: unknown,
): void {
  if (stream === grantsStream(deps.terminal)) recalled.push(...applyGrants(deps, read(GrantChange, body, stream)));
  else if (stream.startsWith('screening:')) {
    const change = read(ScreeningChange, body, stream);
    applyScreeningChange(deps.store, idOf(stream), change);
    applyPickUps(deps.store, idOf(stream), { pickUps: change.pickUps, whole });
    applyAdmitted(deps.store, idOf(stream), change.admitted ?? []);
  } else throw new Fault('message-malformed', `changes of ${stream}`);
}

function applyGrants(deps: CursorDeps, change: GrantChange): Recalled[] {
  if (change.kind === 'release') {
    answerReleaseAsked(deps, change.upToSeq);
    return [];
  }
  const answers = applyGrantChange(deps, change);
  return answers.length > 0 ? [{ screeningId: change.screeningId, answers }] : [];
}

/**
 * A screening that the server has lost stops alone, and its cursor is kept as the proof. Throws Fault `server-lost-data`
 * for any other stream, and for a page of another incarnation.
 */
export function applyPage(deps: CursorDeps, page: StreamPage): 'applied' | 'gap' {
  if (page.kind === 'changes') return applyChanges(deps, page);
  if (page.kind === 'lost') {
    checkIncarnation(deps.store, page.incarnation);
    if (!page.stream.startsWith('screening:')) throw new Fault('server-lost-data', page.stream);
    stopScreenings(deps.store, [idOf(page.stream)], { reason: 'stream-lost', nowMs: deps.nowMs() });
    deps.onApplied(page.stream);
    return 'applied';
  }
  const { stream, cursor, body } = page;
  checkIncarnation(deps.store, cursor.incarnation);
  const before = readCursor(deps.store, stream);
  // A snapshot older than the cursor is ignored; only the catalogue may be as old, since it is pulled without a cursor.
  if (before.revision > 0 && before.incarnation === cursor.incarnation && cursor.revision < before.revision)
    return 'applied';
  const recalled: Recalled[] = [];
  deps.store.transaction(() => {
    if (stream === cinemaStream(deps.cinemaId)) deps.catalogue.save(body);
    else if (stream === grantsStream(deps.terminal)) {
      // Holdings are added, never taken away: what this terminal sold or returned is its journal's to say.
      for (const change of read(z.array(z.unknown()), body, stream)) applyChange(deps, { stream, recalled }, change);
    } else applyChange(deps, { stream, recalled, whole: true }, body);
    saveCursor(deps.store, stream, cursor);
  });
  if (stream === cinemaStream(deps.cinemaId)) deps.catalogue.reload();
  announce(deps, stream, recalled);
  return 'applied';
}

export const idOf = (stream: string): number => Number(stream.split(':')[1]);

function read<S extends z.ZodType>(schema: S, body: unknown, stream: string): z.infer<S> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new Fault('message-malformed', stream);
  return parsed.data;
}
