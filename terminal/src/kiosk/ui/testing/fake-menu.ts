/** The staff menu of the stand-in core: three people, one PIN for all of them, and every refusal by a PIN of its own. */
import type { MenuAct, MenuActAnswer, MenuCalls, MenuView, OpenMenuAnswer } from '../../../calls.ts';
import { aMenu } from './builders.ts';

export const rightPin = '111111';
const refusals: Record<string, Extract<OpenMenuAnswer, { ok: false }>> = {
  '222222': { ok: false, reason: 'wait', waitMs: 60_000 },
  '333333': { ok: false, reason: 'pins-unknown' },
};

export function makeFakeMenu(ports: { setTakenOut(takenOut: boolean): void; isTakenOut(): boolean }): MenuCalls {
  const view = (): MenuView => aMenu({ takenOut: ports.isTakenOut() });
  const acts: Partial<Record<MenuAct, () => Extract<MenuActAnswer, { ok: false }> | null>> = {
    'print-failed': () => ({ ok: false, reason: 'nothing-failed' }),
    'take-out': () => {
      ports.setTakenOut(true);
      return null;
    },
    'put-back': () => {
      ports.setTakenOut(false);
      return null;
    },
  };
  return {
    'list-menu-staff': () => ({
      staff: [
        { staffId: 1, name: 'Casey Byrne', role: 'cashier', waitMs: null },
        { staffId: 2, name: 'Robin Okafor', role: 'cashier', waitMs: null },
        { staffId: 4, name: 'Morgan Lind', role: 'manager', waitMs: null },
      ],
    }),
    'open-staff-menu': async ({ pin }) =>
      pin === rightPin
        ? { ok: true, session: 'session', menu: view() }
        : (refusals[pin] ?? { ok: false, reason: 'wrong-pin', triesLeft: 4 }),
    'see-staff-menu': () => ({ ok: true, menu: view() }),
    'act-in-staff-menu': async ({ act }) => acts[act]?.() ?? { ok: true, menu: view() },
    'close-staff-menu': () => ({ closed: true }),
  };
}
