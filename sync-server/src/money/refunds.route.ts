/** Refunds that are to be paid out at the desk: a manager says how it was done, and whom to ask where it can't be. */
import { formatOrderKey } from '@marquee/shared/ids';
import { z } from 'zod';
import { maySeeCinema, nameActor } from '../accounts/accounts.ts';
import { payOutRefund } from '../bookings/bookings.ts';
import { type ApiRoute, defineRoute, Refused, refuse } from '../platform/api.ts';
import { cursorText, cutPage } from '../platform/cursor.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { askRelease } from '../rights/rights.ts';
import { findCinema, type MoneyDeps } from './money-days.ts';
import * as sql from './refunds.sql.ts';

const shape = { tag: 'management', authority: 'manager' } as const;
const RefundParams = z.object({ id: z.string().min(1).max(64) });
const perPage = 100;

const ListedRefund = z
  .object({
    id: z.string(),
    order: z.string(),
    state: z.enum(['prepared', 'refunding', 'refunded']),
    amountMinor: z.int(),
    currency: z.string(),
    reason: z.string(),
    requestedBy: z.string(),
    atMs: z.int(),
    channel: z.string(),
    title: z.string().nullable(),
    startsAtMs: z.int().nullable(),
    tickets: z.int(),
    stillValid: z.int().meta({ description: 'They end when it is paid out.' }),
    used: z.int().meta({ description: 'Of these: somebody has come in with them.' }),
    heldElsewhere: z.int().meta({ description: 'Of these: the terminal that sold them has not given them up.' }),
    paidByVoucherMinor: z.int().meta({ description: 'Of the booking: goes back to vouchers first.' }),
  })
  .meta({ id: 'ListedRefund' });

export const makeRefundsApi = (deps: MoneyDeps): ApiRoute[] => [
  refundsRoute(deps),
  payOutRoute(deps),
  releaseRoute(deps),
];

const refundsRoute = ({ database }: MoneyDeps) =>
  defineRoute({
    ...shape,
    operationId: 'Refunds_info',
    method: 'get',
    path: '/api/v1/managed/cinemas/:id/refunds',
    summary: 'Refunds of a cinema: to be paid out, on their way to a card, or paid out.',
    params: z.object({ id: numberText(idMax) }),
    query: z.object({
      state: z.enum(['prepared', 'refunding', 'refunded']).default('prepared'),
      cursor: cursorText(z.tuple([z.int(), z.string()])).optional(),
      limit: numberText(perPage).default(perPage),
    }),
    answer: z.object({ refunds: z.array(ListedRefund), next: z.string().nullable() }),
    async handle({ params, query: { state, cursor, limit }, caller }) {
      const cinema = await findCinema(database, caller, { cinemaId: params.id });
      if (cinema instanceof Refused) return cinema;
      const asked = { cinemaId: cinema.id, state, after: cursor ?? null, limit: limit + 1 };
      const { page, next } = cutPage(await sql.selectRefunds(database, asked), limit, (row) => [row.at_ms, row.id]);
      return { refunds: page.map(describe), next };
    },
  });

const describe = (row: sql.ListedRefundRow): z.input<typeof ListedRefund> => ({
  id: row.id,
  order: formatOrderKey({ terminal: row.terminal_id, seq: row.seq }),
  state: row.state,
  amountMinor: row.amount_minor,
  currency: row.currency,
  reason: row.reason,
  requestedBy: row.requested_by,
  atMs: row.at_ms,
  channel: row.channel,
  title: row.title,
  startsAtMs: row.starts_at_ms,
  tickets: Number(row.tickets),
  stillValid: Number(row.valid),
  used: Number(row.used),
  heldElsewhere: Number(row.elsewhere),
  paidByVoucherMinor: Number(row.voucher_minor ?? 0),
});

const payOutRoute = (deps: MoneyDeps) =>
  defineRoute({
    ...shape,
    operationId: 'Pay_out_refund',
    method: 'post',
    path: '/api/v1/managed/refunds/:id/pay-out',
    summary: 'Note that a prepared refund was paid out, in cash or back to a card.',
    description:
      'Tickets that were still good end with it. What gift vouchers had paid goes back to them: `toVouchersMinor`; only the rest is to be handed out.',
    params: RefundParams,
    body: z.strictObject({ kind: z.enum(['cash', 'card']), evenIfUsed: z.boolean().default(false) }),
    answer: z.object({ ok: z.literal(true), toVouchersMinor: z.int().optional() }),
    idempotent: true,
    refusals: {
      'refund-not-prepared': { status: 409, title: 'It was paid out, or is on its way to a card.' },
      'ticket-used': { status: 409, title: 'Somebody has come in with one of its tickets: say `evenIfUsed`.' },
      'not-holder': { status: 409, title: 'The terminal that sold its tickets must give them up first.' },
    },
    async handle({ params: { id }, body, caller, idempotencyKey }) {
      const refund = await sql.selectCinemaOfRefund(deps.database, id);
      if (!(await isTheirs(deps, caller, refund))) return refuse('not-found');
      const by = await nameActor(deps.database, caller);
      const operationId = `user ${caller.userId}:${idempotencyKey}`;
      const answer = await payOutRefund(deps, { ...body, refundId: id, attemptId: null, by, operationId });
      return answer.ok ? answer : refuse(answer.reason);
    },
  });

const releaseRoute = (deps: MoneyDeps) =>
  defineRoute({
    ...shape,
    operationId: 'Ask_release',
    method: 'post',
    path: '/api/v1/managed/refunds/:id/release',
    summary: 'Ask the terminal that sold a refund’s tickets to give them up. Asking twice does no harm.',
    params: RefundParams,
    body: z.strictObject({}),
    answer: z.object({ ok: z.literal(true) }),
    refusals: { 'terminal-closed': { status: 409, title: 'That terminal is closed: it can’t be asked.' } },
    async handle({ params: { id }, caller }) {
      const refund = await sql.selectCinemaOfRefund(deps.database, id);
      if (!refund || !(await isTheirs(deps, caller, refund))) return refuse('not-found');
      const order = { terminal: refund.terminal_id, seq: refund.seq };
      const asked = await deps.database.transaction('ask release', (tx) => askRelease(tx, deps, order));
      return asked ? { ok: true as const } : refuse('terminal-closed');
    },
  });

const isTheirs = async (
  { database }: MoneyDeps,
  caller: Parameters<typeof maySeeCinema>[1],
  refund: sql.RefundOf | undefined,
): Promise<boolean> => refund?.cinema_id != null && maySeeCinema(database, caller, refund.cinema_id);
