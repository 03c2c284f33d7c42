import { reduceKiosk } from './kiosk-reduce.ts';
import { initialState, type KioskEvent, type KioskState } from './kiosk-state.ts';

/** The state outside React, so that an answer of the core can look at it as it is now. */
export interface KioskStore {
  get: () => KioskState;
  dispatch: (event: KioskEvent) => void;
  subscribe: (listener: () => void) => () => void;
}

export function createKioskStore(start: KioskState = initialState): KioskStore {
  const listeners = new Set<() => void>();
  let state = start;
  return {
    get: () => state,
    dispatch: (event) => {
      const next = reduceKiosk(state, event);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
