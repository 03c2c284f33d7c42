/** Recalls only ask: a right comes back by its holder's journal, and until then it is the holder's. */
import { type GrantChange, grantsStream } from '@marquee/shared/protocol/streams';
import { noteAct } from '../accounts/accounts.ts';
import { writeChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { first, RolledBack, type Transaction } from '../platform/database.ts';
import { selectHeldBy } from './careful.sql.ts';
import type { RightRow } from './rights.sql.ts';
import type { RightsDeps } from './seats.ts';

/**
 * Asks the holders to return these seats. Only asks: nothing moves until their journals say so. `block`: nobody is to sell
 * them any more.
 */
export async function recallSeats(
  tx: Transaction,
  deps: RightsDeps,
  screeningId: number,
  rows: readonly (Pick<RightRow, 'holder' | 'seat_id' | 'version'> & { blocked_for?: string | null })[],
): Promise<void> {
  const perStream = Map.groupBy(rows, (row) => grantsStream(row.holder));
  for (const stream of [...perStream.keys()].sort()) {
    for (const [block, asked] of Map.groupBy(
      perStream.get(stream) ?? [],
      (row) => (row.blocked_for ?? null) !== null,
    )) {
      const seats = asked.map((row) => ({ seatId: row.seat_id, version: row.version }));
      const body: GrantChange = { kind: 'recall', screeningId, seats, block };
      // One by one: a closed terminal can't be asked, and that must not spoil asking the others.
      await writeChanges(tx, deps, [{ stream, body }]);
    }
  }
}

export interface RecallOrder {
  operationId: string;
  terminal: number;
  by: string;
}
/** `asked`: seats. They come back by the terminal's journal, and until then they are its own. */
export type RecallTerminalAnswer = { ok: true; asked: number } | { ok: false; reason: 'terminal-closed' };

/** A manager asks for all that a terminal holds unsold, as before it is moved or switched off. */
export function recallTerminal(
  deps: RightsDeps,
  { operationId, terminal, by }: RecallOrder,
): Promise<RecallTerminalAnswer> {
  return runOnce<RecallTerminalAnswer, RecallTerminalAnswer>(
    deps,
    { operationId: `recall-terminal:${operationId}`, body: { terminal, by } },
    async (tx) => {
      const stream = await first(tx, 'SELECT name FROM `stream` WHERE name = ? AND closed = 0', [
        grantsStream(terminal),
      ]);
      if (!stream) throw new RolledBack<RecallTerminalAnswer>({ ok: false, reason: 'terminal-closed' });
      const rows = await selectHeldBy(tx, terminal, ['granted']);
      for (const [screeningId, seats] of Map.groupBy(rows, (row) => row.screening_id))
        await recallSeats(tx, deps, screeningId, seats);
      await noteAct(tx, deps, { operation: 'recall-terminal', by, detail: { terminal, seats: rows.length } });
      return { ok: true, asked: rows.length };
    },
    (refusal) => refusal,
  );
}
