/** Support bundles for a cinema's managers: asked for, listed, read. */
import { z } from 'zod';
import { maySeeCinema, nameActor } from '../accounts/accounts.ts';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { numberText } from '../platform/read-params.ts';
import { closed, findTerminal } from './fleet.ts';
import { type BundleRow, selectBundle, selectBundles } from './support.sql.ts';
import { askForBundle } from './support.ts';
import type { TerminalsDeps } from './terminals.ts';

const tag = 'management' as const;
const authority = 'manager' as const;
const TerminalParams = z.object({ terminal: numberText(0xffff) });
const listMax = 20;

const Bundle = z
  .object({
    id: z.string(),
    terminal: z.int(),
    askedAtMs: z.int(),
    by: z.string(),
    state: z.enum(['waiting', 'here', 'never-came']),
    receivedAtMs: z.int().nullable(),
    bytes: z.int().nullable(),
  })
  .meta({ id: 'SupportBundle' });

function describe(row: BundleRow, nowMs: number): z.input<typeof Bundle> {
  return {
    id: row.id,
    terminal: row.terminal_id,
    askedAtMs: row.asked_at_ms,
    by: row.asked_by,
    state: row.received_at_ms !== null ? 'here' : nowMs < row.expires_at_ms ? 'waiting' : 'never-came',
    receivedAtMs: row.received_at_ms,
    bytes: row.bytes,
  };
}

export interface SupportApiDeps extends TerminalsDeps {
  nudge?: (terminal: number) => void;
}

export const makeSupportApi = (deps: SupportApiDeps): ApiRoute[] => [askRoute(deps), listRoute(deps), readRoute(deps)];

const askRoute = (deps: SupportApiDeps) =>
  defineRoute({
    operationId: 'Ask_support_bundle',
    method: 'post',
    path: '/api/v1/managed/terminals/:terminal/support-bundles',
    tag,
    summary:
      'Ask a terminal for its versions, settings, states and log, without personal data or secrets. It comes once it can be reached within an hour, and is kept for a week.',
    authority,
    params: TerminalParams,
    answer: z.object({ ok: z.literal(true), id: z.string(), expiresAtMs: z.int() }),
    status: 201,
    refusals: closed,
    idempotent: true,
    async handle({ params, caller, idempotencyKey }) {
      const found = await findTerminal(deps, caller, params.terminal);
      if (!('acked' in found)) return found;
      if (found.state !== 'open') return refuse('terminal-closed');
      const by = await nameActor(deps.database, caller);
      const operationId = `user ${caller.userId}:${idempotencyKey}`;
      const answer = await askForBundle(deps, { operationId, by, terminal: found.id, cinemaId: found.cinema_id });
      deps.nudge?.(found.id);
      return answer;
    },
  });

const listRoute = (deps: SupportApiDeps) =>
  defineRoute({
    operationId: 'Support_bundles',
    method: 'get',
    path: '/api/v1/managed/terminals/:terminal/support-bundles',
    tag,
    summary: 'What a terminal was asked for in the last week, the newest first.',
    authority,
    params: TerminalParams,
    answer: z.object({ bundles: z.array(Bundle) }),
    async handle({ params, caller }) {
      const found = await findTerminal(deps, caller, params.terminal);
      if (!('acked' in found)) return found;
      const rows = await selectBundles(deps.database, found.id, listMax);
      return { bundles: rows.map((row) => describe(row, deps.clock.nowMs())) };
    },
  });

const readRoute = (deps: SupportApiDeps) =>
  defineRoute({
    operationId: 'Support_bundle',
    method: 'get',
    path: '/api/v1/managed/support-bundles/:bundle',
    tag,
    summary: 'A support bundle as the terminal sent it: JSON as text; null before it has come.',
    authority,
    params: z.object({ bundle: z.string().regex(/^[0-9a-f]{24}$/) }),
    answer: z.object({ bundle: Bundle, text: z.string().nullable() }),
    async handle({ params, caller }) {
      const row = await selectBundle(deps.database, params.bundle);
      if (!row || !(await maySeeCinema(deps.database, caller, row.cinema_id))) return refuse('not-found');
      return { bundle: describe(row, deps.clock.nowMs()), text: row.body };
    },
  });
