/** The staff menu's session: opened by a PIN, ended by the page when nobody has touched it for a minute. */
import { type FaultCode, formatFault, toFault } from '@marquee/shared/errors';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { CallAnswer, MenuAct, MenuActAnswer, MenuView, OpenMenuAnswer } from '../../calls.ts';
import type { Bridge } from '../../ui-kit/bridge.ts';

export const menuIdleMs = 60_000;
/** The core hears of touches at most so often. */
const tellMs = 5000;

type Refused = Extract<MenuActAnswer | OpenMenuAnswer, { ok: false }>;
/** What became of the last thing that was tried. */
export type MenuNotice =
  | { kind: 'done'; act: MenuAct }
  | { kind: 'refused'; reason: Exclude<Refused['reason'], 'menu-closed'>; detail: string }
  | { kind: 'fault'; detail: string };

export interface StaffMenuNow {
  staff: CallAnswer<'list-menu-staff'>['staff'] | null;
  menu: MenuView | null;
  notice: MenuNotice | null;
  busy: boolean;
  enter(staffId: number, pin: string): Promise<void>;
  act(act: MenuAct): Promise<void>;
  forgetNotice(): void;
}

export function useStaffMenu(bridge: Bridge, onEnd: () => void): StaffMenuNow {
  const [staff, setStaff] = useState<StaffMenuNow['staff']>(null);
  const [menu, setMenu] = useState<MenuView | null>(null);
  const [notice, setNotice] = useState<MenuNotice | null>(null);
  const [busy, setBusy] = useState(false);
  const session = useRef<string | null>(null);
  const latestEnd = useRef(onEnd);
  latestEnd.current = onEnd;

  /** Null where the core did not answer: that is said, and nothing more is known. */
  const ask = useCallback(async <A>(work: Promise<A>): Promise<A | null> => {
    try {
      return await work;
    } catch (thrown) {
      setNotice({ kind: 'fault', detail: formatFault(toFault(thrown).code) });
      return null;
    }
  }, []);
  /** What somebody has asked for, one thing after the other. What the page asks by itself keeps nobody waiting. */
  const askAlone = async <A>(work: Promise<A>): Promise<A | null> => {
    setBusy(true);
    const answer = await ask(work);
    setBusy(false);
    return answer;
  };
  const refreshStaff = useCallback(async () => {
    const answer = await ask(bridge.call('list-menu-staff', {}));
    if (answer) setStaff(answer.staff);
  }, [ask, bridge]);
  const refuse = (refused: Refused) => {
    if (refused.reason === 'menu-closed') return latestEnd.current();
    setNotice({ kind: 'refused', reason: refused.reason, detail: describe(refused) });
  };
  const see = useCallback(
    async (touched: boolean) => {
      if (session.current === null) return;
      const answer = await ask(bridge.call('see-staff-menu', { session: session.current, touched }));
      if (answer?.ok) setMenu(answer.menu);
      else if (answer) latestEnd.current();
    },
    [ask, bridge],
  );

  useEffect(() => {
    void refreshStaff();
    const stopEvents = bridge.onEvent(({ event }) => event === 'terminal-changed' && void see(false));
    return () => {
      stopEvents();
      if (session.current !== null) bridge.call('close-staff-menu', { session: session.current }).catch(console.error);
    };
  }, [bridge, refreshStaff, see]);
  useMenuIdle(() => latestEnd.current(), see);

  return {
    staff,
    menu,
    notice,
    busy,
    async enter(staffId, pin) {
      const answer = await askAlone(bridge.call('open-staff-menu', { staffId, pin }));
      if (!answer?.ok) {
        if (answer) refuse(answer);
        return refreshStaff();
      }
      session.current = answer.session;
      setNotice(null);
      setMenu(answer.menu);
    },
    async act(act) {
      if (session.current === null) return;
      setNotice(null);
      const answer = await askAlone(bridge.call('act-in-staff-menu', { session: session.current, act }));
      if (!answer) return;
      if (!answer.ok) return refuse(answer);
      setMenu(answer.menu);
      setNotice({ kind: 'done', act });
    },
    forgetNotice: () => setNotice(null),
  };
}

function describe(refused: Refused): string {
  switch (refused.reason) {
    case 'wrong-pin':
      return String(refused.triesLeft);
    case 'wait':
      return String(Math.ceil(refused.waitMs / 1000));
    case 'printer-trouble':
      return formatFault(refused.code satisfies FaultCode);
    default:
      return '';
  }
}

const touches = ['pointerdown', 'keydown'] as const;

function useMenuIdle(onIdle: () => void, onTouch: (touched: boolean) => void): void {
  const latest = useRef({ onIdle, onTouch });
  latest.current = { onIdle, onTouch };
  useEffect(() => {
    let toldMs = 0;
    let timer = setTimeout(() => latest.current.onIdle(), menuIdleMs);
    const touch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => latest.current.onIdle(), menuIdleMs);
      if (performance.now() - toldMs < tellMs) return;
      toldMs = performance.now();
      latest.current.onTouch(true);
    };
    for (const name of touches) addEventListener(name, touch);
    return () => {
      clearTimeout(timer);
      for (const name of touches) removeEventListener(name, touch);
    };
  }, []);
}
