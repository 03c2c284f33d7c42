/** What the list says of a film's kind, in words for guests. */

const genres: Record<string, { classification: string[]; phrase: string }> = {
  Action: { classification: ['Action'], phrase: 'action film' },
  Adventure: { classification: ['Adventure'], phrase: 'adventure' },
  'Black Comedy': { classification: ['Comedy', 'Black comedy'], phrase: 'black comedy' },
  Comedy: { classification: ['Comedy'], phrase: 'comedy' },
  'Concert/Performance': { classification: ['Concert'], phrase: 'concert film' },
  Documentary: { classification: ['Documentary'], phrase: 'documentary' },
  Drama: { classification: ['Drama'], phrase: 'drama' },
  Horror: { classification: ['Horror'], phrase: 'horror film' },
  Musical: { classification: ['Musical'], phrase: 'musical' },
  'Romantic Comedy': { classification: ['Romance', 'Comedy'], phrase: 'romantic comedy' },
  'Thriller/Suspense': { classification: ['Thriller'], phrase: 'thriller' },
  Western: { classification: ['Western'], phrase: 'western' },
};

/** The other creative types ("Contemporary Fiction", "Factual") say nothing that a guest would look for. */
const kinds: Record<string, { classification: string; phrase: string }> = {
  Fantasy: { classification: 'Fantasy', phrase: 'fantasy' },
  'Historical Fiction': { classification: 'History', phrase: 'historical' },
  'Kids Fiction': { classification: 'Family', phrase: 'family' },
  'Science Fiction': { classification: 'Science fiction', phrase: 'science-fiction' },
  'Super Hero': { classification: 'Superhero', phrase: 'superhero' },
};

const sources: Record<string, string> = {
  'Based on Book/Short Story': 'Based on a book or short story.',
  'Based on Comic/Graphic Novel': 'Based on a comic.',
  'Based on Factual Book/Article': 'Based on a factual book or article.',
  'Based on Game': 'Based on a game.',
  'Based on Magazine Article': 'Based on a magazine article.',
  'Based on Musical/Opera': 'Based on a musical or opera.',
  'Based on Play': 'Based on a play.',
  'Based on Real Life Events': 'Based on real events.',
  'Based on Short Film': 'Based on a short film.',
  'Based on TV': 'Based on a television series.',
  'Based on Toy': 'Based on a toy.',
  Remake: 'A remake.',
  'Traditional/Legend/Fairytale': 'Based on a traditional tale.',
};

/** The classifications that guests filter by; none where the list names no genre and no kind. */
export function classifyFilm(genre: string | null, creativeType: string | null): string[] {
  const kind = creativeType === null ? undefined : kinds[creativeType];
  return [...(genre === null ? [] : (genres[genre]?.classification ?? [])), ...(kind ? [kind.classification] : [])];
}

export interface FilmFacts {
  genre: string | null;
  creativeType: string | null;
  director: string | null;
  releasedYear: number | null;
  source: string | null;
}

/** "Science-fiction action film directed by James Cameron, 2009. Based on …"; null where that would say nothing. */
export function composeIntroduction(facts: FilmFacts): string | null {
  const phrase = (facts.genre === null ? undefined : genres[facts.genre]?.phrase) ?? 'film';
  const kind = (facts.creativeType === null ? undefined : kinds[facts.creativeType]?.phrase) ?? '';
  if (phrase === 'film' && kind === '' && facts.director === null) return null;
  const subject = joinKind(kind, phrase);
  const by = facts.director === null ? '' : ` directed by ${facts.director}`;
  const year = facts.releasedYear === null ? '' : `, ${facts.releasedYear}`;
  const source = (facts.source === null ? undefined : sources[facts.source]) ?? '';
  return `${subject.charAt(0).toUpperCase()}${subject.slice(1)}${by}${year}.${source === '' ? '' : ` ${source}`}`;
}

function joinKind(kind: string, phrase: string): string {
  return kind === '' ? phrase : `${kind} ${phrase}`;
}
