/** The house as a manager sees it: how many seats of each screening are where, and in whose hands. */
import { z } from 'zod';
import type { Queries } from '../platform/database.ts';
import * as sql from './house.sql.ts';

export interface HouseDeps {
  database: Queries;
  /** Whether a terminal can be asked for something now. */
  isReachable?: (terminal: number) => boolean;
}

const count = z.int().nonnegative();
export const HouseScreening = z
  .object({
    id: z.int(),
    movieId: z.int(),
    title: z.string(),
    venueId: z.int(),
    venue: z.string(),
    startsAtMs: z.int(),
    endsAtMs: z.int(),
    display: z.string(),
    language: z.string(),
    seating: z.string(),
    state: z.enum(['published', 'cancelled']),
    capacity: count,
    sold: count,
    held: count.meta({ description: 'By phones, and being paid by them.' }),
    granted: count.meta({ description: 'Unsold in the hands of terminals that can be reached.' }),
    stranded: count.meta({ description: 'Unsold in the hands of terminals that can’t be reached.' }),
    quarantined: count.meta({ description: 'Of closed terminals, whose journals have not said what became of them.' }),
    blocked: count,
    free: count,
    wheelchair: z.object({ left: count, all: count }),
    holders: z.array(
      z.object({ terminal: z.int(), name: z.string(), seats: count, isReachable: z.boolean(), isClosed: z.boolean() }),
    ),
    admitted: count,
    openExceptions: count,
    takingsMinor: z.int().meta({ description: 'Paid for tickets that nobody has undone.' }),
    currency: z.string(),
  })
  .meta({ id: 'HouseScreening' });
export type HouseScreening = z.output<typeof HouseScreening>;

/** Of rows that were selected already; all of one cinema. */
export async function describeHouse(
  { database, isReachable = () => true }: HouseDeps,
  rows: readonly sql.HouseScreeningRow[],
): Promise<HouseScreening[]> {
  const [firstRow] = rows;
  if (!firstRow) return [];
  const ids = rows.map(({ id }) => id);
  const counts = Map.groupBy(await sql.selectSeatCounts(database, ids), (row) => row.screening_id);
  const takings = await sql.selectTakings(database, ids);
  const admitted = await sql.selectAdmitted(database, ids);
  const exceptions = await sql.selectOpenPerScreening(database, ids);
  const terminals = new Map(
    (await sql.selectTerminalNames(database, firstRow.cinema_id)).map((terminal) => [terminal.id, terminal]),
  );
  return rows.map((row) => ({
    ...describeScreening(row),
    ...sumSeats(counts.get(row.id) ?? [], { terminals, isReachable }),
    admitted: admitted.get(row.id)?.n ?? 0,
    openExceptions: exceptions.get(row.id)?.n ?? 0,
    takingsMinor: takings.get(row.id)?.minor ?? 0,
  }));
}

function describeScreening(row: sql.HouseScreeningRow) {
  return {
    id: row.id,
    movieId: row.movie_id,
    title: row.title,
    venueId: row.venue_id,
    venue: row.venue_name,
    startsAtMs: row.starts_at_ms,
    endsAtMs: row.ends_at_ms,
    display: row.display,
    language: row.language,
    seating: row.seating,
    state: row.state,
    currency: row.currency,
  };
}

interface Holders {
  terminals: ReadonlyMap<number, sql.NamedTerminalRow>;
  isReachable: (terminal: number) => boolean;
}

function sumSeats(counts: readonly sql.SeatCountRow[], { terminals, isReachable }: Holders) {
  const sum = (wanted: (row: sql.SeatCountRow) => boolean) =>
    counts.filter(wanted).reduce((total, { n }) => total + n, 0);
  const inState = (...states: string[]) => sum(({ state }) => states.includes(state));
  const isStranded = ({ state, holder }: sql.SeatCountRow) => state === 'granted' && !isReachable(holder);
  const unsold = counts.filter(({ state }) => state === 'granted' || state === 'quarantined');
  const holders = [...Map.groupBy(unsold, ({ holder }) => holder)].sort(([a], [b]) => a - b);
  const stranded = sum(isStranded);
  return {
    capacity: sum(() => true),
    sold: inState('sold'),
    held: inState('held', 'paying'),
    granted: inState('granted') - stranded,
    stranded,
    quarantined: inState('quarantined'),
    blocked: inState('blocked'),
    free: inState('free'),
    wheelchair: {
      left: sum(({ kind, state }) => kind === 'wheelchair' && (state === 'free' || state === 'granted')),
      all: sum(({ kind }) => kind === 'wheelchair'),
    },
    holders: holders.map(([terminal, rows]) => ({
      terminal,
      name: terminals.get(terminal)?.name ?? '',
      seats: rows.reduce((total, { n }) => total + n, 0),
      isReachable: terminals.get(terminal)?.state === 'open' && isReachable(terminal),
      isClosed: terminals.get(terminal)?.state !== 'open',
    })),
  };
}
