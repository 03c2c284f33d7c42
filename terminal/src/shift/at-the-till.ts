import type { AtTheTill } from '../sell/sell.ts';
import { findShift, type ShiftDeps } from './shift-steps.ts';

/** For whatever takes or gives money. `requireShift`: nobody sells unseen, and cash has its drawer. */
export function makeAtTheTill(
  deps: Pick<ShiftDeps, 'store' | 'staff' | 'catalogue'>,
  requireShift: boolean,
): AtTheTill {
  return {
    now() {
      const staff = deps.staff.current();
      const shift = findShift(deps);
      return { ...(staff && { staffId: staff.id }), ...(shift && { shiftSeq: shift.seq }) };
    },
    refuse(isCash) {
      if (!requireShift) return null;
      if (!deps.staff.current()) return 'not-signed-in';
      return isCash && !findShift(deps) ? 'no-shift' : null;
    },
    needsApproval: (kind, totalMinor) =>
      requireShift && kind === 'refund' && totalMinor > (deps.catalogue.current()?.limits?.refundMinorMax ?? 0),
    compTicketsMax: () =>
      requireShift ? (deps.catalogue.current()?.limits?.compTicketsMax ?? 0) : Number.POSITIVE_INFINITY,
  };
}
