import { readFileSync } from 'node:fs';
import { type Film, type ImportReport, importFilms } from './import-films.ts';

/** The list ends with the films announced in autumn 2010, the last of them for December 2011. */
const collectedYear = 2010;

/** The films of movies.json, repaired. Throws where the file is missing or no JSON. */
export function readDemoFilms(): { films: Film[]; report: ImportReport } {
  const parsed: unknown = JSON.parse(readFileSync(new URL('./movies.json', import.meta.url), 'utf8'));
  if (!Array.isArray(parsed)) throw new Error('movies.json is not a list of films');
  return importFilms(parsed, { nowYear: collectedYear, collectedYear });
}
