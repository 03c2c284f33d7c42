import { reduceTill } from './till-reduce.ts';
import { initialTill, type TillEvent, type TillState } from './till-state.ts';

/** The state outside React, so that an answer of the core can look at it as it is now. */
export interface TillStore {
  get: () => TillState;
  dispatch: (event: TillEvent) => void;
  subscribe: (listener: () => void) => () => void;
}

export function createTillStore(start: TillState = initialTill): TillStore {
  const listeners = new Set<() => void>();
  let state = start;
  return {
    get: () => state,
    dispatch: (event) => {
      const next = reduceTill(state, event);
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
