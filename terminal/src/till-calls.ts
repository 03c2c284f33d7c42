/** The calls of a till's page about staff, shifts and cash: a part of calls.ts. */
import type { ShiftFigures } from '@marquee/shared/protocol/journal';
import type { StaffRole } from '@marquee/shared/protocol/streams';

export interface StaffView {
  staffId: number;
  name: string;
  role: StaffRole;
  /** After too many wrong PINs: so long nobody signs in under this name. */
  waitMs: number | null;
}
export interface SignedIn {
  staffId: number;
  name: string;
  role: StaffRole;
  /** Their PIN, or somebody else's, is wanted before anything is done. */
  locked: boolean;
}
export type PinRefusal =
  | { reason: 'wrong-pin'; triesLeft: number }
  | { reason: 'wait'; waitMs: number }
  /** Not, or no longer, of this cinema's staff. */
  | { reason: 'staff-unknown' }
  /** This terminal has not been connected since staff have PINs. */
  | { reason: 'pins-unknown' };
export type SignInAnswer = { ok: true; signedIn: SignedIn } | ({ ok: false } & PinRefusal);
export type EndDrillAnswer =
  | { ok: true }
  | { ok: false; reason: 'no-drill' | 'not-a-manager' }
  | ({ ok: false } & PinRefusal);
/** What a manager can say yes to. */
export type Approval = 'refund' | 'paid-out' | 'over-short' | 'comp';

export interface ShiftView {
  shiftSeq: number;
  drawer: string;
  staffId: number;
  staffName: string;
  /** `YYYY-MM-DD`. */
  businessDate: string;
  currency: string;
  floatMinor: number;
  openedAtMs: number;
  /** A count was made that a manager has to approve. */
  isCounted: boolean;
  /** Journal entries that the server has not acknowledged. */
  unsent: number;
}
export interface ShiftReport {
  /** `X`: up to now; `Z`: the end. */
  kind: 'X' | 'Z';
  shiftSeq: number;
  drawer: string;
  staffName: string;
  businessDate: string;
  currency: string;
  openedAtMs: number;
  atMs: number;
  figures: ShiftFigures;
  /** What must lie in the drawer. */
  expectedMinor: number;
  /** What of it the server has not acknowledged: contained in the figures, and shown apart. */
  unsent: { entries: number; sales: number; salesMinor: number; refunds: number; refundsMinor: number };
  counted: { countedMinor: number; overShortMinor: number; approvedBy: string | null } | null;
}
type StaffRefusal = { ok: false; reason: 'not-signed-in' | 'role-refused' };
export type OpenShiftAnswer =
  | { ok: true; shift: ShiftView }
  /** This drawer has one, or this person. */
  | { ok: false; reason: 'shift-open' }
  | StaffRefusal;
export type MoveCashAnswer =
  | { ok: true; seq: number }
  | { ok: false; reason: 'no-shift' | 'reason-missing' | 'amount-wrong' | 'approval-needed' }
  | StaffRefusal;
export type HandOverAnswer =
  | { ok: true; shift: ShiftView }
  | { ok: false; reason: 'no-shift' | 'shift-open' }
  | StaffRefusal
  | ({ ok: false } & PinRefusal);
export type CloseShiftAnswer =
  | { ok: true; report: ShiftReport; closedSeq: number }
  /** The count is kept: the same with an approval closes the shift. */
  | { ok: false; reason: 'approval-needed'; overShortMinor: number }
  | { ok: false; reason: 'no-shift' }
  | StaffRefusal;
export type ShiftReportAnswer = { ok: true; report: ShiftReport } | { ok: false; reason: 'no-shift' } | StaffRefusal;

export interface TillCalls {
  /** Who may sign in here, and who has. */
  'list-staff': (args: Record<string, never>) => { staff: StaffView[]; signedIn: SignedIn | null };
  /** Also unlocks, and switches to somebody else. The PIN is six digits. */
  'sign-in': (args: { staffId: number; pin: string }) => Promise<SignInAnswer>;
  'sign-out': (args: Record<string, never>) => { signedIn: null };
  lock: (args: Record<string, never>) => { signedIn: SignedIn | null };
  /** A manager's PIN for one act, within two minutes: its id goes with the call that does it. */
  approve: (args: {
    staffId: number;
    pin: string;
    act: Approval;
  }) => Promise<
    { ok: true; approvalId: string } | { ok: false; reason: 'not-a-manager' } | ({ ok: false } & PinRefusal)
  >;
  /** A manager ends an outage drill before its time. */
  'end-drill': (args: { staffId: number; pin: string }) => Promise<EndDrillAnswer>;
  /** That sales at this till belong to now; it doesn't say what should lie in the drawer. */
  'see-shift': (args: Record<string, never>) => { shift: ShiftView | null };
  'open-shift': (args: { drawer: string; floatMinor: number }) => OpenShiftAnswer;
  /** `operationId` is made by the page: the same again is the same movement. A `no-sale` has no amount. */
  'move-cash': (args: {
    operationId: string;
    kind: 'cash-in' | 'drop' | 'paid-out' | 'no-sale';
    amountMinor: number;
    reason: string;
    approvalId?: string;
  }) => MoveCashAnswer;
  /** The PIN of whoever takes the drawer over; they are signed in with it. */
  'hand-over-shift': (args: { toStaffId: number; pin: string }) => Promise<HandOverAnswer>;
  /** Blind: the first count stays, and another one needs a manager. Prints the Z report. */
  'count-and-close-shift': (args: {
    denominations: { valueMinor: number; count: number }[];
    approvalId?: string;
    language?: string;
  }) => CloseShiftAnswer;
  /** The X report, on paper too where it is wanted. */
  'shift-report': (args: { print: boolean; language?: string }) => ShiftReportAnswer;
}
