/** The customer's screen: a locked window of its own on the second display, for as long as there is one. */
import { type Display, screen } from 'electron';
import { type KioskOptions, type KioskWindow, openKioskWindow } from './kiosk-window.ts';

export interface SecondScreen {
  show(url: string): void;
  release(): void;
}

const findSecond = (): Display | undefined => {
  const { id } = screen.getPrimaryDisplay();
  return screen.getAllDisplays().find((display) => display.id !== id);
};

/** Opened when a second display is there or comes; gone with it, since the system would move it over the till's page. */
export function followSecondScreen(options: Omit<KioskOptions, 'customerAt'>): SecondScreen {
  let url = '';
  let isReleased = false;
  let shown: { displayId: number; window: KioskWindow } | null = null;
  function place(): void {
    const display = findSecond();
    if (shown && shown.displayId !== display?.id) {
      shown.window.close();
      shown = null;
    }
    if (display && url !== '' && !isReleased) {
      shown ??= { displayId: display.id, window: openKioskWindow({ ...options, customerAt: display.bounds }) };
      shown.window.show(url);
    }
  }
  screen.on('display-added', place);
  screen.on('display-removed', place);
  return {
    show(next) {
      url = next;
      place();
    },
    release() {
      isReleased = true;
      shown?.window.release();
    },
  };
}
