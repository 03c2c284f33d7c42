/**
 * Breaking a terminal: a manager's act for a whole machine that is dead, lost or stolen. It is closed, and what it still
 * held unsold is quarantined: nobody may sell it until the terminal's own journal says what became of it. Anything else
 * is an override, which a person answers for.
 */
import { assert } from '@marquee/shared/assert';
import { cinemaStream, grantsStream } from '@marquee/shared/protocol/streams';
import { noteAct } from '../accounts/accounts.ts';
import { closeStream, writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { RolledBack } from '../platform/database.ts';
import { closeTerminal, overrideQuarantined, quarantineAll, selectHeldBy } from './careful.sql.ts';
import { describeRows, describeSeats, type RightsDeps } from './seats.ts';

export interface BreakOrder {
  operationId: string;
  terminal: number;
  /** `dead`: in our hands, its key stays good. `stolen`: its key is revoked, its late entries wait for a manager. */
  as: 'dead' | 'stolen';
  reason: string;
  by: string;
}
export type BreakAnswer = { ok: true; quarantined: number } | { ok: false; reason: 'terminal-closed' };

/** Closes a terminal. A grant can't cross it: both write the terminal's grants stream. */
export function breakTerminal(deps: RightsDeps, order: BreakOrder): Promise<BreakAnswer> {
  const { operationId, terminal, as, reason, by } = order;
  return runOnce<BreakAnswer, BreakAnswer>(
    deps,
    { operationId: `break:${operationId}`, body: { terminal, as, reason, by } },
    async (tx) => {
      if (!(await closeStream(tx, grantsStream(terminal))))
        throw new RolledBack<BreakAnswer>({ ok: false, reason: 'terminal-closed' });
      const cinemaId = await closeTerminal(tx, terminal, { as, reason, by, nowMs: deps.clock.nowMs() });
      assert(cinemaId !== null, 'a terminal with an open stream is open');
      // Its stream and its own row are written: neither a grant nor a push of it can come between these two.
      const rows = await selectHeldBy(tx, terminal, ['granted']);
      assert((await quarantineAll(tx, terminal)) === rows.length, 'what a closed terminal holds stands still');
      await noteAct(tx, deps, {
        operation: 'break-terminal',
        by,
        detail: { terminal, as, reason, seats: rows.length },
      });
      const changes = await describeRows(tx, rows);
      await writeOpenChanges(tx, deps, [...changes, { stream: cinemaStream(cinemaId), body: { kind: 'keys' } }]);
      tx.afterCommit(() => deps.onClosed?.(terminal));
      return { ok: true, quarantined: rows.length };
    },
    (refusal) => refusal,
  );
}

export interface OverrideOrder {
  operationId: string;
  screeningId: number;
  seatIds: readonly number[];
  reason: string;
  by: string;
}
export type OverrideAnswer = { ok: true } | { ok: false; reason: 'not-quarantined' };

/**
 * Frees quarantined seats without their holder's word: it may have sold them, and then they are sold twice. All or none.
 */
export function overrideQuarantine(deps: RightsDeps, order: OverrideOrder): Promise<OverrideAnswer> {
  const { operationId, screeningId, reason, by } = order;
  const seatIds = [...new Set(order.seatIds)].sort((a, b) => a - b);
  return runOnce<OverrideAnswer, OverrideAnswer>(
    deps,
    { operationId: `override:${operationId}`, body: { screeningId, seatIds, reason, by } },
    async (tx) => {
      if (seatIds.length === 0 || (await overrideQuarantined(tx, screeningId, seatIds)) !== seatIds.length)
        throw new RolledBack<OverrideAnswer>({ ok: false, reason: 'not-quarantined' });
      await noteAct(tx, deps, { operation: 'override-quarantine', by, detail: { screeningId, seatIds, reason } });
      await writeOpenChanges(tx, deps, [await describeSeats(tx, screeningId, seatIds)]);
      return { ok: true };
    },
    (refusal) => refusal,
  );
}
