/** A cinema's terminals for its managers: how each is, and how one is enrolled, renamed, emptied, closed and replaced. */
import { z } from 'zod';
import { maySeeCinema, nameActor, noteAct } from '../accounts/accounts.ts';
import { type ApiRoute, type Caller, defineRoute, refuse } from '../platform/api.ts';
import { cursorText, cutPage } from '../platform/cursor.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { breakTerminal, recallTerminal } from '../rights/rights.ts';
import * as sql from './fleet.sql.ts';
import { closed, describeTerminal, findTerminal, Role, Terminal } from './fleet.ts';
import { makeEnrolmentCode, type TerminalsDeps } from './terminals.ts';

const tag = 'management' as const;
const authority = 'manager' as const;
const count = z.int().nonnegative();
const perPage = 200;
const codesMax = 50;
const heldMax = 50;
const CinemaParams = z.object({ id: numberText(idMax) });
const TerminalParams = z.object({ terminal: numberText(0xffff) });
const name = z.string().trim().min(1).max(60);
const NewCode = z.object({ name: z.string(), role: Role, code: z.string(), expiresAtMs: z.int() });

export const makeFleetApi = (deps: TerminalsDeps): ApiRoute[] => [
  listRoute(deps),
  holdingRoute(deps),
  codesRoute(deps),
  makeCodesRoute(deps),
  endCodeRoute(deps),
  renameRoute(deps),
  breakRoute(deps),
  recallRoute(deps),
  replaceRoute(deps),
];

const listRoute = (deps: TerminalsDeps) =>
  defineRoute({
    operationId: 'Terminals_info',
    method: 'get',
    path: '/api/v1/managed/cinemas/:id/terminals',
    tag,
    summary: 'A cinema’s kiosks, tills and gates, also those that were closed.',
    authority,
    params: CinemaParams,
    query: z.object({ cursor: cursorText(z.tuple([z.int()])).optional(), limit: numberText(perPage).default(perPage) }),
    answer: z.object({ terminals: z.array(Terminal), next: z.string().nullable() }),
    async handle({ params, query, caller }) {
      if (!(await maySeeCinema(deps.database, caller, params.id))) return refuse('not-found');
      const asked = { cinemaId: params.id, after: query.cursor?.[0] ?? 0, limit: query.limit + 1 };
      const { page, next } = cutPage(await sql.selectFleet(deps.database, asked), query.limit, (row) => [row.id]);
      return { terminals: page.map((row) => describeTerminal(deps, row)), next };
    },
  });

const holdingRoute = (deps: TerminalsDeps) =>
  defineRoute({
    operationId: 'Terminal_holding',
    method: 'get',
    path: '/api/v1/managed/terminals/:terminal/holding',
    tag,
    summary: 'What would be stranded if this terminal were closed now: the seats it holds unsold, by screening.',
    authority,
    params: TerminalParams,
    answer: z.object({
      terminal: Terminal,
      screenings: z.array(z.object({ id: z.int(), title: z.string(), startsAtMs: z.int(), seats: count })),
    }),
    async handle({ params, caller }) {
      const found = await findTerminal(deps, caller, params.terminal);
      if (!('acked' in found)) return found;
      const wanted = { sinceMs: deps.clock.nowMs(), limit: heldMax };
      const held = await sql.selectHeldScreenings(deps.database, params.terminal, wanted);
      const screenings = held.map((row) => ({
        id: row.screening_id,
        title: row.title,
        startsAtMs: row.starts_at_ms,
        seats: row.seats,
      }));
      return { terminal: describeTerminal(deps, found), screenings };
    },
  });

const codesRoute = (deps: TerminalsDeps) =>
  defineRoute({
    operationId: 'Enrolment_codes',
    method: 'get',
    path: '/api/v1/managed/cinemas/:id/enrolment-codes',
    tag,
    summary: 'Codes that nobody has used yet. The code itself was told once, when it was made.',
    authority,
    params: CinemaParams,
    answer: z.object({
      codes: z.array(z.object({ id: z.string(), name: z.string(), role: Role, expiresAtMs: z.int() })),
    }),
    async handle({ params, caller }) {
      if (!(await maySeeCinema(deps.database, caller, params.id))) return refuse('not-found');
      const wanted = { nowMs: deps.clock.nowMs(), limit: perPage };
      const rows = await sql.selectOpenCodes(deps.database, params.id, wanted);
      return {
        codes: rows.map((row) => ({
          id: row.code_hash,
          name: row.name,
          role: row.role as z.input<typeof Role>,
          expiresAtMs: row.expires_at_ms,
        })),
      };
    },
  });

interface CodeWish {
  name: string;
  role: z.output<typeof Role>;
}

/** The code is answered and not kept: the database has its hash alone. */
async function makeCode(deps: TerminalsDeps, cinemaId: number, wish: CodeWish, by: string) {
  const made = await makeEnrolmentCode(deps, { cinemaId, ...wish });
  await deps.database.transaction('note code', (tx) =>
    noteAct(tx, deps, { operation: 'make-enrolment-code', by, detail: { cinemaId, ...wish } }),
  );
  return { ...wish, ...made };
}

const makeCodesRoute = (deps: TerminalsDeps) =>
  defineRoute({
    operationId: 'Make_enrolment_codes',
    method: 'post',
    path: '/api/v1/managed/cinemas/:id/enrolment-codes',
    tag,
    summary:
      'One-time codes, good for a day, by which machines become terminals. An answer that is lost is lost: ask again.',
    authority,
    params: CinemaParams,
    body: z.strictObject({
      terminals: z
        .array(z.strictObject({ name, role: Role }))
        .min(1)
        .max(codesMax),
    }),
    answer: z.object({ codes: z.array(NewCode) }),
    status: 201,
    async handle({ params, body, caller }) {
      if (!(await maySeeCinema(deps.database, caller, params.id))) return refuse('not-found');
      const by = await nameActor(deps.database, caller);
      const codes: z.input<typeof NewCode>[] = [];
      for (const wish of body.terminals) codes.push(await makeCode(deps, params.id, wish, by));
      return { codes };
    },
  });

const endCodeRoute = (deps: TerminalsDeps) =>
  defineRoute({
    operationId: 'End_enrolment_code',
    method: 'delete',
    path: '/api/v1/managed/cinemas/:id/enrolment-codes/:code',
    tag,
    summary: 'A code that nobody has used is good no more.',
    authority,
    params: z.object({ id: numberText(idMax), code: z.string().regex(/^[0-9a-f]{1,64}$/) }),
    answer: z.object({ ok: z.literal(true) }),
    async handle({ params, caller }) {
      if (!(await maySeeCinema(deps.database, caller, params.id))) return refuse('not-found');
      const by = await nameActor(deps.database, caller);
      const isEnded = await deps.database.transaction('end code', async (tx) => {
        const code = { hash: params.code, cinemaId: params.id, nowMs: deps.clock.nowMs() };
        if (!(await sql.endCode(tx, code))) return false;
        await noteAct(tx, deps, { operation: 'end-enrolment-code', by, detail: { cinemaId: params.id } });
        return true;
      });
      return isEnded ? ({ ok: true } as const) : refuse('not-found');
    },
  });

const renameRoute = (deps: TerminalsDeps) =>
  defineRoute({
    operationId: 'Rename_terminal',
    method: 'patch',
    path: '/api/v1/managed/terminals/:terminal',
    tag,
    summary: 'Call a terminal otherwise. Its number stays.',
    authority,
    params: TerminalParams,
    body: z.strictObject({ name }),
    answer: Terminal,
    async handle({ params, body, caller }) {
      const found = await findTerminal(deps, caller, params.terminal);
      if (!('acked' in found)) return found;
      const by = await nameActor(deps.database, caller);
      await deps.database.transaction('rename-terminal', async (tx) => {
        await sql.renameTerminal(tx, found.id, body.name);
        const detail = { terminal: found.id, from: found.name, to: body.name };
        await noteAct(tx, deps, { operation: 'rename-terminal', by, detail });
      });
      return describeTerminal(deps, { ...found, name: body.name });
    },
  });

const Close = z.strictObject({ as: z.enum(['dead', 'stolen']), reason: z.string().trim().min(1).max(200) });
/** `role`: what the next machine is to be, where it is not the same. */
const Replace = Close.extend({ role: Role.optional() });
interface CloseRequest {
  params: { terminal: number };
  body: z.output<typeof Close>;
  caller: Caller;
  idempotencyKey: string;
}

async function close(deps: TerminalsDeps, { params, body, caller, idempotencyKey }: CloseRequest) {
  const found = await findTerminal(deps, caller, params.terminal);
  if (!('acked' in found)) return found;
  const by = await nameActor(deps.database, caller);
  const operationId = `user ${caller.userId}:${idempotencyKey}`;
  const answer = await breakTerminal(deps, { ...body, operationId, by, terminal: params.terminal });
  return answer.ok ? { ...answer, found, by } : refuse(answer.reason);
}

const breakRoute = (deps: TerminalsDeps) =>
  defineRoute({
    operationId: 'Break_terminal',
    method: 'post',
    path: '/api/v1/managed/terminals/:terminal/break',
    tag,
    summary: 'Close a terminal that is dead, lost or stolen, for good. What it held unsold is quarantined.',
    authority,
    params: TerminalParams,
    body: Close,
    answer: z.object({ ok: z.literal(true), quarantined: count }),
    refusals: closed,
    idempotent: true,
    async handle(request) {
      const answer = await close(deps, request);
      return 'found' in answer ? { ok: true as const, quarantined: answer.quarantined } : answer;
    },
  });

const replaceRoute = (deps: TerminalsDeps) =>
  defineRoute({
    operationId: 'Replace_terminal',
    method: 'post',
    path: '/api/v1/managed/terminals/:terminal/replacement',
    tag,
    summary:
      'Close a terminal, and make the code by which another machine, or this one enrolled anew, takes its place under the same name; in another role where one is given.',
    authority,
    params: TerminalParams,
    body: Replace,
    answer: z.object({ ok: z.literal(true), quarantined: count, code: NewCode }),
    status: 201,
    refusals: closed,
    idempotent: true,
    async handle(request) {
      const { role, ...body } = request.body;
      const answer = await close(deps, { ...request, body });
      if (!('found' in answer)) return answer;
      const { found, by, quarantined } = answer;
      const code = await makeCode(deps, found.cinema_id, { name: found.name, role: role ?? found.role }, by);
      return { ok: true as const, quarantined, code };
    },
  });

const recallRoute = (deps: TerminalsDeps) =>
  defineRoute({
    operationId: 'Recall_terminal',
    method: 'post',
    path: '/api/v1/managed/terminals/:terminal/recall',
    tag,
    summary:
      'Ask a terminal to hand back all that it holds unsold. It comes back by its journal, once it can be reached.',
    authority,
    params: TerminalParams,
    answer: z.object({ ok: z.literal(true), asked: count }),
    refusals: closed,
    idempotent: true,
    async handle({ params, caller, idempotencyKey }) {
      const found = await findTerminal(deps, caller, params.terminal);
      if (!('acked' in found)) return found;
      const by = await nameActor(deps.database, caller);
      const operationId = `user ${caller.userId}:${idempotencyKey}`;
      const answer = await recallTerminal(deps, { operationId, by, terminal: params.terminal });
      return answer.ok ? answer : refuse(answer.reason);
    },
  });
