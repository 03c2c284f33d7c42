/** How managers see every paper that terminals print, and write the house's own lines on it. */
import { paperNames } from '@marquee/printer-templates/gallery';
import { languages } from '@marquee/printer-templates/words/languages';
import { cinemaStream, HouseLines } from '@marquee/shared/protocol/streams';
import { z } from 'zod';
import { maySeeCinema, nameActor, noteAct } from '../accounts/accounts.ts';
import { writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { type ApiRoute, defineFileRoute, defineRoute, type Refused, refuse } from '../platform/api.ts';
import { type Database, first, RolledBack } from '../platform/database.ts';
import { FileAnswer } from '../platform/file-answer.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import type { DrawSample } from './draw-thread.ts';
import { loadHouseLines, replaceHouseLines } from './house-lines.sql.ts';

export type PapersApiDeps = Parameters<typeof writeOpenChanges>[1] & { database: Database; drawSample: DrawSample };

const tag = 'management' as const;
const authority = 'manager' as const;
const IdParams = z.object({ id: numberText(idMax) });
/** No line break and no other control character: a printer would obey it. */
const line = z
  .string()
  .trim()
  .min(1)
  .max(96)
  .regex(/^\P{Cc}*$/u, 'a line has no control characters');
const Lines = z
  .strictObject({ ...HouseLines.shape, header: z.array(line).max(4), footer: z.array(line).max(6) })
  .meta({ id: 'HouseLines', description: 'Below the cinema’s name on tickets and receipts, and at their end.' });
/** Of a draft, each line of the text a line of the paper. */
const draft = (linesMax: number) =>
  z
    .string()
    .max(linesMax * 97)
    .transform((text) => text.split('\n').flatMap((each) => each.trim() || []))
    .pipe(z.array(line).max(linesMax))
    .optional();

export const makePapersApi = (deps: PapersApiDeps): ApiRoute[] => [
  linesRoute(deps),
  changeLinesRoute(deps),
  sampleRoute(deps),
];

const linesRoute = ({ database }: PapersApiDeps) =>
  defineRoute({
    operationId: 'House_lines',
    method: 'get',
    path: '/api/v1/managed/cinemas/:id/house-lines',
    tag,
    summary: 'A cinema’s own words on tickets and receipts, and which papers there are.',
    authority,
    params: IdParams,
    answer: z.object({ lines: Lines, papers: z.array(z.enum(paperNames)) }),
    async handle({ params, caller }) {
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      return { lines: await loadHouseLines(database, params.id), papers: [...paperNames] };
    },
  });

const changeLinesRoute = (deps: PapersApiDeps) =>
  defineRoute({
    operationId: 'Change_house_lines',
    method: 'put',
    path: '/api/v1/managed/cinemas/:id/house-lines',
    tag,
    summary: 'Other words on tickets and receipts, from the next sale of each terminal that is told.',
    authority,
    params: IdParams,
    body: Lines,
    answer: z.object({ ok: z.literal(true) }),
    idempotent: true,
    async handle({ params, body, caller, idempotencyKey }) {
      const operation = 'change-house-lines';
      const by = await nameActor(deps.database, caller);
      return runOnce<{ ok: true } | Refused, Refused>(
        deps,
        { operationId: `${operation}:user ${caller.userId}:${idempotencyKey}`, body: { params, body } },
        async (tx) => {
          const cinemaId = params.id;
          if (!(await maySeeCinema(tx, caller, cinemaId))) throw new RolledBack(refuse('not-found'));
          const before = await loadHouseLines(tx, cinemaId);
          await replaceHouseLines(tx, cinemaId, body);
          await noteAct(tx, deps, { operation, by, detail: { cinemaId, before, after: body } });
          await writeOpenChanges(tx, deps, [{ stream: cinemaStream(cinemaId), body: { kind: 'house' } }]);
          return { ok: true };
        },
        (refusal) => refusal,
      );
    },
  });

const sampleRoute = ({ database, drawSample }: PapersApiDeps) =>
  defineFileRoute({
    operationId: 'Paper_sample',
    path: '/api/v1/managed/cinemas/:id/papers/:name',
    tag,
    summary: 'A paper as it comes out of a printer, with sample data; with other lines where a draft is given.',
    authority,
    limit: { requests: 300, seconds: 60 },
    params: z.object({ id: numberText(idMax), name: z.enum(paperNames) }),
    query: z.object({
      width: z.enum(['58', '80']).default('80').meta({ description: 'Of the roll, in millimetres.' }),
      language: z.enum(languages).default('en'),
      header: draft(4),
      footer: draft(6),
    }),
    files: ['image/png'],
    async handle({ params, query, caller }) {
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      const cinema = await first<{ name: string }>(database, 'SELECT name FROM cinema WHERE id = ?', [params.id]);
      const lines = await loadHouseLines(database, params.id);
      const house = { header: query.header ?? lines.header, footer: query.footer ?? lines.footer };
      const width = query.width === '58' ? 58 : 80;
      const body = await drawSample({
        name: params.name,
        width,
        language: query.language,
        sample: { cinemaName: cinema?.name ?? '', house },
      });
      return new FileAnswer({ type: 'image/png', body, name: `${params.name}-${width}-${query.language}.png` });
    },
  });
