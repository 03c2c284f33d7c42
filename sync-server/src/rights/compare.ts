/**
 * After a drain both sides compare what the terminal holds. Its journal and its grants decide that alone, so at the same
 * place in both the two must agree: a difference is an exception, whoever is to blame.
 */
import type { Compare, CompareAnswer } from '@marquee/shared/protocol/calls';
import { holdingsText } from '@marquee/shared/protocol/holdings';
import { grantsStream } from '@marquee/shared/protocol/streams';
import { raiseExceptions } from '../exceptions/exceptions.ts';
import { readRevision } from '../feed/feed.ts';
import { first, type Queries } from '../platform/database.ts';
import { sha256Hex } from '../platform/keys.ts';
import { selectHeldBy } from './careful.sql.ts';
import type { RightsDeps } from './seats.ts';

export async function compareHoldings(deps: RightsDeps, terminal: number, compare: Compare): Promise<CompareAnswer> {
  const moved: CompareAnswer = { outcome: 'moved', screeningIds: [] };
  if (!(await standsAt(deps.database, terminal, compare))) return moved;
  const here = await digestHoldings(deps.database, terminal);
  // Read before and after: what was read between belongs to this place.
  if (!(await standsAt(deps.database, terminal, compare))) return moved;
  const there = new Map(compare.holdings.map(({ screeningId, seats, digest }) => [screeningId, { seats, digest }]));
  const screeningIds = [...new Set([...here.keys(), ...there.keys()])]
    .filter((id) => here.get(id)?.digest !== there.get(id)?.digest)
    .sort((a, b) => a - b);
  if (screeningIds.length === 0) return { outcome: 'same', screeningIds };
  const sides = screeningIds.map((id) => ({
    screeningId: id,
    here: here.get(id)?.seats ?? 0,
    there: there.get(id)?.seats ?? 0,
  }));
  await deps.database.transaction('holdings-differ', (tx) =>
    raiseExceptions(tx, deps, [
      {
        kind: 'holdings-differ',
        subject: `holdings-differ ${terminal}`,
        terminal,
        seq: compare.ackedSeq,
        detail: { grantsRevision: compare.grantsRevision, screenings: sides },
      },
    ]),
  );
  return { outcome: 'different', screeningIds };
}

async function standsAt(queries: Queries, terminal: number, compare: Compare): Promise<boolean> {
  const row = await first<{ acked: number; state: string }>(queries, 'SELECT acked, state FROM terminal WHERE id = ?', [
    terminal,
  ]);
  return (
    row?.state === 'open' &&
    row.acked === compare.ackedSeq &&
    (await readRevision(queries, grantsStream(terminal))) === compare.grantsRevision
  );
}

async function digestHoldings(
  queries: Queries,
  terminal: number,
): Promise<Map<number, { seats: number; digest: string }>> {
  const rows = await selectHeldBy(queries, terminal, ['granted']);
  return new Map(
    [...Map.groupBy(rows, (row) => row.screening_id)].map(([screeningId, held]) => {
      const seats = held.map((row) => ({ seatId: row.seat_id, version: row.version }));
      return [screeningId, { seats: seats.length, digest: sha256Hex(holdingsText(seats)) }];
    }),
  );
}
