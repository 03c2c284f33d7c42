import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Bridge } from '../../ui-kit/bridge.ts';
import { wishNow } from './basket-facts.ts';
import { createTillActions, type TillActions } from './till-actions.ts';
import type { TillDialogName, TillState } from './till-state.ts';
import type { TillStore } from './till-store.ts';

export function useTill(bridge: Bridge, store: TillStore): { state: TillState; actions: TillActions | null } {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const [actions, setActions] = useState<TillActions | null>(null);
  useEffect(() => {
    const made = createTillActions({ bridge, store });
    setActions(made);
    return made.stop;
  }, [bridge, store]);
  useEffect(() => {
    if (!actions) return;
    // Announcements can be missed; and a basket on the counter is somebody's for as long as the page shows it.
    const timer = setInterval(() => {
      actions.refresh();
      actions.keepBasket();
    }, 30_000);
    return () => clearInterval(timer);
  }, [actions]);
  return { state, actions };
}

/** Function keys open what they always open; the list of `?` and the buttons show the same. */
export const dialogKeys: Record<string, TillDialogName> = {
  F1: 'cash',
  F3: 'mixed',
  F4: 'park',
  F5: 'parked',
  F6: 'sales',
  F8: 'shift',
  F10: 'pick-up',
  '?': 'keys',
};
const classKeys = { c: 'child', u: 'student', e: 'senior' } as const;

/** Every action of the sell screen by key. Typing in a field, and whatever a dialog does with its keys, goes first. */
export function useKeys({ state, actions }: { state: TillState; actions: TillActions | null }): void {
  useEffect(() => {
    if (!actions || !state.signedIn || state.signedIn.locked) return;
    const press = (event: KeyboardEvent) => {
      const { key, target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = target instanceof HTMLElement && target.matches('input, textarea, select');
      const isFunction = /^F\d+$/.test(key);
      if (state.dialog || (typing && !isFunction)) {
        // The browser's own F1, F3, F5 and F6 would lead away from the till.
        if (isFunction) event.preventDefault();
        return;
      }
      if (runKey(event, { state, actions })) event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [state, actions]);
}

function runKey(event: KeyboardEvent, { state, actions }: { state: TillState; actions: TillActions }): boolean {
  const { key, shiftKey, target } = event;
  const inMap = target instanceof Element && target.closest('.seat-map') !== null;
  const onButton = target instanceof HTMLElement && target.matches('button');
  const dialog = dialogKeys[key];
  const ticketClass = classKeys[key.toLowerCase() as keyof typeof classKeys];
  if (dialog) actions.open(dialog);
  else if (key === 'F2') actions.payByCard();
  else if (key === 'F9') actions.lock();
  else if (/^[1-9]$/.test(key)) actions.takeBest(Number(key));
  else if (key === '+') actions.changeCount(1);
  else if (key === '-') actions.changeCount(-1);
  else if (ticketClass) actions.changeClass(ticketClass, shiftKey ? -1 : 1);
  else if (key === 'Delete' || key === 'Backspace' || key === 'Escape') actions.clearBasket();
  else if (key === 'Enter' && !onButton && state.sold) actions.clearBasket();
  else if (key === 'Enter' && !onButton && (wishNow(state) || state.basket)) actions.open('cash');
  else if (key === 'ArrowDown' && !inMap) actions.stepScreening(1);
  else if (key === 'ArrowUp' && !inMap) actions.stepScreening(-1);
  else if (key === 'm') document.querySelector<HTMLElement>('.till-room [tabindex="0"]')?.focus();
  else return /^F\d+$/.test(key) && key !== 'F11' && key !== 'F12';
  return true;
}
