/** Search on every server instance: an index in memory, kept in step with the catalogue through the change feed. */
import type { Clock } from '@marquee/shared/clock';
import { z } from 'zod';
import { catalogueStream, type Feed, readRevision } from '../feed/feed.ts';
import type { Database } from '../platform/database.ts';
import { repeat } from '../platform/repeat.ts';
import { loadCinemas, loadFilms, loadScreenings } from './load.sql.ts';
import { makeSearchIndex, type SearchIndex } from './search-index.ts';

export { makeSearchApi } from './search.route.ts';

export interface SearchDeps {
  database: Database;
  clock: Clock;
  feed: Pick<Feed, 'follow'>;
  log: { error(context: object, message: string): void };
}
export interface Search {
  index: SearchIndex;
  stop(): Promise<void>;
}

/** What an editor of the catalogue tells: films are read again by their ids, of the rest there is little. */
const CatalogueChange = z.object({ kind: z.string(), ids: z.array(z.int()).default([]) });

/**
 * Screenings that are cancelled, moved or over are told to their cinemas, not to the catalogue: the list is read again this
 * often. Nothing is sold by it, so that it may be a little late.
 */
const screeningsMs = 60_000;

/** Throws the Fault of a database that can't be read. */
export async function startSearch({ database, clock, feed, log }: SearchDeps): Promise<Search> {
  const index = makeSearchIndex();
  /** Null: all of them. */
  let films: Set<number> | null = null;
  // Before the first load, so that what changes meanwhile is heard.
  const revision = await readRevision(database, catalogueStream);

  async function load(): Promise<void> {
    const wanted = films;
    films = new Set();
    try {
      const ids = wanted === null ? null : [...wanted];
      const read = await loadFilms(database, ids);
      const gone = new Set(ids ?? []);
      for (const film of read) gone.delete(film.id);
      index.dropFilms([...gone]);
      index.putFilms(read);
      index.setCinemas(await loadCinemas(database));
      index.setScreenings(await loadScreenings(database, clock.nowMs()));
    } catch (thrown) {
      films = wanted === null || films === null ? null : new Set([...films, ...wanted]);
      throw thrown;
    }
  }

  await load();
  const loading = repeat({
    name: 'reading the catalogue for search',
    everyMs: screeningsMs,
    restMs: 200,
    clock,
    log,
    work: load,
  });
  const unfollow = feed.follow(catalogueStream, revision, ({ changes }) => {
    for (const { body } of changes) {
      const read = CatalogueChange.safeParse(body);
      if (!read.success) films = null;
      else if (read.data.kind === 'movie') for (const id of read.data.ids) films?.add(id);
    }
    loading.wake();
  });
  return {
    index,
    async stop() {
      unfollow();
      await loading.stop();
    },
  };
}
