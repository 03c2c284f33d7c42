/** Outages of a cinema for its managers: who is out now, what earlier ones have cost, and the order to drill one. */
import { z } from 'zod';
import { maySeeCinema, nameActor } from '../accounts/accounts.ts';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { cursorText, cutPage } from '../platform/cursor.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import * as drills from './drills.sql.ts';
import { type DrillDeps, drillMinutesMax, orderDrill } from './drills.ts';
import * as sql from './outages.sql.ts';
import { isReported, type ReportRow, selectReport, selectReports } from './reports.sql.ts';
import { ReportLine } from './reports.ts';

const tag = 'management' as const;
const authority = 'manager' as const;
const count = z.int().nonnegative();
const perPage = 100;
const CinemaParams = z.object({ id: numberText(idMax) });

const Report = z
  .object({
    id: z.int(),
    kind: z.enum(['real', 'drill']),
    beganAtMs: z.int(),
    endedAtMs: z.int(),
    madeAtMs: z.int(),
    terminals: count,
    soldSeats: count.meta({ description: 'Sold without the network.' }),
    stranded: count.meta({ description: 'Seats that nobody but an unreachable terminal could sell when it began.' }),
    refused: count.nullable().meta({ description: 'Guests who could not be served; null: no terminal has told.' }),
    broken: count.meta({ description: 'Terminals that were closed meanwhile.' }),
  })
  .meta({ id: 'OutageReport' });
const Drill = z.object({
  id: z.string(),
  minutes: count,
  orderedAtMs: z.int(),
  by: z.string(),
  terminals: z.array(z.object({ terminal: z.int(), beganAtMs: z.int().nullable(), endsAtMs: z.int().nullable() })),
});

const describe = (row: ReportRow): z.input<typeof Report> => ({
  id: row.id,
  kind: row.drill_id === null ? 'real' : 'drill',
  beganAtMs: row.began_at_ms,
  endedAtMs: row.ended_at_ms,
  madeAtMs: row.made_at_ms,
  terminals: row.terminals,
  soldSeats: row.sold_seats,
  stranded: row.stranded_seats,
  refused: row.refused,
  broken: row.broken,
});

export const makeOutagesApi = (deps: DrillDeps): ApiRoute[] => [listRoute(deps), reportRoute(deps), drillRoute(deps)];

/** The last one, as long as it goes on. */
async function describeDrill({ database, clock }: DrillDeps, cinemaId: number): Promise<z.input<typeof Drill> | null> {
  const drill = await drills.selectLastDrill(database, cinemaId);
  if (!drill) return null;
  const durationMs = drill.minutes * 60_000;
  const terminals = (await drills.selectTellings(database, drill.id)).map(({ terminal_id, told_at_ms }) => ({
    terminal: terminal_id,
    beganAtMs: told_at_ms,
    endsAtMs: told_at_ms === null ? null : told_at_ms + durationMs,
  }));
  const lastMs = Math.max(drill.expires_at_ms, ...terminals.map(({ endsAtMs }) => endsAtMs ?? 0));
  // Ended sooner, where managers stood at the terminals.
  if (clock.nowMs() > lastMs || (await isReported(database, drill.id))) return null;
  return { id: drill.id, minutes: drill.minutes, orderedAtMs: drill.ordered_at_ms, by: drill.ordered_by, terminals };
}

const listRoute = (deps: DrillDeps) =>
  defineRoute({
    operationId: 'Outages_info',
    method: 'get',
    path: '/api/v1/managed/cinemas/:id/outages',
    tag,
    summary: 'Terminals that can’t be reached now, the drill that is on, and what earlier outages have cost.',
    authority,
    params: CinemaParams,
    query: z.object({ cursor: cursorText(z.tuple([z.int()])).optional(), limit: numberText(perPage).default(50) }),
    answer: z.object({
      now: z.array(
        z.object({
          terminal: z.int(),
          name: z.string(),
          role: z.string(),
          beganAtMs: z.int(),
          stranded: count,
          isDrill: z.boolean(),
        }),
      ),
      drill: Drill.nullable(),
      reports: z.array(Report),
      next: z.string().nullable(),
    }),
    async handle({ params, query, caller }) {
      const { database } = deps;
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      const asked = { cinemaId: params.id, before: query.cursor?.[0] ?? idMax, limit: query.limit + 1 };
      const { page, next } = cutPage(await selectReports(database, asked), query.limit, (row) => [row.id]);
      const now = (await sql.selectOpenOf(database, params.id)).map((row) => ({
        terminal: row.terminal_id,
        name: row.name,
        role: row.role,
        beganAtMs: row.began_at_ms,
        stranded: row.stranded,
        isDrill: row.drill_id !== null,
      }));
      return { now, drill: await describeDrill(deps, params.id), reports: page.map(describe), next };
    },
  });

const reportRoute = ({ database }: DrillDeps) =>
  defineRoute({
    operationId: 'Outage_report',
    method: 'get',
    path: '/api/v1/managed/outage-reports/:report',
    tag,
    summary: 'What one outage, or drill, has cost: a line for each terminal.',
    authority,
    params: z.object({ report: numberText(idMax) }),
    answer: z.object({ report: Report, by: z.string().nullable(), lines: z.array(ReportLine) }),
    async handle({ params, caller }) {
      const row = await selectReport(database, params.report);
      if (!row || !(await maySeeCinema(database, caller, row.cinema_id))) return refuse('not-found');
      const drill = row.drill_id === null ? undefined : await drills.selectDrill(database, row.drill_id);
      return { report: describe(row), by: drill?.ordered_by ?? null, lines: JSON.parse(row.body) as ReportLine[] };
    },
  });

const drillRoute = (deps: DrillDeps) =>
  defineRoute({
    operationId: 'Order_drill',
    method: 'post',
    path: '/api/v1/managed/cinemas/:id/drills',
    tag,
    summary:
      'Tell a cinema’s terminals to behave as if the network were gone for some minutes. It can’t be called back from here.',
    authority,
    params: CinemaParams,
    body: z.strictObject({ minutes: z.int().min(1).max(drillMinutesMax) }),
    answer: z.object({
      ok: z.literal(true),
      id: z.string(),
      terminals: z.array(z.int()),
      unheard: z.array(z.int()).meta({ description: 'Can’t be reached, or too old to know of drills.' }),
    }),
    status: 201,
    refusals: {
      'drill-running': { status: 409, title: 'A drill is on here already. Wait until it is over.' },
      'nobody-to-drill': { status: 409, title: 'No terminal of this cinema can be told now.' },
    },
    idempotent: true,
    async handle({ params, body, caller, idempotencyKey }) {
      if (!(await maySeeCinema(deps.database, caller, params.id))) return refuse('not-found');
      const by = await nameActor(deps.database, caller);
      const operationId = `user ${caller.userId}:${idempotencyKey}`;
      const answer = await orderDrill(deps, { operationId, by, cinemaId: params.id, minutes: body.minutes });
      return answer.ok ? answer : refuse(answer.reason);
    },
  });
