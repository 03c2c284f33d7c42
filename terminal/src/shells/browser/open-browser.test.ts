import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { browserArgs, findBrowser, hasScreen, isPosition, type Machine, openBrowser } from './open-browser.ts';

const aMachine = (given: Partial<Machine> = {}, files: string[] = []): Machine => ({
  platform: 'linux',
  env: { PATH: '/home/me/bin:/usr/bin' },
  isFile: (path) => files.includes(path),
  isRoot: false,
  ...given,
});
const aWindow = { url: 'http://127.0.0.1:8490/?token=t', profileFolder: '/data/profile', locked: true };

describe('finding a browser', () => {
  test('Chromium is preferred to Chrome, and Chrome to Edge', () => {
    const files = ['/usr/bin/microsoft-edge', '/usr/bin/google-chrome', '/snap/bin/chromium'];
    expect(findBrowser(aMachine({}, files))).toBe('/snap/bin/chromium');
    expect(findBrowser(aMachine({}, files.slice(0, 2)))).toBe('/usr/bin/google-chrome');
    expect(findBrowser(aMachine({}, files.slice(0, 1)))).toBe('/usr/bin/microsoft-edge');
  });

  test('a machine without any has none, and a wrong CHROMIUM is not replaced by a guess', () => {
    expect(findBrowser(aMachine())).toBeNull();
    expect(findBrowser(aMachine({ env: { CHROMIUM: '/opt/gone' } }, ['/usr/bin/chromium']))).toBeNull();
    expect(findBrowser(aMachine({ env: { CHROMIUM: '/opt/mine' } }, ['/opt/mine', '/usr/bin/chromium']))).toBe(
      '/opt/mine',
    );
  });

  test('Windows and macOS have theirs in the programs’ folders', () => {
    const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
    const env = { PROGRAMFILES: 'C:\\Program Files', 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' };
    expect(findBrowser(aMachine({ platform: 'win32', env }, [edge]))).toBe(edge);
    const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(findBrowser(aMachine({ platform: 'darwin' }, [chrome]))).toBe(chrome);
  });
});

test('a Linux machine has a screen only where a display server is named', () => {
  expect(hasScreen(aMachine())).toBe(false);
  expect(hasScreen(aMachine({ env: { DISPLAY: '' } }))).toBe(false);
  expect(hasScreen(aMachine({ env: { DISPLAY: ':0' } }))).toBe(true);
  expect(hasScreen(aMachine({ env: { WAYLAND_DISPLAY: 'wayland-0' } }))).toBe(true);
  expect(hasScreen(aMachine({ platform: 'win32', env: {} }))).toBe(true);
  expect(hasScreen(aMachine({ platform: 'darwin', env: {} }))).toBe(true);
});

test('a customer gets a locked full screen with a profile of its own; sandboxed unless root', () => {
  const args = browserArgs(aWindow, aMachine());
  expect(args).toEqual(expect.arrayContaining(['--user-data-dir=/data/profile', '--disable-pinch']));
  expect(args.slice(-2)).toEqual(['--kiosk', aWindow.url]);
  expect(args).not.toContain('--no-sandbox');
  expect(browserArgs(aWindow, { isRoot: true })).toContain('--no-sandbox');
  expect(browserArgs({ ...aWindow, locked: false }, aMachine())).toContain(`--app=${aWindow.url}`);
});

test('the customer’s window is on the second screen, wherever the desktop has it', () => {
  const args = browserArgs({ ...aWindow, position: '1920,0' }, aMachine());
  expect(args).toEqual(expect.arrayContaining(['--window-position=1920,0', '--kiosk']));
  expect(['1920,0', '-1280,200'].map(isPosition)).toEqual([true, true]);
  expect(['second', '1920', '1,2,3', '0,0 --no-sandbox'].map(isPosition)).toEqual([false, false, false, false]);
});

test('without a screen or a browser nothing is started', () => {
  expect(openBrowser(aWindow, aMachine({}, ['/usr/bin/chromium']))).toBeNull();
  expect(openBrowser(aWindow, aMachine({ env: { DISPLAY: ':0' } }))).toBeNull();
});

test('the browser is started with the address of the page', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'browser-'));
  const browser = join(folder, 'chromium');
  writeFileSync(browser, `#!/bin/sh\necho "$@" > ${folder}/args\n`);
  chmodSync(browser, 0o755);
  const started = openBrowser(aWindow, aMachine({ env: { DISPLAY: ':0', CHROMIUM: browser } }, [browser]));
  if (started !== null) await once(started, 'close');
  expect(readFileSync(join(folder, 'args'), 'utf8')).toContain(`--kiosk ${aWindow.url}`);
  rmSync(folder, { recursive: true });
});
