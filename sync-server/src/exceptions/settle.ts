/**
 * A manager settles an exception: the case is closed, and what was chosen is carried out in the same transaction. Each is
 * settled once; who did it and why is kept.
 */
import { noteAct } from '../accounts/accounts.ts';
import { prepareRefund } from '../bookings/bookings.ts';
import { applyStoredEntries } from '../journal/journal.ts';
import { runOnce } from '../operations/operations.ts';
import { RolledBack, type Transaction } from '../platform/database.ts';
import { askRelease, type RightsDeps } from '../rights/rights.ts';
import * as sql from './exceptions.sql.ts';
import { describeKind, type SettlementId } from './kinds.ts';

export interface SettleOrder {
  operationId: string;
  exceptionId: string;
  action: SettlementId;
  note: string;
  by: string;
}
export type SettleRefusal =
  | 'exception-unknown'
  | 'settled-already'
  | 'action-not-possible'
  /** Nothing of it can be read by this version of the server, or nothing waits any more. */
  | 'nothing-to-apply'
  /** Everything is in a refund already, or undone. */
  | 'nothing-to-refund';
export type SettleAnswer = { ok: true; atMs: number } | { ok: false; reason: SettleRefusal };

const refuse = (reason: SettleRefusal) => new RolledBack<SettleAnswer>({ ok: false, reason });

export function settleException(deps: RightsDeps, order: SettleOrder): Promise<SettleAnswer> {
  const { operationId, ...body } = order;
  const { exceptionId, action, note, by } = body;
  return runOnce<SettleAnswer, SettleAnswer>(
    deps,
    { operationId: `settle:${operationId}`, body },
    async (tx) => {
      const row = await sql.selectException(tx, exceptionId);
      if (!row) throw refuse('exception-unknown');
      if (!describeKind(row.kind).settlements.includes(action)) throw refuse('action-not-possible');
      await settleRow(tx, deps, exceptionId, order);
      await effects[action](tx, deps, row, order);
      await noteAct(tx, deps, {
        operation: 'settle-exception',
        by,
        detail: { exceptionId, kind: row.kind, action, note },
      });
      return { ok: true, atMs: deps.clock.nowMs() };
    },
    (refusal) => refusal,
  );
}

async function settleRow(
  tx: Transaction,
  { clock }: RightsDeps,
  id: string,
  { action, note, by }: Pick<SettleOrder, 'action' | 'note' | 'by'>,
): Promise<void> {
  const settlement = JSON.stringify({ action, note });
  if (!(await sql.settleOpen(tx, id, { by, settlement, nowMs: clock.nowMs() }))) throw refuse('settled-already');
}

type Effect = (tx: Transaction, deps: RightsDeps, row: sql.ExceptionRow, order: SettleOrder) => Promise<void>;

const effects: Record<SettlementId, Effect> = {
  noted: async () => undefined,
  'apply-again': async (tx, deps, { terminal_id, seq }) => {
    const applied = terminal_id === null || seq === null ? 0 : await applyStoredEntries(tx, deps, terminal_id, [seq]);
    if (applied === 0) throw refuse('nothing-to-apply');
  },
  apply: applyWaiting,
  refund: prepareTicketsRefund,
};

const entriesAtOnce = 500;

/** All that waits of this terminal, in the order of its journal; that settles every case of the kind that it has. */
async function applyWaiting(
  tx: Transaction,
  deps: RightsDeps,
  row: sql.ExceptionRow,
  order: SettleOrder,
): Promise<void> {
  const { terminal_id: terminal, kind } = row;
  if (terminal === null) throw refuse('nothing-to-apply');
  const others = await sql.selectOpenIds(tx, kind, terminal);
  const seqs = await sql.selectWaitingSeqs(tx, terminal);
  if (seqs.length === 0) throw refuse('nothing-to-apply');
  for (let from = 0; from < seqs.length; from += entriesAtOnce)
    await applyStoredEntries(tx, deps, terminal, seqs.slice(from, from + entriesAtOnce));
  for (const id of others) await settleRow(tx, deps, id, order);
}

/**
 * What the customer paid for these seats is to be paid back. A ticket that a terminal still holds is asked for: only its
 * holder may undo it.
 */
async function prepareTicketsRefund(
  tx: Transaction,
  deps: RightsDeps,
  { terminal_id: terminal, seq, seat_id: seatId, detail }: sql.ExceptionRow,
  { note, by }: SettleOrder,
): Promise<void> {
  if (terminal === null || seq === null) throw refuse('nothing-to-refund');
  const asked = readLines(detail);
  const tickets = (await sql.selectTicketLines(tx, { terminal, seq, seatId })).filter(
    ({ line }) => asked === null || asked.has(line),
  );
  const lines = tickets.map(({ line }) => line);
  const amountMinor = await prepareRefund(tx, deps, { terminal, seq, lines, reason: note, requestedBy: by });
  if (amountMinor === 0) throw refuse('nothing-to-refund');
  if (tickets.some(({ valid, holder }) => valid === 1 && holder !== 0)) await askRelease(tx, deps, { terminal, seq });
}

/** A customer may have asked for some of the tickets only; null is all. */
function readLines(detail: string): ReadonlySet<number> | null {
  const { lines } = JSON.parse(detail) as { lines?: unknown };
  return Array.isArray(lines) && lines.length > 0 ? new Set(lines.map(Number)) : null;
}
