/** How managers issue gift vouchers, look after them and end them. */

import { groupVoucherCode } from '@marquee/shared/tickets/voucher-code';
import { z } from 'zod';
import { type ApiRoute, defineRoute, Refused, refuse } from '../platform/api.ts';
import { cursorText, cutPage } from '../platform/cursor.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { type IssueDeps, issueVouchers, takeBackVoucher, voidVoucher } from './issue.ts';
import { selectMovements, selectVoucher, selectVouchers, type VoucherRow } from './vouchers.sql.ts';
import { maySeeVoucher, ofChain, selectVoucherCinemas } from './whose.ts';

export type VouchersApiDeps = IssueDeps;

const amountMax = 1_000_000;
const countMax = 500;
const pageMax = 100;
const movementsMax = 200;

const IdParams = z.object({ id: numberText(idMax) });
const Reason = z.strictObject({ reason: z.string().trim().min(1).max(200) });
const State = z.enum(['free', 'granted', 'spent', 'void']);
const timeMs = z.int().nonnegative();
const VoucherAnswer = z
  .object({
    id: z.int(),
    codeEnd: z.string(),
    cinemaId: z.int().nullable().meta({ description: 'Null: good at every cinema.' }),
    currency: z.string(),
    initialMinor: z.int(),
    balanceMinor: z.int(),
    expiresAtMs: timeMs,
    state: State.meta({ description: '`granted`: a terminal holds it, and nobody else can spend it.' }),
    heldBy: z.int().nullable().meta({ description: 'The terminal that holds it.' }),
    issuedAtMs: timeMs,
  })
  .meta({ id: 'Voucher' });
const Movement = z
  .object({
    kind: z.enum(['issue', 'grant', 'return', 'spend', 'refund', 'void', 'take-back']),
    amountMinor: z.int(),
    terminal: z.int().nullable(),
    seq: z.int().nullable().meta({ description: 'The entry of that terminal’s journal.' }),
    by: z.string().nullable(),
    atMs: timeMs,
  })
  .meta({ id: 'VoucherMovement' });
const Done = z.object({ ok: z.literal(true) });

const toAnswer = (row: VoucherRow): z.infer<typeof VoucherAnswer> => ({
  id: row.id,
  codeEnd: row.code_end,
  cinemaId: row.cinema_id,
  currency: row.currency,
  initialMinor: row.initial_minor,
  balanceMinor: row.balance_minor,
  expiresAtMs: row.expires_at_ms,
  state: row.state,
  heldBy: row.holder === 0 ? null : row.holder,
  issuedAtMs: row.issued_at_ms,
});

export function makeVouchersApi(deps: VouchersApiDeps): ApiRoute[] {
  return [makeIssue(deps), makeVouchersInfo(deps), makeVoucherInfo(deps), makeVoid(deps), makeTakeBack(deps)];
}

const makeIssue = (deps: VouchersApiDeps) =>
  defineRoute({
    operationId: 'Issue_vouchers',
    method: 'post',
    path: '/api/v1/vouchers',
    tag: 'vouchers',
    summary: 'Issue gift vouchers',
    description: 'Their codes are answered here and to a repeat of this request, and can’t be looked up afterwards.',
    authority: 'manager',
    body: z.strictObject({
      cinemaId: z.int().min(1).max(idMax).nullable().meta({ description: 'Null: good at every cinema.' }),
      currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency such as EUR'),
      amountMinor: z.int().min(1).max(amountMax),
      count: z.int().min(1).max(countMax),
      expiresAtMs: timeMs,
    }),
    answer: z.object({ vouchers: z.array(z.object({ id: z.int(), code: z.string() })) }),
    status: 201,
    idempotent: true,
    limit: { requests: 30, seconds: 60 },
    refusals: {
      'expiry-past': { status: 422, title: 'The vouchers would be past their time already.' },
      ...ofChain,
      'currency-wrong': { status: 422, title: 'That cinema sells in another currency.' },
    },
    async handle({ body, caller, idempotencyKey }) {
      if (body.expiresAtMs <= deps.clock.nowMs()) return refuse('expiry-past');
      const issued = await issueVouchers(deps, { caller, key: idempotencyKey }, body);
      if (issued instanceof Refused) return issued;
      return { vouchers: issued.map(({ id, code }) => ({ id, code: groupVoucherCode(code) })) };
    },
  });

const makeVouchersInfo = (deps: VouchersApiDeps) =>
  defineRoute({
    operationId: 'Vouchers_info',
    method: 'get',
    path: '/api/v1/vouchers',
    tag: 'vouchers',
    summary: 'Gift vouchers, the newest first: of the caller’s cinemas, and those that are good everywhere',
    authority: 'manager',
    query: z.object({
      cursor: cursorText(z.tuple([z.literal('vouchers'), z.int().min(1).max(idMax)])).optional(),
      limit: numberText(pageMax).default(24),
      state: State.optional(),
      codeEnd: z
        .string()
        .regex(/^[0-9A-Z]{4}$/, 'must be the last four characters of a code')
        .optional(),
    }),
    answer: z.object({
      vouchers: z.array(VoucherAnswer),
      next: z.string().nullable().meta({ description: 'Of the next page; null after the last.' }),
    }),
    async handle({ query: { cursor, limit, ...filter }, caller }) {
      const cinemaIds = await selectVoucherCinemas(deps.database, caller);
      const page = { beforeId: cursor?.[1] ?? null, limit: limit + 1 };
      const rows = await selectVouchers(deps.database, { ...filter, ...page, cinemaIds });
      const cut = cutPage(rows, limit, (row) => ['vouchers', row.id]);
      return { vouchers: cut.page.map(toAnswer), next: cut.next };
    },
  });

const makeVoucherInfo = (deps: VouchersApiDeps) =>
  defineRoute({
    operationId: 'Voucher_info',
    method: 'get',
    path: '/api/v1/vouchers/:id',
    tag: 'vouchers',
    summary: 'A gift voucher and what happened to it, the latest first',
    authority: 'manager',
    params: IdParams,
    answer: z.object({ voucher: VoucherAnswer, movements: z.array(Movement) }),
    async handle({ params: { id }, caller }) {
      const row = await selectVoucher(deps.database, id);
      if (!row || !(await maySeeVoucher(deps.database, caller, row.cinema_id))) return refuse('not-found');
      const movements = await selectMovements(deps.database, id, movementsMax);
      return {
        voucher: toAnswer(row),
        movements: movements.map(({ kind, amount_minor, terminal_id, seq, by, at_ms }) => ({
          kind,
          amountMinor: amount_minor,
          terminal: terminal_id,
          seq,
          by,
          atMs: at_ms,
        })),
      };
    },
  });

const makeVoid = (deps: VouchersApiDeps) =>
  defineRoute({
    operationId: 'Void_voucher',
    method: 'post',
    path: '/api/v1/vouchers/:id/void',
    tag: 'vouchers',
    summary: 'End a gift voucher: nobody can spend it any more',
    authority: 'manager',
    params: IdParams,
    body: Reason,
    answer: Done,
    idempotent: true,
    refusals: {
      ...ofChain,
      'voucher-in-use': {
        status: 409,
        title: 'A terminal holds it and may be spending it now: see the route that takes it back.',
        extra: { holder: z.int() },
      },
    },
    handle: ({ params: { id }, body: { reason }, caller, idempotencyKey: key }) =>
      voidVoucher(deps, { id, reason, caller, key }),
  });

const makeTakeBack = (deps: VouchersApiDeps) =>
  defineRoute({
    operationId: 'Take_back_voucher',
    method: 'post',
    path: '/api/v1/vouchers/:id/take-back',
    tag: 'vouchers',
    summary: 'Take a gift voucher from the terminal that holds it, without that terminal’s word',
    description:
      'For a terminal that is lost, or without a network for long. It may have taken the voucher as payment already: if somebody else spends it before that sale arrives, it is spent twice, and the cinema bears it. The late sale is raised as an exception. A terminal that comes back by itself gives up what it does not need.',
    authority: 'manager',
    params: IdParams,
    body: Reason,
    answer: Done,
    idempotent: true,
    refusals: { ...ofChain, 'voucher-not-held': { status: 409, title: 'No terminal holds it.' } },
    handle: ({ params: { id }, body: { reason }, caller, idempotencyKey: key }) =>
      takeBackVoucher(deps, { id, reason, caller, key }),
  });
