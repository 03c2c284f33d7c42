import type { TillActions } from './till-actions.ts';
import type { TillState } from './till-state.ts';
import type { TillStore } from './till-store.ts';

/** What every part of the page is given. */
export interface TillProps {
  state: TillState;
  actions: TillActions;
  dispatch: TillStore['dispatch'];
}
