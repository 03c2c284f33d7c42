import type { KioskActions } from './kiosk-actions.ts';
import type { KioskState } from './kiosk-state.ts';
import type { KioskStore } from './kiosk-store.ts';

/** What every screen is given. */
export interface ScreenProps {
  state: KioskState;
  actions: KioskActions;
  dispatch: KioskStore['dispatch'];
  /** Milliseconds since 1970 by the terminal's sense of time. */
  nowMs: number;
}
