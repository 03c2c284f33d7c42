/**
 * A shift: one drawer's money from its float to its count. Each step is an entry of the journal in the transaction that
 * makes it, and all figures are sums of the entries that name the shift.
 */
import { assert } from '@marquee/shared/assert';
import type { HandOverAnswer, OpenShiftAnswer, ShiftView } from '../calls.ts';
import { appendEntry } from '../journal/journal.ts';
import { mayHaveDrawer } from '../staff/staff.ts';
import { giveShift, insertShift, selectOpenShifts } from './shift.sql.ts';
import { businessDateAt, checkStaff, findShift, type ShiftDeps, viewShift } from './shift-steps.ts';

export { makeAtTheTill } from './at-the-till.ts';
export { type CountWish, countAndCloseShift, reportShift } from './close-shift.ts';
export { type CashWish, moveCash } from './move-cash.ts';
export { insertReportJob } from './shift.sql.ts';
export type { ShiftDeps } from './shift-steps.ts';

export function openShift(
  deps: ShiftDeps,
  { drawer, floatMinor }: { drawer: string; floatMinor: number },
): OpenShiftAnswer {
  const { store } = deps;
  const checked = checkStaff(deps);
  if (!checked.ok) return checked;
  const cinema = deps.catalogue.current()?.cinema;
  assert(cinema, 'staff come with their cinema');
  const staffId = checked.current.id;
  const open = selectOpenShifts(store);
  if (open.some((shift) => shift.drawer === drawer || shift.staff_id === staffId))
    return { ok: false, reason: 'shift-open' };
  const nowMs = deps.nowMs();
  const businessDate = businessDateAt(nowMs, cinema.timeZone);
  const { currency } = cinema;
  const seq = store.transaction(() => {
    const entry = { staffId, drawer, businessDate, floatMinor, currency };
    const opened = appendEntry(deps, 'shift.opened', entry);
    insertShift(store, {
      seq: opened,
      drawer,
      staff_id: staffId,
      business_date: businessDate,
      currency,
      float_minor: floatMinor,
      opened_at_ms: nowMs,
    });
    return opened;
  });
  deps.counter.write(seq);
  return { ok: true, shift: viewShift(deps, seq) };
}

/** The drawer goes to somebody else, who takes it over with their own PIN and is signed in with it. */
export async function handOverShift(
  deps: ShiftDeps,
  { toStaffId, pin }: { toStaffId: number; pin: string },
): Promise<HandOverAnswer> {
  const { store, staff } = deps;
  const checked = checkStaff(deps);
  if (!checked.ok) return checked;
  const shift = findShift(deps);
  if (!shift) return { ok: false, reason: 'no-shift' };
  const to = deps.catalogue.current()?.staff?.find(({ id }) => id === toStaffId);
  if (to && !mayHaveDrawer(to.role)) return { ok: false, reason: 'role-refused' };
  if (selectOpenShifts(store).some((open) => open.staff_id === toStaffId)) return { ok: false, reason: 'shift-open' };
  const signed = await staff.signIn(toStaffId, pin);
  if (!signed.ok) return signed;
  const seq = store.transaction(() => {
    // It may have been closed or handed over while the PIN was looked at.
    if (!giveShift(store, shift.seq, shift.staff_id, toStaffId)) return null;
    return appendEntry(deps, 'shift.handed-over', { shiftSeq: shift.seq, fromStaffId: shift.staff_id, toStaffId });
  });
  if (seq === null) return { ok: false, reason: 'no-shift' };
  deps.counter.write(seq);
  return { ok: true, shift: viewShift(deps, shift.seq) };
}

export function seeShift(deps: ShiftDeps): ShiftView | null {
  const shift = findShift(deps);
  return shift && viewShift(deps, shift.seq);
}
