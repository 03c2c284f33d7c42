/** A page's state outside React, so that an answer of the core can look at it as it is now. */
export interface PageStore<S, E> {
  get: () => S;
  dispatch: (event: E) => void;
  subscribe: (listener: () => void) => () => void;
}

export function createPageStore<S, E>(start: S, reduce: (state: S, event: E) => S): PageStore<S, E> {
  const listeners = new Set<() => void>();
  let state = start;
  return {
    get: () => state,
    dispatch: (event) => {
      const next = reduce(state, event);
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
