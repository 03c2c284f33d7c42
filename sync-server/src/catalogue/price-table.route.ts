/** What everybody would pay for a show: by the one function that all tills, kiosks and phones ask. */
import { seatKinds } from '@marquee/shared/seating/seat-map';
import { PriceList } from '@marquee/shared/tickets/price-list';
import { findPriceRule, type PricedShow, type Prices, priceTicket } from '@marquee/shared/tickets/pricing';
import { Display, TicketClass, ticketClasses } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import { maySeeCinema } from '../accounts/accounts.ts';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { idMax } from '../platform/read-params.ts';
import { IdParams } from './answers.ts';
import { loadPrices } from './catalogue.ts';
import type { EditDeps } from './edit.ts';
import { NewRules } from './new-rules.ts';
import { selectOne } from './programme.sql.ts';

const Show = z.strictObject({
  startsAtMs: z.int().min(0).max(8.64e15),
  display: Display,
  priceMinor: z.int().min(0).max(10_000_000),
});
const Cell = z.object({
  ticketClass: TicketClass,
  seatKind: z.enum(seatKinds),
  isMember: z.boolean(),
  priceMinor: z.int(),
  taxMinor: z.int(),
  /** By its place in the list that was asked about; null: the class price holds. */
  rule: z.int().nullable(),
  /** How it comes about: the class price, what a rule makes of it, and what the seat and the display add. */
  classMinor: z.int(),
  ruledMinor: z.int(),
  seatMinor: z.int(),
  displayMinor: z.int(),
});

export const makePriceTableApi = (deps: Pick<EditDeps, 'database'>): ApiRoute[] => [
  makePricesInfo(deps),
  makePreviewPrices(deps),
];

const makePricesInfo = ({ database }: Pick<EditDeps, 'database'>) =>
  defineRoute({
    operationId: 'Prices_info',
    method: 'get',
    path: '/api/v1/cinemas/:id/prices',
    tag: 'catalogue',
    summary: 'The price list of a cinema, without its rules',
    authority: 'manager',
    params: IdParams,
    answer: z.object(PriceList.omit({ rules: true }).shape),
    async handle({ params, caller }) {
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      const prices = await loadPrices(database, params.id);
      if (!prices) return refuse('not-found');
      const { rules: _, ...list } = prices.list;
      return list;
    },
  });

const makePreviewPrices = ({ database }: Pick<EditDeps, 'database'>) =>
  defineRoute({
    operationId: 'Preview_prices',
    method: 'post',
    path: '/api/v1/cinemas/:id/prices/preview',
    tag: 'catalogue',
    summary: 'What everybody would pay for a screening, or for a show that is none yet, and why',
    authority: 'manager',
    params: IdParams,
    body: z
      .strictObject({ screeningId: z.int().min(1).max(idMax), show: Show, rules: NewRules })
      .partial()
      .refine(({ screeningId, show }) => (screeningId === undefined) !== (show === undefined), 'of one show'),
    answer: z.object({ currency: z.string(), show: Show, cells: z.array(Cell) }),
    async handle({ params, body, caller }) {
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      const inForce = await loadPrices(database, params.id);
      const screening = body.screeningId === undefined ? undefined : await selectOne(database, body.screeningId);
      const show = body.show ?? (screening?.cinema_id === params.id ? readShow(screening) : undefined);
      if (!inForce || !show) return refuse('not-found');
      const rules = body.rules?.map((rule, index) => ({ ...rule, id: index + 1 })) ?? inForce.list.rules ?? [];
      const prices = { ...inForce, list: { ...inForce.list, rules } };
      const cells = ticketClasses.flatMap((ticketClass) =>
        seatKinds.flatMap((seatKind) =>
          [false, true].map((isMember) => describePrice(prices, show, { ticketClass, seatKind, isMember })),
        ),
      );
      return { currency: prices.list.currency, show, cells };
    },
  });

const readShow = (row: NonNullable<Awaited<ReturnType<typeof selectOne>>>): PricedShow => ({
  startsAtMs: row.starts_at_ms,
  display: row.display,
  priceMinor: row.price_minor,
});

function describePrice(
  prices: Prices,
  show: PricedShow,
  ticket: Parameters<typeof priceTicket>[2],
): z.input<typeof Cell> {
  const { list } = prices;
  const rule = findPriceRule(prices, show, ticket);
  // Where nothing is added, what is left is the class price, with its rule and without.
  const plain = {
    ...list,
    seatKindMinor: { ...list.seatKindMinor, [ticket.seatKind]: 0 },
    displayMinor: { ...list.displayMinor, [show.display]: 0 },
  };
  const price = (of: Prices['list']) => priceTicket({ ...prices, list: of }, show, ticket).priceMinor;
  return {
    ...ticket,
    ...priceTicket(prices, show, ticket),
    rule: rule === null ? null : (list.rules ?? []).findIndex(({ id }) => id === rule.id),
    classMinor: price({ ...plain, rules: [] }),
    ruledMinor: price(plain),
    seatMinor: list.seatKindMinor[ticket.seatKind],
    displayMinor: list.displayMinor[show.display],
  };
}
