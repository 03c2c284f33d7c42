/** The one window of a kiosk: it shows the core's loopback page, and a customer gets nowhere else from it. */

import type { Clock } from '@marquee/shared/clock';
import {
  BrowserWindow,
  type BrowserWindowConstructorOptions,
  type Rectangle,
  type Session,
  session,
  type WebContents,
} from 'electron';
import { backOff } from '../core-process.ts';

/** A page that does not answer for this long is ended and loaded again. */
const unresponsiveMsMax = 15_000;
/** A page that has shown for this long was sound: its next reload is quick again. */
const soundAfterMs = 60_000;

export interface KioskWindow {
  /** Shows the page of this address, which holds the token; a page that shows it already is left alone. */
  show(url: string): void;
  focus(): void;
  /** Also a locked one. */
  close(): void;
  /** From now on the window may close. */
  release(): void;
}

export interface KioskOptions {
  /** Full screen that cannot be closed, without developer tools; otherwise a plain window. */
  locked: boolean;
  clock: Pick<Clock, 'monotonicMs' | 'setTimer'>;
  /** For the technician: never with the token. */
  log(message: string): void;
  /** Of the customer's window: where its display is. It never takes the keyboard from the till, nor its cookies. */
  customerAt?: Rectangle;
  /** It was closed, as only one that is not locked can be. */
  onClosed?(): void;
}

export function windowOptions(locked: boolean, customerAt?: Rectangle): BrowserWindowConstructorOptions {
  return {
    width: 810,
    height: 1440,
    ...(customerAt && { ...customerAt, focusable: false, skipTaskbar: true }),
    kiosk: locked,
    closable: !locked,
    minimizable: !locked,
    autoHideMenuBar: true,
    backgroundColor: '#000000',
    title: 'Marquee',
    webPreferences: {
      ...(customerAt && { partition: 'customer' }),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !locked,
      disableDialogs: true,
      // No customer sees a page that was slowed down because something lay over it.
      backgroundThrottling: false,
    },
  };
}

export function openKioskWindow({ locked, clock, log, customerAt, onClosed }: KioskOptions): KioskWindow {
  const window = new BrowserWindow(windowOptions(locked, customerAt));
  const contents = window.webContents;
  let url = '';
  let released = false;
  // A session beside the default one is closed as it is made: see run-kiosk.
  if (!customerAt) closeBorders(session.defaultSession, () => url);
  lockContents(contents, () => url);
  if (locked) {
    contents.on('before-input-event', (event, input) => {
      if (leavesThePage(input)) event.preventDefault();
    });
    window.on('close', (event) => {
      if (!released) event.preventDefault();
    });
  }
  window.on('closed', () => onClosed?.());
  const reload = keepAlive(contents, { clock, log, url: () => url });
  return {
    show(next) {
      if (next === url) return;
      url = next;
      reload();
    },
    focus() {
      if (window.isMinimized()) window.restore();
      window.focus();
    },
    close() {
      released = true;
      window.close();
    },
    release() {
      released = true;
    },
  };
}

/** For every contents that Electron makes, also ones that our page should never be able to make. */
export function lockContents(contents: WebContents, url: () => string): void {
  const stay = (event: { preventDefault(): void; url: string }) => {
    if (!isSameOrigin(event.url, url())) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** No permission, no device, no download, and no request to anywhere but the core. */
export function closeBorders(border: Session, url: () => string): void {
  border.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  border.setPermissionCheckHandler(() => false);
  border.setDevicePermissionHandler(() => false);
  border.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  border.on('will-download', (event) => event.preventDefault());
  border.webRequest.onBeforeRequest((request, answer) => {
    const isInside = ['data:', 'blob:', 'devtools:'].includes(URL.parse(request.url)?.protocol ?? '');
    answer({ cancel: !isInside && !isSameOrigin(request.url.replace(/^ws:/, 'http:'), url()) });
  });
}

export function isSameOrigin(address: string, url: string): boolean {
  const origin = URL.parse(address)?.origin;
  return origin !== undefined && origin === URL.parse(url)?.origin;
}

/** Keys that close, reload, zoom or leave the page on a kiosk with a keyboard. The operating system keeps its own. */
export function leavesThePage(input: { key: string; control: boolean; alt: boolean; meta: boolean }): boolean {
  if (/^F([1-9]|1[0-2])$/.test(input.key) || input.key.startsWith('Browser')) return true;
  if (input.alt && ['F4', 'ArrowLeft', 'ArrowRight', 'Home'].includes(input.key)) return true;
  const isEditing = ['a', 'c', 'v', 'x', 'z'].includes(input.key.toLowerCase());
  return (input.control || input.meta) && !isEditing;
}

/** Loads the page again when it crashed, hangs or did not load. The answer loads it now. */
function keepAlive(
  contents: WebContents,
  { clock, log, url }: Omit<KioskOptions, 'locked'> & { url(): string },
): () => void {
  let failures = 0;
  let loadedAtMs = clock.monotonicMs();
  let cancelReload: (() => void) | null = null;
  let cancelEnd: (() => void) | null = null;
  function load(): void {
    cancelReload?.();
    cancelReload = null;
    loadedAtMs = clock.monotonicMs();
    // Its failure is also told by 'did-fail-load', where the next try is planned.
    contents.loadURL(url()).catch(() => log('the page has not loaded'));
  }
  function loadLater(why: string): void {
    if (cancelReload !== null) return;
    failures = clock.monotonicMs() - loadedAtMs >= soundAfterMs ? 1 : failures + 1;
    const waitMs = backOff(failures);
    log(`${why}; it is loaded again in ${waitMs} ms`);
    cancelReload = clock.setTimer(waitMs, load);
  }
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') loadLater(`the page has ended (${reason})`);
  });
  contents.on('did-fail-load', (_event, code, _name, _url, isMainFrame) => {
    // -3 is a load that another one replaced.
    if (isMainFrame && code !== -3) loadLater(`the page has not loaded (${code})`);
  });
  contents.on('unresponsive', () => {
    cancelEnd?.();
    cancelEnd = clock.setTimer(unresponsiveMsMax, () => contents.forcefullyCrashRenderer());
  });
  contents.on('responsive', () => cancelEnd?.());
  return () => {
    failures = 0;
    load();
  };
}
