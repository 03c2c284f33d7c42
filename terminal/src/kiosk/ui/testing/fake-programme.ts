/** An evening's programme for the fake core: twelve films, five venues, one of them with five hundred seats. */
import type { ClassPrice, FilmView, ScreeningView, SeatView } from '../../../calls.ts';

const hourMs = 3_600_000;

const films: [
  title: string,
  director: string,
  rating: string,
  minutes: number,
  genres: string[],
  score: number,
  about: string,
][] = [
  [
    'The Lighthouse Keeper’s Daughter',
    'Agnes Holloway',
    'PG-13',
    124,
    ['Drama', 'Mystery'],
    79,
    'When the last ship of the season fails to arrive, a young woman climbs the tower she was forbidden to enter and finds forty years of unsent letters.',
  ],
  [
    'Orbit of Fireflies',
    'Daniel Okonkwo',
    'PG',
    138,
    ['Adventure', 'Sci-Fi'],
    84,
    'A salvage crew answers a distress call from a station that was never built.',
  ],
  [
    'Seven Stairs',
    'Mireille Laurent',
    'R',
    107,
    ['Thriller'],
    72,
    'Every night one more step appears in the cellar of a quiet house.',
  ],
  [
    'A Forest of One’s Own',
    'Tove Lindqvist',
    'G',
    96,
    ['Family', 'Animation'],
    81,
    'Three sisters plant a wood in a car park. The wood has ideas of its own.',
  ],
  [
    'Face to Face in Lisbon',
    'João Marques',
    'PG-13',
    112,
    ['Romance', 'Comedy'],
    74,
    'Two interpreters who have argued over the telephone for years meet at a wedding, on opposite sides.',
  ],
  ['Night Shift', 'Kenji Arai', 'R', 118, ['Crime'], 77, 'A city, a lift, eleven floors and one suitcase.'],
  [
    'The Small Boat',
    'Aoife Byrne',
    'PG',
    101,
    ['Drama'],
    69,
    'A retired teacher sets out to return a borrowed dinghy, six hundred miles late.',
  ],
  [
    'Bullseye',
    'Rosa Delgado',
    'PG-13',
    95,
    ['Comedy', 'Sports'],
    66,
    'The worst darts team in the county is invited to the championship by mistake.',
  ],
  [
    'Dust and Honey',
    'Youssef Karam',
    'PG-13',
    146,
    ['Epic', 'History'],
    88,
    'A caravan, a queen and a map with one true line.',
  ],
  [
    'Marigold',
    'Priya Raman',
    'PG',
    109,
    ['Music', 'Drama'],
    75,
    'A wedding band loses its singer an hour before the biggest night of the year.',
  ],
  [
    'The 6:40 to Brzeg',
    'Zofia Nowak',
    'PG',
    99,
    ['Mystery'],
    71,
    'Everyone on the morning train remembers a stop that is not on the line.',
  ],
  [
    'Curtain Call',
    'Edward Marsh',
    'PG-13',
    131,
    ['Drama', 'Music'],
    80,
    'A theatre closes on Saturday. On Friday its oldest actor decides to learn a new part.',
  ],
];

const venues = ['Screen 1', 'Screen 2', 'Screen 3', 'Screen 4', 'Grand Hall'];
const displays = ['2D', '3D', 'IMAX', 'Dolby'] as const;

/** Screenings start at fixed hours from the first one, so that every run looks the same. */
export function makeFilms(firstShowMs: number): FilmView[] {
  return films.map(([title, director, rating, lengthMinutes, classification, scoreTenths, introduction], index) => {
    const movieId = index + 1;
    const screenings = Array.from({ length: 9 - (index % 4) }, (_, nth) =>
      makeScreening(movieId, nth, firstShowMs, lengthMinutes),
    );
    return {
      movieId,
      title,
      director,
      classification,
      rating,
      lengthMinutes,
      releasedYear: 2026,
      scoreTenths,
      introduction,
      posterUrl: `/posters/${movieId}.svg`,
      screenings,
    };
  });
}

function makeScreening(movieId: number, nth: number, firstShowMs: number, lengthMinutes: number): ScreeningView {
  const day = Math.floor(nth / 3);
  const quarter = (movieId * 5 + nth * 11 + day) % 20;
  const startsAtMs = firstShowMs + day * 24 * hourMs + (nth % 3) * 1.25 * hourMs + quarter * 0.25 * hourMs * 0.5;
  const screeningId = movieId * 100 + nth;
  const seats = nth % 3 === 1 ? 500 : 160;
  const mood = (movieId * 7 + nth * 3) % 11;
  const sold = mood === 0 ? seats : mood === 1 ? seats - 9 : Math.floor(seats * (0.1 + mood / 20));
  return {
    screeningId,
    movieId,
    venueName: nth % 3 === 1 ? 'Grand Hall' : (venues[(movieId + nth) % 4] ?? 'Screen 1'),
    startsAtMs: Math.round(startsAtMs / 300_000) * 300_000,
    endsAtMs: Math.round(startsAtMs / 300_000) * 300_000 + lengthMinutes * 60_000,
    display: displays[((movieId + nth * 3) % 7) % 4] ?? '2D',
    language: nth % 4 === 3 ? 'fr' : 'en',
    fromPriceMinor: 1150,
    seats,
    sold,
    sellable: mood === 4 ? 0 : seats - sold,
    offline: mood === 4 ? 0 : Math.floor((seats - sold) / 2),
    stopped: false,
    seating: movieId === 7 ? 'unnumbered' : 'numbered',
  };
}

export const classPrices: ClassPrice[] = [
  { ticketClass: 'adult', priceMinor: 1250 },
  { ticketClass: 'child', priceMinor: 850 },
  { ticketClass: 'student', priceMinor: 1000 },
  { ticketClass: 'senior', priceMinor: 950 },
];

/** 500 seats: 22 to a row with two aisles, VIP rows towards the back, wheelchair spaces with companions last. */
export function makeSeats(screening: ScreeningView): SeatView[] {
  const perRow = screening.seats === 500 ? 22 : 14;
  const [leftAisle, rightAisle] = screening.seats === 500 ? [5, 17] : [3, 11];
  const rows = Math.ceil(screening.seats / perRow);
  const seats: SeatView[] = [];
  for (let y = 0; y < rows; y += 1) {
    const row = String.fromCharCode(65 + y);
    for (let n = 1; n <= perRow && seats.length < screening.seats; n += 1) {
      const x = n - 1 + [leftAisle, rightAisle].filter((after) => n > after).length;
      const last = y === rows - 1;
      const kind =
        last && n % 6 === 1
          ? 'wheelchair'
          : last && n % 6 === 2
            ? 'companion'
            : y >= rows - 6 && y < rows - 3 && n > leftAisle && n <= rightAisle
              ? 'vip'
              : 'standard';
      seats.push({
        seatId: screening.screeningId * 1000 + seats.length + 1,
        row,
        label: `${row}${n}`,
        x,
        y: y + (y >= rows - 6 ? 1 : 0),
        kind,
        state: soldByNow(x, y, rows, screening.screeningId),
        surchargeMinor: kind === 'vip' ? 300 : 0,
      });
    }
  }
  return seats;
}

/** Parties of two or three in the better rows, a few seats that other terminals hold. */
function soldByNow(x: number, y: number, rows: number, screeningId: number): SeatView['state'] {
  const party = Math.floor((x + y) / 3);
  const chance = (party * 7919 + y * 104_729 + screeningId * 31) % 100;
  const good = 100 - Math.abs(y - rows * 0.62) * 9;
  if (chance < good * 0.42) return 'sold';
  if (chance > 92) return 'not-ours-now';
  return chance > 60 ? 'on-request' : 'mine';
}
