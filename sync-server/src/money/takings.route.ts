import { z } from 'zod';
import { type ApiRoute, defineRoute, Refused } from '../platform/api.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import type { MoneyDeps } from './money-days.ts';
import { DaysQuery, daysRefusals, findCinema } from './money-days.ts';
import { Person, readPeople } from './people.ts';
import { groupings } from './takings.sql.ts';
import { readTakings, Takings } from './takings.ts';

const IdParams = z.object({ id: numberText(idMax) });
const shape = { method: 'get', tag: 'management', authority: 'manager', params: IdParams } as const;

export const makeTakingsApi = (deps: MoneyDeps): ApiRoute[] => [takingsRoute(deps), peopleRoute(deps)];

const takingsRoute = ({ database }: MoneyDeps) =>
  defineRoute({
    ...shape,
    operationId: 'Takings_info',
    path: '/api/v1/managed/cinemas/:id/takings',
    summary: 'What a cinema sold and gave back on some business days, grouped, and by tender.',
    description:
      'A sale counts on the day on which it was made; what goes back on the day on which it was undone, also where it is not paid out yet. Each grouping comes to the same sums.',
    query: z.object({ ...DaysQuery, by: z.enum(groupings) }),
    answer: Takings,
    refusals: daysRefusals,
    async handle({ params, query: { by, ...days }, caller }) {
      const cinema = await findCinema(database, caller, { cinemaId: params.id, days });
      return cinema instanceof Refused ? cinema : readTakings(database, cinema, { days, by });
    },
  });

const peopleRoute = ({ database }: MoneyDeps) =>
  defineRoute({
    ...shape,
    operationId: 'Money_by_person',
    path: '/api/v1/managed/cinemas/:id/money-by-person',
    summary: 'Sales, refunds, voids, comps, opened drawers and paid-out cash on some business days, by who did it.',
    query: z.object(DaysQuery),
    answer: z.object({ currency: z.string(), people: z.array(Person) }),
    refusals: daysRefusals,
    async handle({ params, query: days, caller }) {
      const cinema = await findCinema(database, caller, { cinemaId: params.id, days });
      if (cinema instanceof Refused) return cinema;
      return { currency: cinema.currency, people: await readPeople(database, cinema, days) };
    },
  });
