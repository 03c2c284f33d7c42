/** Cashiers mind the drawer of their till: they sign in, open shifts, move cash, hand over, count and close. */
import {
  countAndCloseShift,
  handOverShift,
  moveCash,
  openShift,
  reportShift,
  type ShiftDeps,
  seeShift,
} from '@marquee/terminal/shift/shift';
import { cashiers, pinOf, shiftManager, till } from '../staff.ts';
import type { Stage } from '../stage.ts';
import type { TerminalNode } from '../terminal-node.ts';

export async function mindDrawer(stage: Stage, terminal: TerminalNode): Promise<void> {
  const { world } = stage;
  const core = terminal.core();
  if (!core || core.outOfService() || !core.catalogue.current()?.staff) return;
  const { shift } = core;
  if (!shift.staff.current()) {
    const who = world.random.oneOf(cashiers);
    const signed = await shift.staff.signIn(who.id, world.random.chance(0.1) ? '000000' : pinOf(who));
    return world.count(signed.ok ? 'signed in' : `sign-in refused: ${signed.reason}`);
  }
  if (!seeShift(shift)) {
    const opened = openShift(shift, { drawer: 'A', floatMinor: 1000 * world.random.between(5, 20) });
    return world.count(opened.ok ? 'shift opened' : `shift refused: ${opened.reason}`);
  }
  const act = world.random.fraction();
  if (act < 0.4) return moveSome(stage, shift);
  if (act < 0.5) {
    const to = world.random.oneOf(cashiers);
    const answer = await handOverShift(shift, { toStaffId: to.id, pin: pinOf(to) });
    return world.count(answer.ok ? 'shift handed over' : `hand-over refused: ${answer.reason}`);
  }
  if (act < 0.58) return world.random.chance(0.5) ? shift.staff.lock() : shift.staff.signOut();
  if (act < 0.88) return close(stage, shift);
}

async function moveSome({ world, makeId }: Stage, shift: ShiftDeps): Promise<void> {
  const kind = world.random.oneOf(['cash-in', 'drop', 'paid-out', 'no-sale'] as const);
  const amountMinor = kind === 'no-sale' ? 0 : world.random.between(1, 2 * till.limits.paidOutMinorMax);
  const wish = { operationId: makeId(), kind, amountMinor, reason: 'simulated' };
  let answer = moveCash(shift, wish);
  if (!answer.ok && answer.reason === 'approval-needed') {
    const approved = await shift.staff.approve(shiftManager.id, pinOf(shiftManager), 'paid-out');
    if (approved.ok) answer = moveCash(shift, { ...wish, approvalId: approved.approvalId });
  }
  world.count(answer.ok ? 'cash moved' : `cash refused: ${answer.reason}`);
}

/** Mostly the drawer is right, now and then coins are missing, and somebody has to say yes. */
async function close({ world }: Stage, shift: ShiftDeps): Promise<void> {
  const x = reportShift(shift, { print: false, language: 'en' });
  if (!x.ok) return;
  const missing = world.random.chance(0.3) ? world.random.between(1, 3 * till.limits.overShortMinorMax) : 0;
  const denominations = [{ valueMinor: 1, count: Math.max(0, Math.min(100_000, x.report.expectedMinor - missing)) }];
  let answer = countAndCloseShift(shift, { denominations, language: 'en' });
  if (!answer.ok && answer.reason === 'approval-needed') {
    const approved = await shift.staff.approve(shiftManager.id, pinOf(shiftManager), 'over-short');
    if (approved.ok)
      answer = countAndCloseShift(shift, { denominations, language: 'en', approvalId: approved.approvalId });
  }
  world.count(answer.ok ? 'shift closed' : `close refused: ${answer.reason}`);
  if (answer.ok && answer.report.unsent.entries > 0) world.count('shift closed with entries unsent');
}
