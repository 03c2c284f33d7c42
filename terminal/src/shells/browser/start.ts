/**
 * The browser shell as a program. With CORE_URL it shows the page of a core that runs already; without, it runs the core
 * too and starts it again when it ends. The browser is opened again when it is closed or crashes in a locked kiosk.
 *
 * Environment: CORE_URL; KIOSK_LOCKED=1 for a customer's full screen; PROFILE_DIR for the browser's profile; and all
 * of the core's.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemClock } from '../../platform/clock.ts';
import { backOff, isLoopbackUrl, superviseCore } from '../core-process.ts';
import { type Machine, openBrowser } from './open-browser.ts';

const { env } = process;
const machine: Machine = {
  platform: process.platform,
  env,
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  isRoot: process.getuid?.() === 0,
};
const locked = env.KIOSK_LOCKED === '1';
const profileFolder = resolve(env.PROFILE_DIR ?? 'var/browser');
let stopping = false;
let closeBrowser: (() => void) | null = null;
let opened = '';
let failures = 0;

function show(url: string): void {
  // With the same token and port as before, an open page finds the new core by itself.
  if (url === opened) return;
  closeBrowser?.();
  opened = url;
  mkdirSync(profileFolder, { recursive: true, mode: 0o700 });
  const openedAtMs = systemClock.monotonicMs();
  const browser = openBrowser({ url, profileFolder, locked }, machine);
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
  closeBrowser = () => browser.kill();
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
if (env.CORE_URL !== undefined && isLoopbackUrl(env.CORE_URL)) show(env.CORE_URL);

async function stop(): Promise<void> {
  stopping = true;
  closeBrowser?.();
  await core?.stop();
  process.exit(0);
}
process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());
