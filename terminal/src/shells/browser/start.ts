/**
 * The browser shell as a program. With CORE_URL it shows the page of a core that runs already; without, it runs the core
 * too and starts it again when it ends. The browser is opened again when it is closed or crashes in a locked kiosk.
 *
 * Environment: CORE_URL, and CUSTOMER_URL; KIOSK_LOCKED=1 for a customer's full screen; PROFILE_DIR for the browser's
 * profile; CUSTOMER_SCREEN for where the second screen is on the desktop, such as 1920,0 (without it there is no window
 * for the customer); and all of the core's.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Fault } from '@marquee/shared/errors';
import { systemClock } from '../../platform/clock.ts';
import { backOff, isLoopbackUrl, superviseCore } from '../core-process.ts';
import { isPosition, type Machine, openBrowser } from './open-browser.ts';

const { env } = process;
const machine: Machine = {
  platform: process.platform,
  env,
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  isRoot: process.getuid?.() === 0,
};
const locked = env.KIOSK_LOCKED === '1';
const profileFolder = resolve(env.PROFILE_DIR ?? 'var/browser');
const customerScreen = env.CUSTOMER_SCREEN;
if (customerScreen !== undefined && !isPosition(customerScreen))
  throw new Fault('configuration-invalid', 'CUSTOMER_SCREEN is no place on the desktop, such as 1920,0');
let stopping = false;

/** One window, opened again when it is closed or crashes on a locked machine. */
function makeWindow(folder: string, position?: string) {
  let close: (() => void) | null = null;
  let opened = '';
  let failures = 0;
  function show(url: string): void {
    // With the same token and port as before, an open page finds the new core by itself.
    if (url === opened) return;
    close?.();
    opened = url;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const openedAtMs = systemClock.monotonicMs();
    const place = position === undefined ? {} : { position };
    const browser = openBrowser({ url, profileFolder: folder, locked, ...place }, machine);
    if (browser === null) {
      console.log('No screen or no Chromium, Chrome or Edge here: open the address in a browser.');
      return;
    }
    browser.on('error', (cause) => console.error(`The browser cannot be started: ${cause.message}`));
    browser.once('close', () => {
      if (opened === url) opened = '';
      if (stopping || !locked || opened !== '') return;
      failures = systemClock.monotonicMs() - openedAtMs > 60_000 ? 0 : failures + 1;
      systemClock.setTimer(backOff(failures), () => show(url));
    });
    close = () => browser.kill();
  }
  return { show, close: () => close?.() };
}
const ownWindow = makeWindow(profileFolder);
// A profile of its own: the till's cookie is none of the customer's window.
const customerWindow = customerScreen === undefined ? null : makeWindow(`${profileFolder}-customer`, customerScreen);

function show(url: string, customerUrl: string | null): void {
  ownWindow.show(url);
  if (customerUrl !== null) customerWindow?.show(customerUrl);
}

const core =
  env.CORE_URL === undefined
    ? superviseCore({
        command: process.execPath,
        args: [join(import.meta.dirname, '../../start.ts')],
        env: { ...env, PAGE_TOKEN: env.PAGE_TOKEN ?? randomBytes(32).toString('base64url') },
        clock: systemClock,
        onReady: show,
        onEnd: ({ code, restartMs }) =>
          console.error(`The core has ended (${code}); it starts again in ${restartMs} ms.`),
        onLine: (line) => console.log(line),
      })
    : null;
if (env.CORE_URL !== undefined && isLoopbackUrl(env.CORE_URL))
  show(env.CORE_URL, env.CUSTOMER_URL !== undefined && isLoopbackUrl(env.CUSTOMER_URL) ? env.CUSTOMER_URL : null);

async function stop(): Promise<void> {
  stopping = true;
  ownWindow.close();
  customerWindow?.close();
  await core?.stop();
  process.exit(0);
}
process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());
