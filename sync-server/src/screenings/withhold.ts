/**
 * Seats are taken off sale here, whoever holds their rights: what the server holds at once, what a terminal
 * holds by asking it back. Nothing that was sold is undone by it.
 */
import { noteAct } from '../accounts/accounts.ts';
import { raiseExceptions } from '../exceptions/exceptions.ts';
import { writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { RolledBack, type Transaction } from '../platform/database.ts';
import { describeSeats, type RightRow, type RightsDeps, recallSeats } from '../rights/rights.ts';
import * as sql from './withhold.sql.ts';

export interface BlockOrder {
  operationId: string;
  screeningId: number;
  seatIds: readonly number[];
  reason: sql.WithholdReason;
  by: string;
}
/** `recalled`: blocked as soon as their terminals return them. `waiting`: with a phone's hold, or quarantined. */
export type BlockAnswer =
  | { ok: true; blocked: number[]; recalled: number[]; waiting: number[]; sold: number[] }
  | { ok: false; reason: 'seat-unknown' };

export function blockSeats(deps: RightsDeps, order: BlockOrder): Promise<BlockAnswer> {
  const { operationId, ...body } = order;
  return runOnce<BlockAnswer, BlockAnswer>(
    deps,
    { operationId: `block:${operationId}`, body },
    async (tx) => {
      const { screeningId, reason, by } = order;
      const seatIds = inKeyOrder(order.seatIds);
      const rows = await withhold(tx, deps, { screeningId, seatIds, reason });
      if (rows.length !== seatIds.length) throw new RolledBack<BlockAnswer>({ ok: false, reason: 'seat-unknown' });
      await noteAct(tx, deps, { operation: 'block-seats', by, detail: { screeningId, seatIds, reason } });
      return { ok: true, ...sortByState(rows) };
    },
    (refusal) => refusal,
  );
}

const inKeyOrder = (ids: readonly number[]): number[] => [...new Set(ids)].sort((a, b) => a - b);

function sortByState(rows: readonly RightRow[]) {
  const inState = (...states: string[]) => rows.filter(({ state }) => states.includes(state)).map((row) => row.seat_id);
  return {
    blocked: inState('blocked'),
    recalled: inState('granted'),
    waiting: inState('held', 'paying', 'quarantined'),
    sold: inState('sold'),
  };
}

interface ToWithhold {
  screeningId: number;
  seatIds: readonly number[];
  reason: sql.WithholdReason;
}
async function withhold(tx: Transaction, deps: RightsDeps, order: ToWithhold): Promise<RightRow[]> {
  const { screeningId, seatIds, reason } = order;
  await sql.withholdSeats(tx, screeningId, seatIds, reason);
  const rows = await sql.selectRights(tx, screeningId, seatIds);
  await raiseExceptions(
    tx,
    deps,
    rows
      .filter(({ state }) => state === 'sold')
      .map((row) => ({
        kind: 'sold-seat-blocked',
        subject: `sold-seat-blocked ${screeningId} ${row.seat_id}`,
        ...ticketOf(row),
        screeningId,
        seatId: row.seat_id,
        detail: { here: row, there: reason === 'broken' ? 'The seat is out of order.' : 'The house keeps the seat.' },
      })),
  );
  await recallGranted(tx, deps, screeningId, rows);
  await writeOpenChanges(tx, deps, [await describeSeats(tx, screeningId, seatIds)]);
  return rows;
}

export const ticketOf = ({ ticket_terminal, ticket_seq }: RightRow) => ({
  ...(ticket_terminal === null ? {} : { terminal: ticket_terminal }),
  ...(ticket_seq === null ? {} : { seq: ticket_seq }),
});

export async function recallGranted(
  tx: Transaction,
  deps: RightsDeps,
  screeningId: number,
  rows: readonly RightRow[],
): Promise<void> {
  const granted = rows.filter(({ state }) => state === 'granted');
  if (granted.length > 0) await recallSeats(tx, deps, screeningId, granted);
}

export interface UnblockOrder {
  operationId: string;
  screeningId: number;
  seatIds: readonly number[];
  by: string;
}
export type UnblockAnswer = { ok: true } | { ok: false; reason: 'seat-unknown' };

/** What is withheld because the screening is cancelled or was moved stays withheld. */
export function unblockSeats(deps: RightsDeps, order: UnblockOrder): Promise<UnblockAnswer> {
  const { operationId, ...body } = order;
  return runOnce<UnblockAnswer, UnblockAnswer>(
    deps,
    { operationId: `unblock:${operationId}`, body },
    async (tx) => {
      const { screeningId, by } = order;
      const seatIds = inKeyOrder(order.seatIds);
      await sql.offerSeats(tx, screeningId, seatIds);
      if ((await sql.selectRights(tx, screeningId, seatIds)).length !== seatIds.length)
        throw new RolledBack<UnblockAnswer>({ ok: false, reason: 'seat-unknown' });
      await noteAct(tx, deps, { operation: 'unblock-seats', by, detail: { screeningId, seatIds } });
      await writeOpenChanges(tx, deps, [await describeSeats(tx, screeningId, seatIds)]);
      return { ok: true };
    },
    (refusal) => refusal,
  );
}

export interface RepairOrder {
  operationId: string;
  seatId: number;
  available: boolean;
  by: string;
}
export type RepairAnswer = { ok: true; screenings: number; sold: number } | { ok: false; reason: 'seat-unknown' };

/** A seat of a venue breaks, or is repaired: in all its screenings that are still to come. */
export function setSeatAvailable(deps: RightsDeps, order: RepairOrder): Promise<RepairAnswer> {
  const { operationId, ...body } = order;
  return runOnce<RepairAnswer, RepairAnswer>(
    deps,
    { operationId: `seat-available:${operationId}`, body },
    async (tx) => {
      const { seatId, available, by } = order;
      if (!(await sql.setAvailable(tx, seatId, available)))
        throw new RolledBack<RepairAnswer>({ ok: false, reason: 'seat-unknown' });
      const rights = await sql.selectRightsAt(tx, seatId, deps.clock.nowMs());
      let sold = 0;
      for (const { screening_id: screeningId, seat_id: right } of rights) {
        if (available) {
          await sql.offerSeats(tx, screeningId, [right]);
          await writeOpenChanges(tx, deps, [await describeSeats(tx, screeningId, [right])]);
        } else {
          const rows = await withhold(tx, deps, { screeningId, seatIds: [right], reason: 'broken' });
          sold += rows.filter(({ state }) => state === 'sold').length;
        }
      }
      await noteAct(tx, deps, { operation: available ? 'repair-seat' : 'break-seat', by, detail: { seatId } });
      return { ok: true, screenings: rights.length, sold };
    },
    (refusal) => refusal,
  );
}
