/** A schedule from a theatre-management system: first what it would change, then what was agreed to, as a long action. */
import { z } from 'zod';
import { maySeeCinema, nameActor, noteAct } from '../accounts/accounts.ts';
import { beginAction } from '../long-actions/long-actions.ts';
import { runOnce } from '../operations/operations.ts';
import { type ApiRoute, defineRoute, type Refused, refuse } from '../platform/api.ts';
import { RolledBack } from '../platform/database.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import type { RightsDeps } from '../rights/rights.ts';
import { Conflict } from './conflicts.ts';
import { type DiffEntry, diffSchedule, isToDo } from './import.ts';
import { importKind, type ToImport } from './import-work.ts';
import { CleaningMinutes } from './pattern.ts';

const tag = 'management' as const;
const authority = 'manager' as const;
const IdParams = z.object({ id: numberText(idMax) });
/** A body of the API is not longer. */
const charsMax = 220_000;
/** Nobody reads more mistakes. */
const mistakesMax = 100;

const Schedule = z.strictObject({
  format: z.enum(['json', 'csv']),
  text: z.string().min(1).max(charsMax),
  cleaningMinutes: CleaningMinutes.default(15),
  removeMissing: z.boolean().default(false),
});

const ShowAs = z.object({
  venueId: z.int(),
  movieId: z.int(),
  title: z.string(),
  startsAtMs: z.int(),
  endsAtMs: z.int(),
  display: z.string(),
  language: z.string(),
  priceMinor: z.int(),
});
const Entry = z.object({
  kind: z.enum(['new', 'changed', 'removed', 'unchanged', 'held']),
  showId: z.string(),
  line: z.int().nullable(),
  screeningId: z.int().nullable(),
  before: ShowAs.nullable(),
  after: ShowAs.nullable(),
  conflicts: z.array(Conflict),
  why: z.enum(['sold', 'cancelled-here', 'begun']).nullable(),
});

export const makeImportApi = (deps: RightsDeps): ApiRoute[] => [previewRoute(deps), importRoute(deps)];

const previewRoute = ({ database, clock }: RightsDeps) =>
  defineRoute({
    operationId: 'Preview_import',
    method: 'post',
    path: '/api/v1/managed/cinemas/:id/schedule-preview',
    tag,
    summary: 'What a schedule file would change, and its mistakes by line. Nothing is changed.',
    authority,
    params: IdParams,
    body: Schedule,
    answer: z.object({
      mistakes: z.array(z.object({ line: z.int(), field: z.string(), message: z.string() })),
      entries: z.array(Entry),
      hash: z.string().meta({ description: 'Of what would be done: to be confirmed with.' }),
      toDo: z.int(),
    }),
    async handle({ params, body, caller }) {
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      const diff = await diffSchedule(database, { cinemaId: params.id, nowMs: clock.nowMs() }, body);
      return { ...diff, mistakes: diff.mistakes.slice(0, mistakesMax), toDo: diff.entries.filter(isToDo).length };
    },
  });

const toItem = ({ kind, showId, line, screeningId, before, after }: DiffEntry): ToImport => ({
  kind,
  showId,
  line,
  screeningId,
  after,
  title: (after ?? before)?.title ?? '',
});

/** What goes away makes room: it comes first. */
const order: Record<string, number> = { removed: 0, changed: 1, new: 2 };

const importRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Import_schedule',
    method: 'post',
    path: '/api/v1/managed/cinemas/:id/schedules',
    tag,
    summary: 'Carry out what the preview has shown. It goes on by itself; `actionId` says where its progress is.',
    authority,
    params: IdParams,
    body: Schedule.extend({ hash: z.string().regex(/^[0-9a-f]{64}$/), name: z.string().trim().max(120).default('') }),
    answer: z.object({ actionId: z.string(), toDo: z.int() }),
    status: 202,
    refusals: {
      'import-mistakes': { status: 422, title: 'The file has mistakes: the preview names them.' },
      'import-changed': { status: 409, title: 'It would change something else by now: look at the preview again.' },
      'import-nothing': { status: 409, title: 'The file changes nothing.' },
    },
    idempotent: true,
    async handle({ params, body, caller, idempotencyKey }) {
      if (!(await maySeeCinema(deps.database, caller, params.id))) return refuse('not-found');
      const by = await nameActor(deps.database, caller);
      const { hash, name, ...schedule } = body;
      return runOnce<{ actionId: string; toDo: number } | Refused, Refused>(
        deps,
        { operationId: `import:user ${caller.userId}:${idempotencyKey}`, body: { params, body } },
        async (tx) => {
          const diff = await diffSchedule(tx, { cinemaId: params.id, nowMs: deps.clock.nowMs() }, schedule);
          if (diff.mistakes.length > 0) throw new RolledBack(refuse('import-mistakes'));
          const toDo = diff.entries.filter(isToDo);
          if (toDo.length === 0) throw new RolledBack(refuse('import-nothing'));
          if (diff.hash !== hash) throw new RolledBack(refuse('import-changed'));
          const items = toDo.map(toItem).sort((a, b) => (order[a.kind] ?? 0) - (order[b.kind] ?? 0));
          const counts = Object.fromEntries(['new', 'changed', 'removed'].map((kind) => [kind, countOf(items, kind)]));
          const subject = { name, ...counts };
          const actionId = await beginAction(tx, deps, { kind: importKind, cinemaId: params.id, subject, items, by });
          const detail = { cinemaId: params.id, actionId, ...subject };
          await noteAct(tx, deps, { operation: 'import-schedule', by, detail });
          return { actionId, toDo: items.length };
        },
        (refusal) => refusal,
      );
    },
  });

const countOf = (items: readonly ToImport[], kind: string): number => items.filter((item) => item.kind === kind).length;
