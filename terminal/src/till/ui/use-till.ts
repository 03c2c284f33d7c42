import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Bridge } from '../../ui-kit/bridge.ts';
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
  F3: 'mixed',
  F4: 'park',
  F5: 'parked',
  F6: 'sales',
  F7: 'items',
  F8: 'shift',
  F10: 'pick-up',
  '?': 'keys',
};
const letterKeys: Record<string, TillDialogName> = { g: 'comps', n: 'member', v: 'voucher' };
const classKeys = { c: 'child', u: 'student', e: 'senior' } as const;

interface KeyPorts {
  store: TillStore;
  actions: TillActions;
}

/** Every action of the sell screen by key. Typing in a field, and whatever a dialog does with its keys, goes first. */
export function useKeys({
  store,
  actions,
  isOn,
}: {
  store: TillStore;
  actions: TillActions | null;
  isOn: boolean;
}): void {
  useEffect(() => {
    if (!actions || !isOn) return;
    const press = (event: KeyboardEvent) => {
      const { key, target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = target instanceof HTMLElement && target.matches('input, textarea, select');
      const isFunction = /^F\d+$/.test(key);
      if (store.get().dialog || (typing && !isFunction)) {
        // The browser's own F1, F3, F5 and F6 would lead away from the till.
        if (isFunction) event.preventDefault();
        return;
      }
      if (runKey(event, { store, actions })) event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [store, actions, isOn]);
}

function runKey(event: KeyboardEvent, { store, actions }: KeyPorts): boolean {
  const { key, shiftKey, target } = event;
  const { sold, wish, itemWish, basket, exchange } = store.get();
  const letter = key.toLowerCase();
  const inMap = target instanceof Element && target.closest('.seat-map') !== null;
  const onButton = target instanceof HTMLElement && target.matches('button');
  const dialog = dialogKeys[key] ?? letterKeys[letter];
  const ticketClass = classKeys[letter as keyof typeof classKeys];
  if (dialog) actions.open(dialog);
  else if (key === 'Escape' && exchange && !sold) void actions.leaveExchange();
  else if (key === 'F1') actions.payByCash();
  else if (key === 'F2') actions.payByCard();
  else if (key === 'F9') actions.lock();
  else if (/^[1-9]$/.test(key)) actions.takeBest(Number(key));
  else if (key === '+') actions.changeCount(1);
  else if (key === '-') actions.changeCount(-1);
  else if (ticketClass) actions.changeClass(ticketClass, shiftKey ? -1 : 1);
  else if (key === 'Delete' || key === 'Backspace' || key === 'Escape') actions.clearBasket();
  else if (key === 'Enter' && !onButton && sold) actions.clearBasket();
  else if (key === 'Enter' && !onButton && (wish || itemWish || basket)) actions.payByCash();
  else if (key === 'ArrowDown' && !inMap) actions.stepScreening(1);
  else if (key === 'ArrowUp' && !inMap) actions.stepScreening(-1);
  else if (key === 'm') document.querySelector<HTMLElement>('.till-room [tabindex="0"]')?.focus();
  else return /^F\d+$/.test(key) && key !== 'F11' && key !== 'F12';
  return true;
}
