/**
 * Every server instance tails the streams that its own sockets follow: its own changes at once, those of other instances by
 * their revision.
 */
import type { Clock } from '@marquee/shared/clock';
import type { Broadcast } from '@marquee/shared/protocol/calls';
import type { Database } from '../platform/database.ts';
import { selectChangesOf, selectRevisions, toStreamChange } from './feed.sql.ts';

export interface Feed {
  /**
   * Calls `hear` with every change after `revision`, in order, each once. There is a gap only where the changes
   * themselves are gone. Followers that have heard equally much get the same object in one go. The answer stops it.
   */
  follow(stream: string, revision: number, hear: Hear): () => void;
  /** These streams have just changed here: look at once instead of at the next poll. */
  announce(streams: readonly string[]): void;
  stop(): Promise<void>;
}
type Hear = (broadcast: Broadcast) => void;

interface Follower {
  hear: Hear;
  /** Up to here it has heard. */
  revision: number;
}

export interface FeedOptions {
  database: Database;
  clock: Clock;
  incarnation: number;
  log: { warn(context: object, message: string): void };
  /** How long ago the changes that are told now were made, by the clock of whoever made them. */
  onLag?: (lagMs: number) => void;
}

const pollMs = 250;
/** Read, and told in one message to a follower, at a time. */
const changesAtOnce = 200;
const streamsAtOnce = 50;
const revisionsAtOnce = 200;

export function startFeed(options: FeedOptions): Feed {
  const { database, clock, incarnation, log } = options;
  const followed = new Map<string, Set<Follower>>();
  const stopped = new AbortController();
  /** Streams with news: looked at without waiting for the poll, nor for the thousand others that it asks after. */
  const noted = new Set<string>();
  let woken = Promise.withResolvers<void>();

  /** Null where nobody follows. */
  function heardByAll(name: string): number | null {
    let heard: number | null = null;
    for (const { revision } of followed.get(name) ?? []) heard = Math.min(heard ?? revision, revision);
    return heard;
  }

  /** Everything after what the followers of these have heard. May run twice at a time: nothing is told twice. */
  async function tail(names: readonly string[]): Promise<void> {
    for (let from = 0; from < names.length; from += streamsAtOnce) {
      let behind = names.slice(from, from + streamsAtOnce);
      while (behind.length > 0) behind = await tellOnce(behind);
    }
  }

  /** Reads once and tells it. Answers the streams of which there may be more. */
  async function tellOnce(names: readonly string[]): Promise<string[]> {
    const places = names.flatMap((stream) => {
      const revision = heardByAll(stream);
      return revision === null ? [] : [{ stream, revision }];
    });
    const rows = await selectChangesOf(database, places, changesAtOnce);
    const newest = rows.at(-1);
    if (!newest) return [];
    options.onLag?.(Math.max(0, clock.nowMs() - newest.at_ms));
    for (const [stream, changes] of Map.groupBy(rows, (row) => row.stream)) {
      const from = places.find((place) => place.stream === stream)?.revision ?? 0;
      const last = changes.at(-1)?.revision ?? from;
      // Whoever joined meanwhile from further back hears it all in the next round.
      const followers = [...(followed.get(stream) ?? [])];
      const behind = followers.filter(({ revision }) => revision >= from && revision < last);
      tellAlike(behind, { stream, incarnation, changes: changes.map(toStreamChange) });
    }
    if (rows.length >= changesAtOnce) return [...names];
    const told = new Map(rows.map(({ stream, revision }) => [stream, revision]));
    return [...told].filter(([stream, last]) => (heardByAll(stream) ?? last) < last).map(([stream]) => stream);
  }

  async function tailNoted(): Promise<void> {
    const names = [...noted];
    noted.clear();
    await tail(names);
  }

  /** Changes of other instances, and what could not be read when it was noted. */
  async function poll(): Promise<void> {
    const names = [...followed.keys()];
    for (let from = 0; from < names.length; from += revisionsAtOnce) {
      const rows = await selectRevisions(database, names.slice(from, from + revisionsAtOnce));
      await tail(
        rows.filter(({ name, revision }) => (heardByAll(name) ?? revision) < revision).map(({ name }) => name),
      );
    }
  }

  async function loop(wait: () => Promise<void>, look: () => Promise<void>): Promise<void> {
    for (await wait(); !stopped.signal.aborted; await wait()) {
      try {
        await look();
      } catch (thrown) {
        log.warn({ err: thrown }, 'the change feed could not be read; trying again');
        // A database that is away must not be asked without a pause.
        await clock.sleep(pollMs, stopped.signal);
      }
    }
  }

  async function untilNoted(): Promise<void> {
    if (noted.size === 0) await woken.promise;
    woken = Promise.withResolvers();
  }

  const note = (name: string) => {
    noted.add(name);
    woken.resolve();
  };
  const done = Promise.all([loop(untilNoted, tailNoted), loop(() => clock.sleep(pollMs, stopped.signal), poll)]);
  return {
    follow(stream, revision, hear) {
      const follower = { hear, revision };
      const followers = followed.get(stream) ?? new Set();
      followed.set(stream, followers.add(follower));
      note(stream);
      return () => {
        followers.delete(follower);
        if (followers.size === 0 && followed.get(stream) === followers) followed.delete(stream);
      };
    },
    announce: (streams) => {
      for (const name of streams) if (followed.has(name)) note(name);
    },
    stop: async () => {
      stopped.abort();
      woken.resolve();
      await done;
    },
  };
}

/** Those who have heard equally much are told one after the other with the very same object: it is encoded once for all. */
function tellAlike(followers: readonly Follower[], broadcast: Broadcast): void {
  const last = broadcast.changes.at(-1)?.revision ?? 0;
  for (const [heard, alike] of Map.groupBy(followers, ({ revision }) => revision)) {
    const changes = broadcast.changes.filter(({ revision }) => revision > heard);
    const news = { ...broadcast, changes };
    for (const follower of alike) {
      follower.revision = last;
      follower.hear(news);
    }
  }
}
