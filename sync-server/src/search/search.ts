/** Search: an index in memory on every instance, kept up to date by the stream `catalogue` and a look at the programme once a minute. */
import type { Clock } from '@marquee/shared/clock';
import type { Display } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import { catalogueStream, type Feed, readRevision } from '../feed/feed.ts';
import type { Queries } from '../platform/database.ts';
import { repeat } from '../platform/repeat.ts';
import * as sql from './load.sql.ts';
import { makeSearchIndex, type SearchedFilm, type SearchedScreening, type SearchIndex } from './search-index.ts';

export interface SearchOptions {
  database: Queries;
  clock: Clock;
  log: { error(context: object, message: string): void };
  feed: Pick<Feed, 'follow'>;
}

export interface Search {
  /** Of the newest load: a reload replaces it. */
  index(): SearchIndex;
  clock: Pick<Clock, 'nowMs'>;
  stop(): Promise<void>;
}

/** Cancelled and moved screenings are told to nobody but their own streams. */
const screeningsEveryMs = 60_000;
/** Changes of a burst are gathered for so long. */
const restMs = 500;
const retryMs = 5000;
const idsAtOnce = 500;
/** More than the largest chain shows in a season; the earliest are kept. */
const screeningsMax = 200_000;

const Change = z.object({
  kind: z.enum(['movie', 'cinema', 'screening', 'venue', 'prices', 'classification']),
  ids: z.array(z.int()).max(100_000),
});

/** What a round is to read beside the screenings, which it always reads. */
interface Wanted {
  everything: boolean;
  cinemas: boolean;
  filmIds: Set<number>;
}
const wantNothing = (): Wanted => ({ everything: false, cinemas: false, filmIds: new Set() });

export async function startSearch({ database, clock, log, feed }: SearchOptions): Promise<Search> {
  // Before the load: what changes meanwhile is heard, and reading it once more does no harm.
  let heard = await readRevision(database, catalogueStream);
  let index = await loadIndex(database, clock.nowMs());
  let wanted = wantNothing();

  const refresh = repeat({
    name: 'refreshing the search index',
    everyMs: screeningsEveryMs,
    restMs,
    clock,
    log,
    work: async (signal) => {
      const now = wanted;
      wanted = wantNothing();
      try {
        if (now.everything) index = await loadIndex(database, clock.nowMs());
        else await refreshIndex(index, database, { ...now, nowMs: clock.nowMs() });
      } catch (thrown) {
        wanted = mergeWanted(now, wanted);
        await clock.sleep(retryMs, signal);
        refresh.wake();
        throw thrown;
      }
    },
  });
  const unfollow = feed.follow(catalogueStream, heard, ({ changes }) => {
    for (const { revision, body } of changes) {
      if (revision > heard + 1) wanted.everything = true;
      heard = revision;
      wanted = mergeWanted(wanted, toWanted(body));
    }
    refresh.wake();
  });
  return {
    index: () => index,
    clock,
    stop: async () => {
      unfollow();
      await refresh.stop();
    },
  };
}

/** A change of a kind that is not known here may mean anything. */
function toWanted(body: unknown): Wanted {
  const read = Change.safeParse(body);
  if (!read.success) return { ...wantNothing(), everything: true };
  const { kind, ids } = read.data;
  return {
    everything: kind === 'classification',
    cinemas: kind === 'cinema',
    filmIds: new Set(kind === 'movie' ? ids : []),
  };
}

const mergeWanted = (a: Wanted, b: Wanted): Wanted => ({
  everything: a.everything || b.everything,
  cinemas: a.cinemas || b.cinemas,
  filmIds: new Set([...a.filmIds, ...b.filmIds]),
});

async function loadIndex(database: Queries, nowMs: number): Promise<SearchIndex> {
  const index = makeSearchIndex();
  const films = toFilms(await sql.selectFilms(database), await sql.selectGenres(database));
  for (let from = 0; from < films.length; from += idsAtOnce) {
    index.putFilms(films.slice(from, from + idsAtOnce));
    // Requests get their turn: a long list of films takes its time.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  await refreshIndex(index, database, { ...wantNothing(), cinemas: true, nowMs });
  return index;
}

/** Everything is read before anything is changed: a read that fails leaves the index as it was. */
async function refreshIndex(
  index: SearchIndex,
  database: Queries,
  { filmIds, cinemas, nowMs }: Wanted & { nowMs: number },
): Promise<void> {
  const ids = [...filmIds];
  const films: SearchedFilm[] = [];
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    const some = ids.slice(from, from + idsAtOnce);
    films.push(...toFilms(await sql.selectFilmsOf(database, some), await sql.selectGenresOf(database, some)));
  }
  const allCinemas = cinemas ? await sql.selectCinemas(database) : null;
  const screenings = await sql.selectScreeningsOnSale(database, { nowMs, limit: screeningsMax });
  const kept = new Set(films.map(({ id }) => id));
  index.putFilms(films);
  index.removeFilms(ids.filter((id) => !kept.has(id)));
  if (allCinemas) index.replaceCinemas(allCinemas);
  index.replaceScreenings(screenings.map(toScreening));
}

function toFilms(rows: readonly sql.FilmRow[], genreRows: readonly sql.GenreRow[]): SearchedFilm[] {
  const genres = Map.groupBy(genreRows, (row) => row.movie_id);
  return rows.map((row) => ({
    id: row.id,
    title: row.name,
    director: row.director,
    actors: row.actors,
    genres: (genres.get(row.id) ?? []).map(({ name }) => name),
    rating: row.audience_rating,
    scoreTenths: row.score,
    releasedYear: row.released_year,
  }));
}

function toScreening(row: sql.ScreeningRow): SearchedScreening {
  return {
    id: row.id,
    filmId: row.movie_id,
    cinemaId: row.cinema_id,
    showDate: row.show_date,
    startsAtMs: row.starts_at_ms,
    salesEndAtMs: row.sales_end_at_ms,
    display: row.display as Display,
    language: row.language,
  };
}
