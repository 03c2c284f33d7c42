/** What the catalogue tells an app, as OpenAPI has it. */
import { Seating } from '@marquee/shared/protocol/streams';
import { SeatKind } from '@marquee/shared/seating/seat-map';
import { Display, TicketClass } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import { cursorText } from '../platform/cursor.ts';
import { idMax, numberText } from '../platform/read-params.ts';

export const pageMax = 100;
const id = z.int().min(1).max(idMax);
const text = z.string();
const timeMs = z.int().nonnegative();

export const IdParams = z.object({ id: numberText(idMax) });
export const nextCursor = z.string().nullable().meta({ description: 'Of the next page; null after the last.' });
export const limitText = numberText(pageMax).default(24);
export const filmCursor = cursorText(z.tuple([z.literal('films'), z.string().max(200), id]));
/** Each list has its own: the place of one is nowhere in another. */
export const programmeCursor = cursorText(z.tuple([z.literal('programme'), timeMs, id]));
export const screeningsOfFilmCursor = cursorText(z.tuple([z.literal('screenings-of-film'), timeMs, id]));

export const degreesText = (max: number) =>
  z
    .string()
    .regex(/^-?\d{1,3}(\.\d{1,20})?$/, 'must be degrees')
    .transform(Number)
    .pipe(z.number().min(-max).max(max));
/** Half the way around the earth is the furthest. */
export const kilometersText = z
  .string()
  .regex(/^\d{1,5}(\.\d{1,20})?$/, 'must be kilometers')
  .transform(Number)
  .pipe(z.number().positive().max(20_100));
export const NearQuery = z
  .object({ lat: degreesText(90).optional(), lon: degreesText(180).optional(), maxKm: kilometersText.optional() })
  .refine(({ lat, lon }) => (lat === undefined) === (lon === undefined), 'lat and lon come together')
  .refine(({ lat, maxKm }) => maxKm === undefined || lat !== undefined, 'maxKm needs lat and lon');

export const FilmAnswer = z
  .object({
    id,
    title: text,
    director: text.nullable(),
    actors: text.nullable(),
    introduction: text.nullable(),
    classification: z.array(text),
    rating: text.nullable().meta({ description: 'For which audience, as printed.' }),
    lengthMinutes: z.int().nullable(),
    releasedYear: z.int().nullable(),
    releasedOn: text.nullable(),
    showDate: text.nullable().meta({ description: 'First day in the programme.' }),
    scoreTenths: z.int().nullable(),
    posterUrl: text.meta({ description: 'An SVG picture, at this address of the server.' }),
  })
  .meta({ id: 'Film' });

const cinemaFields = {
  id,
  name: text,
  city: text,
  latitude: z.number(),
  longitude: z.number(),
  information: text,
  scoreTenths: z.int().nullable(),
  timeZone: text,
  currency: text,
  distanceMeters: z.int().nullable().meta({ description: 'Null where the request names no place.' }),
};
export const CinemaAnswer = z.object(cinemaFields).meta({ id: 'Cinema' });

export const ScreeningAnswer = z
  .object({
    id,
    movieId: id,
    title: text,
    venueId: id,
    venueName: text,
    cinemaId: id,
    cinemaName: text,
    timeZone: text,
    showDate: text.meta({ description: 'A show after midnight belongs to the evening before.' }),
    startsAtMs: timeMs,
    endsAtMs: timeMs,
    salesEndAtMs: timeMs,
    display: Display,
    language: text,
    priceMinor: z.int().meta({ description: 'An adult’s standard seat, without what the display costs more.' }),
    currency: text,
    seating: Seating,
    state: z.enum(['published', 'cancelled']),
  })
  .meta({ id: 'Screening' });

export const CinemaOfFilmAnswer = z.object({ ...cinemaFields, nextScreening: ScreeningAnswer });

export const VenueAnswer = z
  .object({ id, cinemaId: id, name: text, information: text, category: text, seats: z.int() })
  .meta({ id: 'Venue' });

export const PriceAnswer = z.object({
  ticketClass: TicketClass,
  seatKind: SeatKind,
  priceMinor: z.int(),
  taxMinor: z.int(),
});

const seatFields = { id, row: text, label: text, x: z.int(), y: z.int(), kind: SeatKind };
export const SeatAnswer = z.object({ ...seatFields, available: z.boolean() }).meta({ id: 'Seat' });

export const SeatNow = z.enum(['free', 'on-request', 'taken', 'blocked']).meta({
  description: '`on-request`: with a terminal that is asked to give it up when it is held. Only a hold makes sure.',
});
export const SeatNowAnswer = z
  .object({
    seatId: id.meta({ description: 'What a hold names.' }),
    place: z.object(seatFields).meta({ description: 'Where it is now: elsewhere once the screening has moved.' }),
    state: SeatNow,
  })
  .meta({ id: 'SeatNow' });
