import { reduceGate } from './gate-reduce.ts';
import { type GateEvent, type GateState, initialGate } from './gate-state.ts';

/** The state outside React, so that an answer of the core can look at it as it is now. */
export interface GateStore {
  get: () => GateState;
  dispatch: (event: GateEvent) => void;
  subscribe: (listener: () => void) => () => void;
}

export function createGateStore(start: GateState = initialGate): GateStore {
  const listeners = new Set<() => void>();
  let state = start;
  return {
    get: () => state,
    dispatch: (event) => {
      const next = reduceGate(state, event);
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
