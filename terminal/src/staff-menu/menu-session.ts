/** Who has the staff menu open: proven by a PIN, for as long as somebody touches it. */
import type { Clock } from '@marquee/shared/clock';
import type { StaffMember, StaffRole } from '@marquee/shared/protocol/streams';
import type { OpenMenuAnswer } from '../calls.ts';
import { appendEntry, type JournalDeps } from '../journal/journal.ts';
import type { Staff } from '../staff/staff.ts';

/** The page closes it after sixty seconds, counted from the last touch: it tells of touches a moment late. */
export const menuMs = 65_000;

export const mayOpenMenu = (role: StaffRole): boolean => role !== 'usher';

export interface MenuSessionDeps extends JournalDeps {
  staff: Staff;
  clock: Pick<Clock, 'monotonicMs'>;
  makeId(): string;
}
type Refused = Extract<OpenMenuAnswer, { ok: false }>;

export interface MenuSessions {
  open(staffId: number, pin: string): Promise<{ ok: true; session: string; staff: StaffMember } | Refused>;
  /** Null where this session has ended. */
  who(session: string, touched: boolean): StaffMember | null;
  close(session: string): boolean;
}

/** One at a time: there is one screen. */
export function openMenuSessions(deps: MenuSessionDeps): MenuSessions {
  const { staff, clock } = deps;
  let open: { session: string; staff: StaffMember; untilMs: number } | null = null;
  const note = (what: 'in' | 'out', staffId: number) =>
    deps.store.transaction(() => appendEntry(deps, 'staff.signed', { what, staffId }));

  function end(): void {
    if (open) note('out', open.staff.id);
    open = null;
  }
  return {
    async open(staffId, pin) {
      const listed = staff.list().find((person) => person.staffId === staffId);
      if (listed && !mayOpenMenu(listed.role)) return { ok: false, reason: 'role-refused' };
      const proven = await staff.prove(staffId, pin);
      if (!proven.ok) return proven;
      end();
      note('in', staffId);
      open = { session: deps.makeId(), staff: proven.staff, untilMs: clock.monotonicMs() + menuMs };
      return { ok: true, session: open.session, staff: open.staff };
    },
    who(session, touched) {
      if (open && clock.monotonicMs() >= open.untilMs) end();
      if (open?.session !== session) return null;
      if (touched) open.untilMs = clock.monotonicMs() + menuMs;
      return open.staff;
    },
    close(session) {
      const isOpen = open?.session === session;
      if (isOpen) end();
      return isOpen;
    },
  };
}
