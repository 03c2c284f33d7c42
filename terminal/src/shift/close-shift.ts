/** Counting a drawer, closing its shift, and the reports of it. */
import type { ShiftReportPaperData } from '@marquee/printer-templates/shift-report/shift-report';
import type { Language } from '@marquee/printer-templates/words/languages';
import { assert } from '@marquee/shared/assert';
import type { CloseShiftAnswer, ShiftReport, ShiftReportAnswer } from '../calls.ts';
import { appendEntry, countUnsent } from '../journal/journal.ts';
import { releaseRest } from '../refund/refund.ts';
import { expectedCash } from './figures.ts';
import { closeShiftRow, insertReportJob, type ShiftRow, saveCount, selectOpenShifts } from './shift.sql.ts';
import { checkStaff, figuresOf, findShift, nameOf, type ShiftDeps } from './shift-steps.ts';

export interface CountWish {
  denominations: { valueMinor: number; count: number }[];
  language: Language;
  approvalId?: string | undefined;
}

/**
 * The count is on the disk before anybody hears what was expected. A difference above the cinema's limit needs a manager,
 * and so does another count than the first.
 */
export function countAndCloseShift(deps: ShiftDeps, wish: CountWish): CloseShiftAnswer {
  const { store, staff } = deps;
  const checked = checkStaff(deps);
  if (!checked.ok) return checked;
  const shift = findShift(deps);
  if (!shift) return { ok: false, reason: 'no-shift' };
  const { denominations } = wish;
  const countedMinor = denominations.reduce((total, { valueMinor, count }) => total + valueMinor * count, 0);
  const firstMinor = saveCount(store, shift.seq, countedMinor);
  const { figures } = figuresOf(deps, shift);
  const expectedMinor = expectedCash(figures);
  const overShortMinor = countedMinor - expectedMinor;
  const overShortMax = deps.catalogue.current()?.limits?.overShortMinorMax ?? 0;
  const isAbove = Math.abs(overShortMinor) > overShortMax || countedMinor !== firstMinor;
  const approvedBy = isAbove ? staff.spendApproval(wish.approvalId, 'over-short') : null;
  if (isAbove && approvedBy === null) return { ok: false, reason: 'approval-needed', overShortMinor };
  const report = describeShift(deps, shift, { countedMinor, overShortMinor, approvedBy });
  const closedSeq = store.transaction(() => {
    const seq = appendEntry(deps, 'shift.closed', {
      shiftSeq: shift.seq,
      staffId: checked.current.id,
      businessDate: shift.business_date,
      currency: shift.currency,
      denominations,
      countedMinor,
      expectedMinor,
      overShortMinor,
      ...(approvedBy !== null && { approvedBy }),
      figures,
      unsent: report.unsent.entries,
    });
    assert(closeShiftRow(store, shift.seq, seq), 'a shift is closed once');
    insertReportJob(store, paperJob(deps, seq, report, wish.language));
    // Nothing is undone here afterwards; while another drawer is open, its sales still may be.
    if (selectOpenShifts(store).length === 0) releaseRest(deps);
    return seq;
  });
  deps.counter.write(closedSeq);
  deps.onReport?.();
  return { ok: true, report, closedSeq };
}

/** An X report: what the shift comes to up to now. Printed where somebody wants it on paper. */
export function reportShift(deps: ShiftDeps, wish: { print: boolean; language: Language }): ShiftReportAnswer {
  const checked = checkStaff(deps);
  if (!checked.ok) return checked;
  const shift = findShift(deps);
  if (!shift) return { ok: false, reason: 'no-shift' };
  const report = describeShift(deps, shift, null);
  if (wish.print) {
    deps.store.transaction(() => insertReportJob(deps.store, paperJob(deps, shift.seq, report, wish.language)));
    deps.onReport?.();
  }
  return { ok: true, report };
}

type Counted = { countedMinor: number; overShortMinor: number; approvedBy: number | null };

function describeShift(deps: ShiftDeps, shift: ShiftRow, counted: Counted | null): ShiftReport {
  const { figures, unsent } = figuresOf(deps, shift);
  return {
    kind: counted ? 'Z' : 'X',
    shiftSeq: shift.seq,
    drawer: shift.drawer,
    staffName: nameOf(deps, shift.staff_id),
    businessDate: shift.business_date,
    currency: shift.currency,
    openedAtMs: shift.opened_at_ms,
    atMs: deps.nowMs(),
    figures,
    expectedMinor: expectedCash(figures),
    unsent: {
      entries: countUnsent(deps.store),
      sales: unsent.sales,
      salesMinor: unsent.ticketsMinor + unsent.itemsMinor,
      refunds: unsent.refunds,
      refundsMinor: unsent.refundsMinor,
    },
    counted: counted && {
      countedMinor: counted.countedMinor,
      overShortMinor: counted.overShortMinor,
      approvedBy: counted.approvedBy === null ? null : nameOf(deps, counted.approvedBy),
    },
  };
}

function paperJob(deps: ShiftDeps, entrySeq: number, report: ShiftReport, language: Language) {
  const cinema = deps.catalogue.current()?.cinema;
  assert(cinema, 'a shift has its cinema');
  const data: ShiftReportPaperData = {
    ...report,
    language,
    cinemaName: cinema.name,
    timeZone: cinema.timeZone,
    terminal: deps.terminal,
  };
  return { entrySeq, kind: 'shift-report' as const, payload: JSON.stringify(data) };
}
