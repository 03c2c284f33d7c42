/** The calls of the staff menu at a kiosk: a part of calls.ts. */
import type { FaultCode } from '@marquee/shared/errors';
import type { PinRefusal, StaffView } from './till-calls.ts';

/** What staff can do there. `reprint-last`: the tickets of the last sale, marked DUPLICATE. */
export type MenuAct = 'print-test-page' | 'print-failed' | 'reprint-last' | 'take-out' | 'put-back';

export interface MenuView {
  staffName: string;
  version: string;
  printer: FaultCode | null;
  reader: FaultCode | null;
  /** That wait for the printer, and that it gave up after several tries. */
  slips: { waiting: number; failed: number };
  /** Card charges that the reader approved without its bank and has not sent on. */
  storedCharges: number;
  takenOut: boolean;
  /** From five in the morning, as a business date is counted. */
  today: { sales: number; tickets: number; totalMinor: number };
  lastSale: { orderKey: string; soldAtMs: number; seatLabels: string[] } | null;
}
export type OpenMenuAnswer =
  | { ok: true; session: string; menu: MenuView }
  | { ok: false; reason: 'role-refused' }
  | ({ ok: false } & PinRefusal);
/** Nobody has touched it for so long, or it was closed. */
type MenuClosed = { ok: false; reason: 'menu-closed' };
export type SeeMenuAnswer = { ok: true; menu: MenuView } | MenuClosed;
export type MenuActAnswer =
  | { ok: true; menu: MenuView }
  | { ok: false; reason: 'printer-trouble'; code: FaultCode }
  | {
      ok: false;
      reason: 'nothing-failed' | 'nothing-sold' | 'ticket-not-valid' | 'not-printed-yet' | 'show-over';
    }
  | MenuClosed;

export interface MenuCalls {
  /** Who may open it. */
  'list-menu-staff': (args: Record<string, never>) => {
    staff: StaffView[];
  };
  /** Nobody is signed in for sales by it. */
  'open-staff-menu': (args: { staffId: number; pin: string }) => Promise<OpenMenuAnswer>;
  /** `touched`: somebody is still there. */
  'see-staff-menu': (args: { session: string; touched: boolean }) => SeeMenuAnswer;
  'act-in-staff-menu': (args: { session: string; act: MenuAct }) => Promise<MenuActAnswer>;
  'close-staff-menu': (args: { session: string }) => { closed: boolean };
}
