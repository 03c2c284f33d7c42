/** Prices that hold at certain times or for members: kept by managers, tried out before anybody pays them. */
import { SeatKind } from '@marquee/shared/seating/seat-map';
import { PriceRule } from '@marquee/shared/tickets/price-list';
import { findPriceRule, priceTicket } from '@marquee/shared/tickets/pricing';
import { TicketClass } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import { maySeeCinema } from '../accounts/accounts.ts';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { idMax } from '../platform/read-params.ts';
import { IdParams } from './answers.ts';
import { loadPrices } from './catalogue.ts';
import { type EditDeps, editCatalogue, no } from './edit.ts';
import { replaceTimedPrices } from './prices.sql.ts';
import { selectOne } from './programme.sql.ts';

const rulesMax = 100;
const amountMinorMax = 10_000_000;

const isInOrder = <T>(from: T | undefined, to: T | undefined, isBefore: (a: T, b: T) => boolean): boolean =>
  from === undefined || to === undefined || isBefore(from, to);
const NewRule = z
  .strictObject(PriceRule.omit({ id: true }).shape)
  .refine(({ fromMinute, toMinute }) => isInOrder(fromMinute, toMinute, (a, b) => a < b), 'ends before it begins')
  .refine(({ fromDate, toDate }) => isInOrder(fromDate, toDate, (a, b) => a <= b), 'ends before it begins')
  .refine(({ price }) => price.kind === 'percent' || price.minor <= amountMinorMax, 'no amount is beyond ten million')
  .meta({ id: 'NewPriceRule' });
const Rule = z.object(PriceRule.shape).meta({ id: 'PriceRule' });

export function makePriceRuleEdits(deps: EditDeps): ApiRoute[] {
  return [makePriceRules(deps), makeChangePriceRules(deps), makePreviewPrice(deps)];
}

const makePriceRules = ({ database }: EditDeps) =>
  defineRoute({
    operationId: 'Price_rules',
    method: 'get',
    path: '/api/v1/cinemas/:id/price-rules',
    tag: 'catalogue',
    summary: 'Prices of a cinema that hold at certain times or for members',
    authority: 'manager',
    params: IdParams,
    answer: z.object({ rules: z.array(Rule) }),
    async handle({ params, caller }) {
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      const prices = await loadPrices(database, params.id);
      return prices ? { rules: prices.list.rules ?? [] } : refuse('not-found');
    },
  });

const makeChangePriceRules = (deps: EditDeps) =>
  defineRoute({
    operationId: 'Change_price_rules',
    method: 'put',
    path: '/api/v1/cinemas/:id/price-rules',
    tag: 'catalogue',
    summary: 'Replace the price rules of a cinema: the first that fits takes the place of the class price',
    authority: 'manager',
    params: IdParams,
    body: z.strictObject({ rules: z.array(NewRule).max(rulesMax) }),
    answer: z.object({ id: z.int() }),
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'change-price-rules', ...request }, async (tx) => {
        const { id } = request.params;
        if (!(await maySeeCinema(tx, request.caller, id))) throw no(refuse('not-found'));
        await replaceTimedPrices(tx, id, request.body.rules);
        return { answer: { id }, change: { kind: 'prices', ids: [id] }, cinemaIds: [id] };
      }),
  });

const makePreviewPrice = ({ database }: EditDeps) =>
  defineRoute({
    operationId: 'Preview_price',
    method: 'post',
    path: '/api/v1/cinemas/:id/price-rules/preview',
    tag: 'catalogue',
    summary: 'What a ticket would cost, and by which rule; with other rules than those in force where they are given',
    authority: 'manager',
    params: IdParams,
    body: z
      .strictObject({
        screeningId: z.int().min(1).max(idMax),
        ticketClass: TicketClass,
        seatKind: SeatKind,
        isMember: z.boolean(),
        rules: z.array(NewRule).max(rulesMax),
      })
      .partial({ rules: true }),
    answer: z.object({
      priceMinor: z.int(),
      taxMinor: z.int(),
      currency: z.string(),
      /** Null: the class price holds. */
      rule: z.string().nullable(),
    }),
    async handle({ params, body, caller }) {
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      const { screeningId, rules, ...ticket } = body;
      const inForce = await loadPrices(database, params.id);
      const screening = await selectOne(database, screeningId);
      if (!inForce || screening?.cinema_id !== params.id) return refuse('not-found');
      const tried = rules?.map((rule, index) => ({ ...rule, id: index + 1 }));
      const prices = tried ? { ...inForce, list: { ...inForce.list, rules: tried } } : inForce;
      const { price_minor: priceMinor, display, starts_at_ms: startsAtMs } = screening;
      const show = { priceMinor, display, startsAtMs };
      const rule = findPriceRule(prices, show, ticket)?.name ?? null;
      return { ...priceTicket(prices, show, ticket), currency: prices.list.currency, rule };
    },
  });
