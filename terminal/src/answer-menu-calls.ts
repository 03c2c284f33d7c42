/** The calls of a kiosk's staff menu, as the core answers them. */
import { z } from 'zod';
import type { AnswerWith, CallHandlers } from './answer-till-calls.ts';
import type { MenuCalls } from './calls.ts';
import type { Core } from './core.ts';
import { actInMenu, type MenuPorts, mayOpenMenu, openMenuSessions, viewMenu } from './staff-menu/staff-menu.ts';

const session = z.string().min(1).max(64);
const acts = ['print-test-page', 'print-failed', 'reprint-last', 'take-out', 'put-back'] as const;

export function makeMenuHandlers(
  core: Core,
  answer: AnswerWith,
  ports: MenuPorts,
): Pick<CallHandlers, keyof MenuCalls> {
  const { deps } = core;
  const { staff } = core.shift;
  const sessions = openMenuSessions({ ...deps, staff });
  const menuClosed = { ok: false, reason: 'menu-closed' } as const;
  return {
    'list-menu-staff': answer<'list-menu-staff'>(z.object({}) as z.ZodType<Record<string, never>>, () => ({
      staff: staff.list().filter(({ role }) => mayOpenMenu(role)),
    })),
    'open-staff-menu': answer<'open-staff-menu'>(
      z.object({ staffId: z.int().min(1).max(0xffff_ffff), pin: z.string().regex(/^\d{6}$/) }),
      async ({ staffId, pin }) => {
        const opened = await sessions.open(staffId, pin);
        if (!opened.ok) return opened;
        return { ok: true, session: opened.session, menu: viewMenu(deps, ports, opened.staff) };
      },
    ),
    'see-staff-menu': answer<'see-staff-menu'>(z.object({ session, touched: z.boolean() }), (args) => {
      const who = sessions.who(args.session, args.touched);
      return who ? { ok: true, menu: viewMenu(deps, ports, who) } : menuClosed;
    }),
    'act-in-staff-menu': answer<'act-in-staff-menu'>(z.object({ session, act: z.enum(acts) }), async (args) => {
      const who = sessions.who(args.session, true);
      if (!who) return menuClosed;
      const refused = await actInMenu(deps, ports, { act: args.act, staff: who });
      return refused ?? { ok: true, menu: viewMenu(deps, ports, who) };
    }),
    'close-staff-menu': answer<'close-staff-menu'>(z.object({ session }), (args) => ({
      closed: sessions.close(args.session),
    })),
  };
}
