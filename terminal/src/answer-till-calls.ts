/** The calls of a till's page about staff, shifts and cash, as the core answers them. */
import { z } from 'zod';
import type { CallAnswer, CallArgs, CallName } from './calls.ts';
import type { Core } from './core.ts';
import type { BridgeHandler } from './platform/bridge-calls.ts';
import { paperLanguage } from './print/payload.ts';
import { countAndCloseShift, handOverShift, moveCash, openShift, reportShift, seeShift } from './shift/shift.ts';
import type { TillCalls } from './till-calls.ts';

export type CallHandlers = Record<CallName, BridgeHandler>;

/** Checks the arguments, and says which faults take this terminal out of service. */
export type AnswerWith = <N extends CallName>(
  args: z.ZodType<CallArgs<N>>,
  run: (args: CallArgs<N>) => CallAnswer<N> | Promise<CallAnswer<N>>,
) => BridgeHandler;

const staffId = z.int().min(1).max(0xffff_ffff);
const pin = z.string().regex(/^\d{6}$/);
const minor = z.int().min(0).max(100_000_000);
const nothing = z.object({}) as z.ZodType<Record<string, never>>;
const approvalId = z.string().max(64).exactOptional();
const language = z.string().max(35).exactOptional();
const CashArgs = z.object({
  operationId: z.string().min(1).max(64),
  kind: z.enum(['cash-in', 'drop', 'paid-out', 'no-sale']),
  amountMinor: minor,
  reason: z.string().max(200),
  approvalId,
});
/** Together no more than an entry's amount can be: a count that is far off is a slip of the finger. */
const Denominations = z
  .array(z.object({ valueMinor: minor, count: z.int().min(0).max(100_000) }))
  .max(30)
  .refine((counts) => counts.reduce((sum, { valueMinor, count }) => sum + valueMinor * count, 0) <= 100_000_000);

export function makeTillHandlers({ shift, drills }: Core, answer: AnswerWith): Record<keyof TillCalls, BridgeHandler> {
  const { staff } = shift;
  return {
    'list-staff': answer<'list-staff'>(nothing, () => ({ staff: staff.list(), signedIn: staff.signedIn() })),
    'sign-in': answer<'sign-in'>(z.object({ staffId, pin }), async (args) => {
      const signed = await staff.signIn(args.staffId, args.pin);
      if (!signed.ok) return signed;
      const { id, name, role } = signed.staff;
      return { ok: true, signedIn: { staffId: id, name, role, locked: false } };
    }),
    'sign-out': answer<'sign-out'>(nothing, () => {
      staff.signOut();
      return { signedIn: null };
    }),
    lock: answer<'lock'>(nothing, () => {
      staff.lock();
      return { signedIn: staff.signedIn() };
    }),
    approve: answer<'approve'>(
      z.object({ staffId, pin, act: z.enum(['refund', 'paid-out', 'over-short', 'comp']) }),
      (args) => staff.approve(args.staffId, args.pin, args.act),
    ),
    'end-drill': answer<'end-drill'>(z.object({ staffId, pin }), async (args) => {
      const isManagers = staff.list().some((each) => each.staffId === args.staffId && each.role === 'manager');
      if (!isManagers) return { ok: false, reason: 'not-a-manager' };
      const proven = await staff.prove(args.staffId, args.pin);
      if (!proven.ok) return proven;
      return drills.end(args.staffId) ? { ok: true } : { ok: false, reason: 'no-drill' };
    }),
    'see-shift': answer<'see-shift'>(nothing, () => ({ shift: seeShift(shift) })),
    'open-shift': answer<'open-shift'>(
      z.object({ drawer: z.string().trim().min(1).max(20), floatMinor: minor }),
      (args) => openShift(shift, args),
    ),
    'move-cash': answer<'move-cash'>(CashArgs, (args) => moveCash(shift, args)),
    'hand-over-shift': answer<'hand-over-shift'>(z.object({ toStaffId: staffId, pin }), (args) =>
      handOverShift(shift, args),
    ),
    'count-and-close-shift': answer<'count-and-close-shift'>(
      z.object({ denominations: Denominations, approvalId, language }),
      (args) => countAndCloseShift(shift, { ...args, language: paperLanguage(args.language) }),
    ),
    'shift-report': answer<'shift-report'>(z.object({ print: z.boolean(), language }), (args) =>
      reportShift(shift, { print: args.print, language: paperLanguage(args.language) }),
    ),
  };
}
