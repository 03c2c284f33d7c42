import type { Clock } from '@marquee/shared/clock';
import { z } from 'zod';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import type { Queries } from '../platform/database.ts';
import { CinemaAnswer, CinemaOfFilmAnswer, IdParams, NearQuery, SeatAnswer, VenueAnswer } from './answers.ts';
import { selectCinema } from './catalogue.sql.ts';
import { type ListedCinemaRow, selectAllCinemas, selectSeatsOfVenue, selectVenuesOf } from './cinemas.sql.ts';
import { measureMeters } from './distance.ts';
import { catalogueSeconds } from './films.route.ts';
import { toScreeningAnswer } from './programme.route.ts';
import { selectNextOfFilm } from './programme.sql.ts';

export function makeCinemaRoutes({ database, clock }: { database: Queries; clock: Pick<Clock, 'nowMs'> }): ApiRoute[] {
  const cinemasInfo = defineRoute({
    operationId: 'Cinemas_info',
    method: 'get',
    path: '/api/v1/cinemas',
    tag: 'catalogue',
    summary: 'Cinemas by name, or the nearest first',
    authority: 'anyone',
    query: NearQuery,
    answer: z.object({ cinemas: z.array(CinemaAnswer) }),
    cacheSeconds: catalogueSeconds,
    handle: async ({ query }) => ({ cinemas: nearestFirst(await selectAllCinemas(database), query) }),
  });

  const cinemaFilm = defineRoute({
    operationId: 'Cinema_film',
    method: 'get',
    path: '/api/v1/movies/:id/cinemas',
    tag: 'catalogue',
    summary: 'Cinemas where a film is still on sale, with the next screening in each',
    authority: 'anyone',
    params: IdParams,
    query: NearQuery,
    answer: z.object({ cinemas: z.array(CinemaOfFilmAnswer) }),
    cacheSeconds: catalogueSeconds,
    async handle({ params, query }) {
      const rows = await selectNextOfFilm(database, params.id, clock.nowMs());
      const nextIn = new Map(rows.map((row) => [row.cinema_id, toScreeningAnswer(row)]));
      const cinemas = nearestFirst(await selectAllCinemas(database), query).flatMap((cinema) => {
        const nextScreening = nextIn.get(cinema.id);
        return nextScreening ? [{ ...cinema, nextScreening }] : [];
      });
      return { cinemas };
    },
  });

  const venueInfo = defineRoute({
    operationId: 'Venue_info',
    method: 'get',
    path: '/api/v1/cinemas/:id/venues',
    tag: 'catalogue',
    summary: 'The venues of a cinema',
    authority: 'anyone',
    params: IdParams,
    answer: z.object({ venues: z.array(VenueAnswer) }),
    cacheSeconds: catalogueSeconds,
    async handle({ params }) {
      const rows = await selectVenuesOf(database, params.id);
      if (rows.length === 0 && (await selectCinema(database, params.id)).length === 0) return refuse('not-found');
      return { venues: rows.map(({ cinema_id, ...venue }) => ({ ...venue, cinemaId: cinema_id })) };
    },
  });

  const seatsMapInfo = defineRoute({
    operationId: 'Seats_map_info',
    method: 'get',
    path: '/api/v1/venues/:id/seats',
    tag: 'catalogue',
    summary: 'The seats of a venue, from the front and the left',
    authority: 'anyone',
    params: IdParams,
    answer: z.object({ seats: z.array(SeatAnswer) }),
    cacheSeconds: catalogueSeconds,
    async handle({ params }) {
      const rows = await selectSeatsOfVenue(database, params.id);
      if (rows.length === 0) return refuse('not-found');
      return {
        seats: rows.map(({ row_label, available, ...seat }) => ({
          ...seat,
          row: row_label,
          available: available === 1,
        })),
      };
    },
  });

  return [cinemasInfo, cinemaFilm, venueInfo, seatsMapInfo];
}

/** In the order they came, where the request names no place. */
function nearestFirst(
  rows: readonly ListedCinemaRow[],
  { lat, lon, maxKm }: z.output<typeof NearQuery>,
): z.infer<typeof CinemaAnswer>[] {
  const from = lat === undefined || lon === undefined ? null : { latitude: lat, longitude: lon };
  const cinemas = rows.map(({ time_zone, rating, ...row }) => ({
    ...row,
    timeZone: time_zone,
    scoreTenths: rating,
    distanceMeters: from === null ? null : measureMeters(from, row),
  }));
  if (from === null) return cinemas;
  return cinemas
    .filter(({ distanceMeters }) => maxKm === undefined || (distanceMeters ?? 0) <= maxKm * 1000)
    .sort((a, b) => (a.distanceMeters ?? 0) - (b.distanceMeters ?? 0));
}
