/** An import that was confirmed, show by show: each is looked at again when its turn comes, since it may have been sold by then. */
import { cinemaStream } from '@marquee/shared/protocol/streams';
import { businessDate, insertScreening, lockVenues, publishScreenings, selectOverlap } from '../catalogue/catalogue.ts';
import { catalogueStream, writeOpenChanges } from '../feed/feed.ts';
import type { Outcome, RunningAction, WorkInside } from '../long-actions/long-actions.ts';
import type { Transaction } from '../platform/database.ts';
import type { RightsDeps } from '../rights/rights.ts';
import { cancelWithin } from './cancel.ts';
import * as sql from './import.sql.ts';
import type { DiffEntry, ShowAs } from './import.ts';
import * as plan from './plan.sql.ts';
import { selectScreeningRow } from './screenings.sql.ts';

export const importKind = 'import-schedule';
export type ToImport = Pick<DiffEntry, 'kind' | 'showId' | 'line' | 'screeningId' | 'after'> & { title: string };

const showsPerStep = 10;
const lateGuestsMs = 15 * 60_000;
const reason = 'Changed by a schedule import';

export const makeImportWork = (deps: RightsDeps): WorkInside => ({
  kind: importKind,
  itemsPerStep: showsPerStep,
  async carryOut(tx, action, bodies) {
    const ids = new Set<number>();
    const outcomes: Outcome[] = [];
    for (const body of bodies as ToImport[]) outcomes.push(await importOne(tx, deps, { action, body, ids }));
    await writeOpenChanges(tx, deps, [
      ...(ids.size > 0 ? [{ stream: catalogueStream, body: { kind: 'screening', ids: [...ids] } }] : []),
      { stream: cinemaStream(action.cinemaId), body: { kind: 'programme' } },
    ]);
    return outcomes;
  },
});

interface One {
  action: RunningAction;
  body: ToImport;
  /** Of screenings that are new or others now. */
  ids: Set<number>;
}

const refused = (code: string): Outcome => ({ state: 'refused', outcome: { code } });
const done = (screeningId: number): Outcome => ({ state: 'done', outcome: { screeningId } });

/** What refuses has written nothing. */
async function importOne(tx: Transaction, deps: RightsDeps, one: One): Promise<Outcome> {
  const { kind, after, screeningId } = one.body;
  if (kind === 'new') return after ? insertNew(tx, deps, one, after) : refused('show-gone');
  if (screeningId === null) return refused('show-gone');
  // Venues first, as whoever changes their seats does.
  if (after) await lockVenues(tx, [after.venueId]);
  const { taken, granted } = await plan.lockTaken(tx, screeningId);
  const screening = await selectScreeningRow(tx, screeningId);
  if (screening?.state !== 'published') return refused('screening-cancelled');
  if (screening.starts_at_ms <= deps.clock.nowMs()) return refused('screening-past');
  if (taken > 0) return refused('screening-sold');
  if (kind === 'removed') {
    await cancelWithin(tx, deps, { screeningId, reason, by: one.action.by });
    return done(screeningId);
  }
  if (!after) return refused('show-gone');
  // Seats, or what stands on tickets of terminals that have not heard yet: another screening takes its place.
  const isAnother =
    after.venueId !== screening.venue_id || (after.movieId !== (await movieOf(tx, screeningId)) && granted > 0);
  return isAnother
    ? replace(tx, deps, one, after, screeningId)
    : update(tx, deps, { ...one, timeZone: screening.time_zone, screeningId }, after);
}

async function movieOf(tx: Transaction, screeningId: number): Promise<number> {
  const [row] = await tx.all<{ movie_id: number }>('SELECT movie_id FROM screening WHERE id = ?', [screeningId]);
  return row?.movie_id ?? 0;
}

async function insertNew(tx: Transaction, deps: RightsDeps, { action, body, ids }: One, after: ShowAs) {
  const venue = (await lockVenues(tx, [after.venueId])).get(after.venueId);
  if (venue?.cinema_id !== action.cinemaId) return refused('venue-unknown');
  if (after.startsAtMs <= deps.clock.nowMs()) return refused('screening-past');
  if ((await sql.selectShow(tx, action.cinemaId, body.showId)) !== null) return refused('show-known');
  if (await selectOverlap(tx, after)) return refused('screening-overlaps');
  const id = await insertScreening(tx, { ...after, seating: 'numbered' }, venue.time_zone);
  await publishScreenings(tx, [id]);
  await sql.insertShow(tx, action.cinemaId, body.showId, id);
  ids.add(id);
  return done(id);
}

async function replace(tx: Transaction, deps: RightsDeps, { action, body, ids }: One, after: ShowAs, old: number) {
  const venue = (await lockVenues(tx, [after.venueId])).get(after.venueId);
  if (venue?.cinema_id !== action.cinemaId) return refused('venue-unknown');
  if (after.startsAtMs <= deps.clock.nowMs()) return refused('screening-past');
  if (await selectOverlap(tx, after, old)) return refused('screening-overlaps');
  await cancelWithin(tx, deps, { screeningId: old, reason, by: action.by });
  const id = await insertScreening(tx, { ...after, seating: 'numbered' }, venue.time_zone);
  await publishScreenings(tx, [id]);
  await sql.renameShow(tx, action.cinemaId, body.showId, id);
  ids.add(id);
  return done(id);
}

async function update(
  tx: Transaction,
  deps: RightsDeps,
  { ids, timeZone, screeningId }: One & { timeZone: string; screeningId: number },
  after: ShowAs,
): Promise<Outcome> {
  await lockVenues(tx, [after.venueId]);
  if (after.startsAtMs <= deps.clock.nowMs()) return refused('screening-past');
  if (await selectOverlap(tx, after, screeningId)) return refused('screening-overlaps');
  const { startsAtMs, endsAtMs } = after;
  await plan.updateScreening(tx, screeningId, {
    movie_id: after.movieId,
    starts_at_ms: startsAtMs,
    ends_at_ms: endsAtMs,
    sales_end_at_ms: Math.min(endsAtMs, startsAtMs + lateGuestsMs),
    show_date: businessDate(startsAtMs, timeZone),
    display: after.display,
    language: after.language,
    price_minor: after.priceMinor,
  });
  ids.add(screeningId);
  return done(screeningId);
}
