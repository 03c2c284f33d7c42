import { useEffect, useState, useSyncExternalStore } from 'react';
import type { TerminalView } from '../../calls.ts';
import type { Bridge } from '../../ui-kit/bridge.ts';
import { createKioskActions, type KioskActions } from './kiosk-actions.ts';
import type { KioskState } from './kiosk-state.ts';
import type { KioskStore } from './kiosk-store.ts';

/** The state, and the steps that need the core. The bridge and the store live as long as the page. */
export function useKiosk(bridge: Bridge, store: KioskStore): { state: KioskState; actions: KioskActions | null } {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const [actions, setActions] = useState<KioskActions | null>(null);
  useEffect(() => {
    const made = createKioskActions({
      bridge,
      store,
      storage: sessionStorage,
      wait: (ms, then) => {
        const timer = setTimeout(then, ms);
        return () => clearTimeout(timer);
      },
    });
    setActions(made);
    return made.stop;
  }, [bridge, store]);
  return { state, actions };
}

const printPollMs = 2000;
const programmePollMs = 30_000;

/** Announcements can be missed; what a guest waits for, and what the wall shows, is also looked up now and then. */
export function usePolling(state: KioskState, actions: KioskActions | null): void {
  const { screen } = state;
  const waits = screen === 'charging' || screen === 'unsettled' || screen === 'sold';
  useEffect(() => {
    if (!actions || !waits) return;
    const timer = setInterval(actions.refreshBasket, printPollMs);
    return () => clearInterval(timer);
  }, [actions, waits]);
  const prints = screen === 'pick-up-done';
  useEffect(() => {
    if (!actions || !prints) return;
    const timer = setInterval(actions.refreshPickUp, printPollMs);
    return () => clearInterval(timer);
  }, [actions, prints]);
  useEffect(() => {
    if (!actions) return;
    const timer = setInterval(actions.refreshProgramme, programmePollMs);
    return () => clearInterval(timer);
  }, [actions]);
}

/** The terminal's own time, carried on by the page's monotonic clock; it moves every few seconds. */
export function useNow(terminal: TerminalView | null): number {
  const [seen, setSeen] = useState<{ terminal: TerminalView | null; atMs: number }>({ terminal: null, atMs: 0 });
  const [, setTick] = useState(0);
  if (seen.terminal !== terminal) setSeen({ terminal, atMs: performance.now() });
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), 5000);
    return () => clearInterval(timer);
  }, []);
  return (terminal?.nowMs ?? 0) + performance.now() - seen.atMs;
}
