import { PriceList } from '@marquee/shared/tickets/price-list';
import { isTimeZone } from '@marquee/shared/wall-clock';
import { z } from 'zod';
import { maySeeCinema } from '../accounts/accounts.ts';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { first, insertRow } from '../platform/database.ts';
import { IdParams } from './answers.ts';
import { insertPrices, loadPrices } from './catalogue.ts';
import * as sql from './edit.sql.ts';
import { type EditDeps, editCatalogue, no } from './edit.ts';
import { insertSeats, NewSeats } from './venue-seats.ts';

const line = (max: number) => z.string().trim().min(1).max(max);
const amountMinorMax = 10_000_000;

const TimeZone = z.string().max(40).refine(isTimeZone, 'must be a time zone such as Europe/Berlin');
const cinemaFields = {
  name: line(120),
  city: line(80),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  information: z.string().max(8000),
  scoreTenths: z.int().min(0).max(100).nullable(),
};
const Prices = z
  .strictObject(PriceList.omit({ rules: true }).shape)
  .refine(
    ({ currency, roundToMinor, seatKindMinor, displayMinor }) =>
      /^[A-Z]{3}$/.test(currency) &&
      [roundToMinor, ...Object.values(seatKindMinor), ...Object.values(displayMinor)].every(
        (amount) => Math.abs(amount) <= amountMinorMax,
      ),
    'a currency has three letters, and no amount is beyond ten million',
  )
  .meta({ id: 'PriceList' });
const CinemaBody = z
  .strictObject({ ...cinemaFields, timeZone: TimeZone, prices: Prices })
  .partial({ scoreTenths: true });
const CinemaChange = z
  .strictObject(cinemaFields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'must change something');

const VenueBody = z.strictObject({
  name: line(80),
  information: z.string().max(8000).default(''),
  category: line(20),
  seats: NewSeats,
});
const Answer = z.object({ id: z.int() });

export function makeCinemaEdits(deps: EditDeps): ApiRoute[] {
  return [makeInsertCinema(deps), makeChangeCinema(deps), makeInsertVenue(deps), makeChangePrices(deps)];
}

/** `classPercent.child: 70 to 65` */
function listChanges(before: z.output<typeof Prices>, after: z.output<typeof Prices>): string[] {
  const flat = (list: z.output<typeof Prices>) =>
    new Map(
      Object.entries(list).flatMap(([name, value]) =>
        name === 'rules'
          ? []
          : typeof value === 'object'
            ? Object.entries(value).map(([key, amount]) => [`${name}.${key}`, amount] as const)
            : [[name, value] as const],
      ),
    );
  const known = flat(before);
  return [...flat(after)].flatMap(([name, value]) =>
    known.get(name) === value ? [] : [`${name}: ${known.get(name)} to ${value}`],
  );
}

const makeInsertCinema = (deps: EditDeps) =>
  defineRoute({
    operationId: 'Insert_cinema',
    method: 'post',
    path: '/api/v1/cinemas',
    tag: 'catalogue',
    summary: 'Enter a cinema with its price list',
    authority: 'admin',
    body: CinemaBody,
    answer: Answer,
    status: 201,
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'insert-cinema', ...request }, async (tx) => {
        const { prices, timeZone, scoreTenths = null, ...cinema } = request.body;
        const row = { ...cinema, rating: scoreTenths, time_zone: timeZone, currency: prices.currency };
        const id = await insertRow(tx, 'cinema', row);
        await insertPrices(tx, id, prices);
        return { answer: { id }, change: { kind: 'cinema', ids: [id] }, cinemaIds: [id] };
      }),
  });

const makeChangeCinema = (deps: EditDeps) =>
  defineRoute({
    operationId: 'Change_cinema',
    method: 'patch',
    path: '/api/v1/cinemas/:id',
    tag: 'catalogue',
    summary: 'Change what is said of a cinema',
    authority: 'admin',
    params: IdParams,
    body: CinemaChange,
    answer: Answer,
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'change-cinema', ...request }, async (tx) => {
        const { id } = request.params;
        const { scoreTenths: rating, ...row } = request.body;
        const isThere = await sql.updateRow(tx, 'cinema', id, { ...row, rating });
        if (!isThere) throw no(refuse('not-found'));
        return { answer: { id }, change: { kind: 'cinema', ids: [id] }, cinemaIds: [id] };
      }),
  });

const makeInsertVenue = (deps: EditDeps) =>
  defineRoute({
    operationId: 'Insert_venue',
    method: 'post',
    path: '/api/v1/cinemas/:id/venues',
    tag: 'catalogue',
    summary: 'Enter a venue with its seats',
    authority: 'admin',
    params: IdParams,
    body: VenueBody,
    answer: Answer,
    status: 201,
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'insert-venue', ...request }, async (tx) => {
        const { id: cinemaId } = request.params;
        const { seats, ...venue } = request.body;
        if (!(await first(tx, 'SELECT id FROM cinema WHERE id = ?', [cinemaId]))) throw no(refuse('not-found'));
        const id = await insertRow(tx, 'venue', { ...venue, cinema_id: cinemaId });
        await insertSeats(tx, id, seats);
        return { answer: { id }, change: { kind: 'venue', ids: [id] }, cinemaIds: [cinemaId] };
      }),
  });

const makeChangePrices = (deps: EditDeps) =>
  defineRoute({
    operationId: 'Change_prices',
    method: 'put',
    path: '/api/v1/cinemas/:id/prices',
    tag: 'catalogue',
    summary: 'Replace the price list of a cinema',
    authority: 'manager',
    params: IdParams,
    body: Prices,
    answer: Answer,
    refusals: {
      'currency-differs': { status: 422, title: 'A cinema keeps its currency: its sales are counted in it.' },
    },
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'change-prices', ...request }, async (tx) => {
        const { id } = request.params;
        const known = await first<{ currency: string }>(tx, 'SELECT currency FROM cinema WHERE id = ?', [id]);
        if (!known || !(await maySeeCinema(tx, request.caller, id))) throw no(refuse('not-found'));
        if (known.currency !== request.body.currency) throw no(refuse('currency-differs'));
        const before = await loadPrices(tx, id);
        await sql.deletePrices(tx, id);
        await insertPrices(tx, id, request.body);
        const changed = before ? listChanges(before.list, request.body) : [];
        return { answer: { id }, change: { kind: 'prices', ids: [id] }, cinemaIds: [id], noted: { changed } };
      }),
  });
