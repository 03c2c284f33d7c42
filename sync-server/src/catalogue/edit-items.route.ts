/** What a cinema sells beside tickets. */
import { z } from 'zod';
import { maySeeCinema } from '../accounts/accounts.ts';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { IdParams } from './answers.ts';
import { type EditDeps, editCatalogue, no } from './edit.ts';
import { insertItem, selectItem, selectItems, updateItem } from './prices.sql.ts';

const fields = {
  name: z.string().trim().min(1).max(60),
  /** Of one, tax included. */
  priceMinor: z.int().min(0).max(1_000_000),
  /** Hundredths of a percent. */
  taxBasisPoints: z.int().min(0).max(10_000),
};
const Item = z.object({ id: z.int(), ...fields, active: z.boolean() }).meta({ id: 'ConcessionItem' });
const Answer = z.object({ id: z.int() });
/** A terminal takes no more. */
const activeMax = 500;
const tooMany = {
  'too-many-items': { status: 422, title: `A cinema sells no more than ${activeMax} items.` },
} as const;

export function makeItemEdits(deps: EditDeps): ApiRoute[] {
  return [makeItemsInfo(deps), makeInsertItem(deps), makeChangeItem(deps)];
}

const makeItemsInfo = ({ database }: EditDeps) =>
  defineRoute({
    operationId: 'Items_info',
    method: 'get',
    path: '/api/v1/cinemas/:id/items',
    tag: 'catalogue',
    summary: 'What a cinema sells beside tickets, and once did',
    authority: 'manager',
    params: IdParams,
    answer: z.object({ items: z.array(Item) }),
    async handle({ params, caller }) {
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      const rows = await selectItems(database, params.id);
      return {
        items: rows.map(({ id, name, price_minor, tax_basis_points, active }) => ({
          id,
          name,
          priceMinor: price_minor,
          taxBasisPoints: tax_basis_points,
          active: Number(active) === 1,
        })),
      };
    },
  });

const makeInsertItem = (deps: EditDeps) =>
  defineRoute({
    operationId: 'Insert_item',
    method: 'post',
    path: '/api/v1/cinemas/:id/items',
    tag: 'catalogue',
    summary: 'Sell something else beside tickets',
    authority: 'manager',
    params: IdParams,
    body: z.strictObject(fields),
    answer: Answer,
    status: 201,
    refusals: tooMany,
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'insert-item', ...request }, async (tx) => {
        const { id: cinemaId } = request.params;
        if (!(await maySeeCinema(tx, request.caller, cinemaId))) throw no(refuse('not-found'));
        const id = await insertItem(tx, cinemaId, request.body);
        if ((await countActive(tx, cinemaId)) > activeMax) throw no(refuse('too-many-items'));
        const change = { kind: 'prices' as const, ids: [cinemaId] };
        return { answer: { id }, change, cinemaIds: [cinemaId], noted: { itemId: id, ...request.body } };
      }),
  });

const makeChangeItem = (deps: EditDeps) =>
  defineRoute({
    operationId: 'Change_item',
    method: 'patch',
    path: '/api/v1/items/:id',
    tag: 'catalogue',
    summary: 'Rename an item, change its price or tax, or sell it no more',
    authority: 'manager',
    params: IdParams,
    body: z
      .strictObject({ ...fields, active: z.boolean() })
      .partial()
      .refine((change) => Object.keys(change).length > 0, 'must change something'),
    answer: Answer,
    refusals: tooMany,
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'change-item', ...request }, async (tx) => {
        const { id } = request.params;
        const item = await selectItem(tx, id);
        if (!item || !(await maySeeCinema(tx, request.caller, item.cinema_id))) throw no(refuse('not-found'));
        await updateItem(tx, id, request.body);
        if ((await countActive(tx, item.cinema_id)) > activeMax) throw no(refuse('too-many-items'));
        const change = { kind: 'prices' as const, ids: [item.cinema_id] };
        const noted = { itemId: id, name: item.name, changed: request.body };
        return { answer: { id }, change, cinemaIds: [item.cinema_id], noted };
      }),
  });

const countActive = async (tx: Parameters<typeof selectItems>[0], cinemaId: number): Promise<number> =>
  (await selectItems(tx, cinemaId)).filter(({ active }) => Number(active) === 1).length;
