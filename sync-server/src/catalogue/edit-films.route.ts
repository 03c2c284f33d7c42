import { z } from 'zod';
import { isDuplicateKey } from '../operations/operations.ts';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { insertRow, type Row, type Transaction } from '../platform/database.ts';
import { idMax } from '../platform/read-params.ts';
import { IdParams } from './answers.ts';
import * as sql from './edit.sql.ts';
import { type EditDeps, editCatalogue, no } from './edit.ts';
import { selectFilm } from './films.sql.ts';
import { foldText } from './fold-text.ts';

const id = z.int().min(1).max(idMax);
const line = (max: number) => z.string().trim().min(1).max(max);
const searchTextMax = 400;
const keptMs = 86_400_000;

const filmFields = {
  title: line(200),
  director: line(120).nullable(),
  actors: line(2000).nullable(),
  introduction: line(8000).nullable(),
  classificationIds: z.array(id).max(20),
  rating: line(12).nullable(),
  lengthMinutes: z.int().min(1).max(1000).nullable(),
  releasedYear: z.int().min(1880).max(2100).nullable(),
  releasedOn: z.iso.date().nullable(),
  showDate: z.iso.date().nullable(),
  scoreTenths: z.int().min(0).max(100).nullable(),
};
const FilmChange = z.strictObject(filmFields).partial();
const FilmBody = FilmChange.required({ title: true });
const ChangedFilm = FilmChange.refine((change) => Object.keys(change).length > 0, 'must change something');

const columnOf = {
  title: 'name',
  director: 'director',
  actors: 'actors',
  introduction: 'introduction',
  rating: 'audience_rating',
  lengthMinutes: 'length',
  releasedYear: 'released_year',
  releasedOn: 'released',
  showDate: 'show_date',
  scoreTenths: 'score',
} as const;

const refusals = {
  'classification-unknown': { status: 422, title: 'There is no such genre: list them, or enter it first.' },
} as const;
const genreRefusals = {
  'classification-exists': { status: 409, title: 'There is a genre of this name already.' },
} as const;
const Answer = z.object({ id: z.int() });

export function makeFilmEdits(deps: EditDeps): ApiRoute[] {
  const insertFilm = defineRoute({
    operationId: 'Insert_film',
    method: 'post',
    path: '/api/v1/movies',
    tag: 'catalogue',
    summary: 'Enter a film',
    authority: 'admin',
    body: FilmBody,
    answer: Answer,
    status: 201,
    refusals,
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'insert-film', ...request }, async (tx) => {
        const { title, director = null } = request.body;
        const movieId = await insertRow(tx, 'movie', {
          ...toRow(request.body),
          search_text: toSearchText(title, director),
        });
        await setGenres(tx, movieId, request.body.classificationIds);
        return { answer: { id: movieId }, change: { kind: 'movie', ids: [movieId] }, cinemaIds: [] };
      }),
  });

  const changeFilm = defineRoute({
    operationId: 'Change_film',
    method: 'patch',
    path: '/api/v1/movies/:id',
    tag: 'catalogue',
    summary: 'Change what is said of a film',
    authority: 'admin',
    params: IdParams,
    body: ChangedFilm,
    answer: Answer,
    refusals,
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'change-film', ...request }, async (tx) => {
        const { id: movieId } = request.params;
        const row = toRow(request.body);
        if (Object.keys(row).length > 0) await sql.updateRow(tx, 'movie', movieId, row);
        const film = await selectFilm(tx, movieId);
        if (!film) throw no(refuse('not-found'));
        await sql.updateRow(tx, 'movie', movieId, { search_text: toSearchText(film.name, film.director) });
        await setGenres(tx, movieId, request.body.classificationIds);
        const cinemaIds = await sql.selectCinemasShowing(tx, movieId, deps.clock.nowMs() - keptMs);
        return { answer: { id: movieId }, change: { kind: 'movie', ids: [movieId] }, cinemaIds };
      }),
  });

  const insertClassification = defineRoute({
    operationId: 'Insert_classification',
    method: 'post',
    path: '/api/v1/classifications',
    tag: 'catalogue',
    summary: 'Enter a genre',
    authority: 'admin',
    body: z.strictObject({ name: line(60) }),
    answer: Answer,
    status: 201,
    refusals: genreRefusals,
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'insert-classification', ...request }, async (tx) => {
        const entered = await insertGenre(tx, request.body.name);
        return { answer: { id: entered }, change: { kind: 'classification', ids: [entered] }, cinemaIds: [] };
      }),
  });

  const changeClassification = defineRoute({
    operationId: 'Change_classification',
    method: 'patch',
    path: '/api/v1/classifications/:id',
    tag: 'catalogue',
    summary: 'Call a genre otherwise, in all its films',
    authority: 'admin',
    params: IdParams,
    body: z.strictObject({ name: line(60) }),
    answer: Answer,
    refusals: genreRefusals,
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'change-classification', ...request }, async (tx) => {
        const { id: genreId } = request.params;
        if (!(await renameGenre(tx, genreId, request.body.name))) throw no(refuse('not-found'));
        const cinemaIds = await sql.selectCinemasShowingGenre(tx, genreId, deps.clock.nowMs() - keptMs);
        return { answer: { id: genreId }, change: { kind: 'classification', ids: [genreId] }, cinemaIds };
      }),
  });

  return [insertFilm, changeFilm, insertClassification, changeClassification];
}

function toRow(film: z.output<typeof FilmChange>): Row {
  const columns = Object.entries(columnOf) as [keyof typeof columnOf, string][];
  return Object.fromEntries(
    columns.flatMap(([field, column]) => {
      const value = film[field];
      return value === undefined ? [] : [[column, value]];
    }),
  );
}

/** Folding may make a text longer. */
const toSearchText = (title: string, director: string | null): string =>
  foldText(`${title} ${director ?? ''}`).slice(0, searchTextMax);

async function setGenres(tx: Transaction, movieId: number, ids: readonly number[] | undefined): Promise<void> {
  if (ids === undefined) return;
  const unique = [...new Set(ids)];
  if ((await sql.countGenres(tx, unique)) !== unique.length) throw no(refuse('classification-unknown'));
  await sql.replaceGenres(tx, movieId, unique);
}

const insertGenre = (tx: Transaction, name: string): Promise<number> =>
  orExists(() => insertRow(tx, 'classification', { name }));

const renameGenre = (tx: Transaction, genreId: number, name: string): Promise<boolean> =>
  orExists(() => sql.updateRow(tx, 'classification', genreId, { name }));

async function orExists<A>(write: () => Promise<A>): Promise<A> {
  try {
    return await write();
  } catch (thrown) {
    // What counts as the same name is for the database to say.
    if (isDuplicateKey(thrown)) throw no(refuse('classification-exists'));
    throw thrown;
  }
}
