/** What the demo cinema shows where. Titles are those of the repaired list; `language` is the original sound's, BCP 47. */
export const filmsOnProgramme = {
  wallE: { title: 'WALL-E', year: 2008, language: 'en' },
  up: { title: 'Up', year: 2009, language: 'en' },
  coraline: { title: 'Coraline', year: 2009, language: 'en' },
  amelie: { title: "Le Fabuleux destin d'Amélie Poulain", year: 2001, language: 'fr' },
  leon: { title: 'Léon', year: 1994, language: 'en' },
  faelscher: { title: 'Die Fälscher', year: 2008, language: 'de' },
  andere: { title: 'Das Leben der Anderen', year: 2007, language: 'de' },
  threeHundred: { title: '300', year: 2007, language: 'en' },
  pulpFiction: { title: 'Pulp Fiction', year: 1994, language: 'en' },
  matrix: { title: 'The Matrix', year: 1999, language: 'en' },
  inception: { title: 'Inception', year: 2010, language: 'en' },
  darkKnight: { title: 'The Dark Knight', year: 2008, language: 'en' },
  lebowski: { title: 'The Big Lebowski', year: 1998, language: 'en' },
  casablanca: { title: 'Casablanca', year: 1942, language: 'en' },
  odyssey: { title: '2001: A Space Odyssey', year: 1968, language: 'en' },
} as const;
export type ProgrammeKey = keyof typeof filmsOnProgramme;

export type Display = '2D' | '3D' | 'IMAX' | 'Dolby';

export interface VenueProgramme {
  venue: string;
  /** Local minutes after midnight of the first screening. */
  opensAt: number;
  /** In original sound throughout, where others show German versions by day and every other evening screening. */
  originalSound: boolean;
  day: readonly { film: ProgrammeKey; display: Display }[];
  evening: readonly { film: ProgrammeKey; display: Display }[];
}

const at = (hours: number, minutes: number) => hours * 60 + minutes;
const as = (display: Display, ...films: ProgrammeKey[]) => films.map((film) => ({ film, display }));

export const venueProgrammes: readonly VenueProgramme[] = [
  {
    venue: 'Grand Hall',
    opensAt: at(10, 30),
    originalSound: false,
    day: as('Dolby', 'wallE', 'up', 'threeHundred'),
    evening: as('Dolby', 'matrix', 'darkKnight', 'pulpFiction', 'inception'),
  },
  {
    venue: 'Panorama',
    opensAt: at(11, 0),
    originalSound: false,
    day: as('IMAX', 'odyssey', 'wallE'),
    evening: as('IMAX', 'inception', 'darkKnight', 'odyssey'),
  },
  {
    venue: 'Studio 3',
    opensAt: at(10, 45),
    originalSound: false,
    day: as('3D', 'coraline', 'up'),
    evening: as('2D', 'threeHundred', 'leon', 'matrix'),
  },
  {
    venue: 'Studio 4',
    opensAt: at(11, 15),
    originalSound: false,
    day: [...as('2D', 'wallE', 'amelie'), ...as('3D', 'coraline')],
    evening: as('2D', 'lebowski', 'pulpFiction', 'leon'),
  },
  {
    venue: 'The Gallery',
    opensAt: at(11, 45),
    originalSound: true,
    day: as('2D', 'faelscher', 'amelie', 'casablanca'),
    evening: as('2D', 'andere', 'amelie', 'faelscher', 'lebowski'),
  },
  {
    venue: 'The Lounge',
    opensAt: at(12, 30),
    originalSound: true,
    day: as('2D', 'casablanca', 'andere'),
    evening: as('2D', 'amelie', 'casablanca', 'pulpFiction'),
  },
];
