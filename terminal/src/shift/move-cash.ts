import type { MoveCashAnswer } from '../calls.ts';
import { appendEntry } from '../journal/journal.ts';
import { insertMovement, selectMovement } from './shift.sql.ts';
import { checkStaff, findShift, type ShiftDeps } from './shift-steps.ts';

export interface CashWish {
  operationId: string;
  kind: 'cash-in' | 'drop' | 'paid-out' | 'no-sale';
  amountMinor: number;
  reason: string;
  approvalId?: string | undefined;
}

/** Cash that is no sale: in, to the safe, paid out for something, or the drawer opened for nothing. */
export function moveCash(deps: ShiftDeps, wish: CashWish): MoveCashAnswer {
  const { store } = deps;
  const { operationId, kind, amountMinor } = wish;
  const reason = wish.reason.trim();
  const checked = checkStaff(deps);
  if (!checked.ok) return checked;
  const known = selectMovement(store, operationId);
  if (known) return { ok: true, seq: known.seq };
  const shift = findShift(deps);
  if (!shift) return { ok: false, reason: 'no-shift' };
  if (reason === '') return { ok: false, reason: 'reason-missing' };
  if ((kind === 'no-sale') !== (amountMinor === 0)) return { ok: false, reason: 'amount-wrong' };
  const paidOutMax = deps.catalogue.current()?.limits?.paidOutMinorMax ?? 0;
  const isAbove = kind === 'paid-out' && amountMinor > paidOutMax;
  const approvedBy = isAbove ? deps.staff.spendApproval(wish.approvalId, 'paid-out') : null;
  if (isAbove && approvedBy === null) return { ok: false, reason: 'approval-needed' };
  const seq = store.transaction(() => {
    const moved = appendEntry(deps, 'cash.moved', {
      shiftSeq: shift.seq,
      staffId: checked.current.id,
      kind,
      amountMinor,
      currency: shift.currency,
      reason,
      ...(approvedBy !== null && { approvedBy }),
    });
    insertMovement(store, {
      seq: moved,
      operation_id: operationId,
      shift_seq: shift.seq,
      staff_id: checked.current.id,
      kind,
      amount_minor: amountMinor,
      reason,
      approved_by: approvedBy,
    });
    return moved;
  });
  deps.counter.write(seq);
  return { ok: true, seq };
}
