/** The Electron shell: a window around the terminal core, and one for the customer where there is a second display; the core runs as a process of its own and is started again. */

import type { Clock } from '@marquee/shared/clock';
import { app, Menu, powerSaveBlocker } from 'electron';
import { type CoreProcess, isLoopbackUrl, superviseCore } from '../core-process.ts';
import { closeBorders, lockContents, openKioskWindow } from './kiosk-window.ts';
import { followSecondScreen } from './second-screen.ts';

export interface KioskSettings {
  /**
   * CORE_URL, and CUSTOMER_URL, show a core that runs already; KIOSK_LOCKED=1 locks the screen, as an installed kiosk
   * always does; CUSTOMER_SCREEN=off leaves the second display alone.
   */
  env: Record<string, string | undefined>;
  /** The core's entry file, run by Electron's own Node. */
  coreFile: string;
  /** For the core: the built page and where to keep its data. */
  coreEnv: Record<string, string>;
  clock: Pick<Clock, 'monotonicMs' | 'setTimer'>;
  /** Makes the secret of the page: the same one over all restarts of the core, so that an open page reconnects. */
  makeToken(): string;
  log(message: string): void;
}

export async function runKiosk(settings: KioskSettings): Promise<void> {
  const { env, clock, log } = settings;
  // A second start on the same machine brings the first to the front: two would fight for port and database.
  if (!app.requestSingleInstanceLock()) return app.quit();
  app.enableSandbox();
  for (const name of ['disable-pinch', 'no-proxy-server']) app.commandLine.appendSwitch(name);
  app.commandLine.appendSwitch('overscroll-history-navigation', '0');
  let url = '';
  app.on('web-contents-created', (_event, contents) => lockContents(contents, () => url));
  app.on('session-created', (created) => closeBorders(created, () => url));
  await app.whenReady();
  const locked = app.isPackaged || env.KIOSK_LOCKED === '1';
  if (locked) Menu.setApplicationMenu(null);
  powerSaveBlocker.start('prevent-display-sleep');
  // With the customer's window alone nobody could sell.
  const window = openKioskWindow({ locked, clock, log, onClosed: () => app.quit() });
  const customer = env.CUSTOMER_SCREEN === 'off' ? null : followSecondScreen({ locked, clock, log });
  app.on('second-instance', () => window.focus());
  app.on('window-all-closed', () => app.quit());
  const core = runCore(settings, (ready, customerUrl) => {
    url = ready;
    window.show(ready);
    if (customerUrl !== null) customer?.show(customerUrl);
  });
  quitCleanly(() => {
    window.release();
    customer?.release();
    return core?.stop();
  });
}

/** Null when the core is somebody else's to run. */
function runCore(
  { env, coreFile, coreEnv, clock, makeToken, log }: KioskSettings,
  show: (url: string, customerUrl: string | null) => void,
): CoreProcess | null {
  if (env.CORE_URL !== undefined) {
    const customerUrl = env.CUSTOMER_URL !== undefined && isLoopbackUrl(env.CUSTOMER_URL) ? env.CUSTOMER_URL : null;
    if (isLoopbackUrl(env.CORE_URL)) show(env.CORE_URL, customerUrl);
    else log('CORE_URL is not an address of this machine');
    return null;
  }
  return superviseCore({
    command: process.execPath,
    args: [coreFile],
    // A child process rather than a utility process: only the former has the stdin by which it notices our end.
    env: { ...env, ...coreEnv, ELECTRON_RUN_AS_NODE: '1', PAGE_TOKEN: makeToken() },
    clock,
    onReady: show,
    onEnd: ({ code, restartMs }) => log(`the core has ended (${code}); it starts again in ${restartMs} ms`),
    onLine: log,
  });
}

/** Electron waits with its end until the core has written what it has. */
function quitCleanly(stop: () => Promise<void> | undefined): void {
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    stopped = true;
    void Promise.resolve(stop()).finally(() => app.quit());
  });
  process.on('SIGTERM', () => app.quit());
  process.on('SIGINT', () => app.quit());
}
