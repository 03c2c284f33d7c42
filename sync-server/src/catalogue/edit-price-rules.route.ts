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
import { type NewRule, NewRules, rulesMax } from './new-rules.ts';
import { makePriceTableApi } from './price-table.route.ts';
import { lockCinema, replaceTimedPrices } from './prices.sql.ts';
import { selectOne } from './programme.sql.ts';

const Rule = z.object(PriceRule.shape).meta({ id: 'PriceRule' });

export function makePriceRuleEdits(deps: EditDeps): ApiRoute[] {
  return [makePriceRules(deps), makeChangePriceRules(deps), makePreviewPrice(deps), ...makePriceTableApi(deps)];
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
    body: z.strictObject({
      rules: NewRules,
      basedOn: z
        .array(z.int())
        .max(rulesMax)
        .optional()
        .meta({ description: 'The ids of the rules that these were made from: refused where others hold by now.' }),
    }),
    answer: z.object({ id: z.int() }),
    refusals: {
      'rules-changed': { status: 409, title: 'Somebody else has changed the rules meanwhile. Read them again.' },
    },
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'change-price-rules', ...request }, async (tx) => {
        const { id } = request.params;
        if (!(await maySeeCinema(tx, request.caller, id))) throw no(refuse('not-found'));
        const { rules, basedOn } = request.body;
        await lockCinema(tx, id);
        const before = (await loadPrices(tx, id))?.list.rules ?? [];
        if (basedOn && basedOn.join() !== before.map((rule) => rule.id).join()) throw no(refuse('rules-changed'));
        await replaceTimedPrices(tx, id, rules);
        const change = { kind: 'prices' as const, ids: [id] };
        return { answer: { id }, change, cinemaIds: [id], noted: { changed: compareRules(before, rules) } };
      }),
  });

/** By their names, for the audit log. */
function compareRules(before: readonly PriceRule[], after: readonly z.output<typeof NewRule>[]) {
  const write = ({ id: _, ...rule }: Partial<PriceRule>) => JSON.stringify(Object.entries(rule).sort());
  const known = new Set(before.map(write));
  const kept = new Set(after.map(write));
  const names = (rules: readonly { name: string }[]) => [...new Set(rules.map(({ name }) => name))].slice(0, 20);
  const [made, gone] = [
    names(after.filter((rule) => !known.has(write(rule as Partial<PriceRule>)))),
    names(before.filter((rule) => !kept.has(write(rule)))),
  ];
  return {
    made: made.filter((name) => !gone.includes(name)),
    changed: made.filter((name) => gone.includes(name)),
    ended: gone.filter((name) => !made.includes(name)),
  };
}

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
        rules: NewRules,
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
