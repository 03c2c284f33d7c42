/** What the acts of a shift have in common. */
import { assert } from '@marquee/shared/assert';
import type { ShiftFigures } from '@marquee/shared/protocol/journal';
import * as wallClock from '@marquee/shared/wall-clock';
import type { ShiftView } from '../calls.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { countUnsent, type JournalDeps, readAcked } from '../journal/journal.ts';
import { mayHaveDrawer, type Staff } from '../staff/staff.ts';
import { type CountedEntry, countedTypes, sumCorrections, sumShift } from './figures.ts';
import { type ShiftRow, selectEntriesOf, selectOpenShifts } from './shift.sql.ts';

export interface ShiftDeps extends JournalDeps {
  catalogue: Pick<Catalogue, 'current'>;
  staff: Staff;
  terminal: number;
  /** Written after the commit: a restored database file is behind it. */
  counter: { write(seq: number): void };
  /** Reports are in the spool. */
  onReport?(): void;
}

/** A night's last shows end after midnight: a business date begins at five in the morning. */
const dayStartsMinutes = 5 * 60;

export function businessDateAt(nowMs: number, zone: string): string {
  const today = wallClock.dateAt(nowMs, zone);
  const isNight = nowMs < wallClock.instantAt(today, dayStartsMinutes, zone);
  return wallClock.formatDate(isNight ? wallClock.dateAt(nowMs - dayStartsMinutes * 60_000, zone) : today);
}

/** Of whoever is signed in; where they have none, the only one that is open: a drawer may be shared. */
export function findShift(deps: Pick<ShiftDeps, 'store' | 'staff'>): ShiftRow | null {
  const open = selectOpenShifts(deps.store);
  const staffId = deps.staff.signedIn()?.staffId;
  const own = open.filter((shift) => shift.staff_id === staffId);
  return own[0] ?? (open.length === 1 ? (open[0] ?? null) : null);
}

/** Who may act on a drawer now. */
export function checkStaff({ staff }: Pick<ShiftDeps, 'staff'>) {
  const current = staff.current();
  if (!current) return { ok: false, reason: 'not-signed-in' } as const;
  if (!mayHaveDrawer(current.role)) return { ok: false, reason: 'role-refused' } as const;
  return { ok: true, current } as const;
}

/** All figures of a shift, and those of them that the server has not acknowledged yet. */
export function figuresOf(deps: ShiftDeps, shift: ShiftRow): { figures: ShiftFigures; unsent: ShiftFigures } {
  const rows = selectEntriesOf(deps.store, shift.seq, countedTypes);
  const acked = readAcked(deps.store);
  const entries = rows.map(({ seq, type, payload }) => ({ seq, type, payload: JSON.parse(payload) }));
  // They were written by this very program, and checked then.
  const counted = entries as (CountedEntry & { seq: number })[];
  return {
    figures: { ...sumShift(shift.float_minor, counted), corrections: sumCorrections(counted) },
    unsent: sumShift(
      0,
      counted.filter(({ seq }) => seq > acked),
    ),
  };
}

/** Nothing in it says what should lie in the drawer: the count is blind. */
export function viewShift(deps: ShiftDeps, seq: number): ShiftView {
  const shift = selectOpenShifts(deps.store).find((open) => open.seq === seq);
  assert(shift, 'only an open shift is shown');
  return {
    shiftSeq: shift.seq,
    drawer: shift.drawer,
    staffId: shift.staff_id,
    staffName: nameOf(deps, shift.staff_id),
    businessDate: shift.business_date,
    currency: shift.currency,
    floatMinor: shift.float_minor,
    openedAtMs: shift.opened_at_ms,
    isCounted: shift.counted_minor !== null,
    unsent: countUnsent(deps.store),
  };
}

export const nameOf = ({ catalogue }: Pick<ShiftDeps, 'catalogue'>, staffId: number): string =>
  catalogue.current()?.staff?.find(({ id }) => id === staffId)?.name ?? `#${staffId}`;
