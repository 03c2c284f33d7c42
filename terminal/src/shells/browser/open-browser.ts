/** The browser shell: the core's page in a Chromium of the machine, for where Electron is not wanted or not there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { posix, win32 } from 'node:path';

/** What of the machine decides which browser is used; passed in, so that tests can be any machine. */
export interface Machine {
  platform: NodeJS.Platform;
  env: Record<string, string | undefined>;
  isFile(path: string): boolean;
  isRoot: boolean;
}

const linuxNames = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];
const linuxFolders = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome', '/opt/microsoft/msedge'];
const windowsPaths = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'Chromium\\Application\\chrome.exe',
];
const macPaths = ['Google Chrome', 'Microsoft Edge', 'Chromium'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

/** A window can be shown: on Windows and macOS always, elsewhere where a display server is named. */
export function hasScreen({ platform, env }: Machine): boolean {
  if (platform === 'win32' || platform === 'darwin') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Path of a Chromium, Chrome or Edge; null where there is none. CHROMIUM names one. */
export function findBrowser({ platform, env, isFile }: Machine): string | null {
  if (env.CHROMIUM) return isFile(env.CHROMIUM) ? env.CHROMIUM : null;
  return browserPaths(platform, env).find(isFile) ?? null;
}

function browserPaths(platform: NodeJS.Platform, env: Machine['env']): string[] {
  if (platform === 'darwin') return macPaths;
  if (platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
      (folder) => folder !== undefined,
    );
    return windowsPaths.flatMap((path) => folders.map((folder) => win32.join(folder, path)));
  }
  const folders = [...(env.PATH ?? '').split(':').filter((folder) => folder !== ''), ...linuxFolders];
  return linuxNames.flatMap((name) => folders.map((folder) => posix.join(folder, name)));
}

export interface BrowserWindow {
  url: string;
  /** Its own, so that no history, extension or restored tab of a person is in the kiosk. */
  profileFolder: string;
  /** Full screen without a way out for customers; otherwise a window of its own. */
  locked: boolean;
  /** Left and top on the desktop, where not on the first screen. */
  position?: string;
}

/** A second screen's place as it is configured: `1920,0`. */
export const isPosition = (text: string): boolean => /^-?\d{1,5},-?\d{1,5}$/.test(text);

export function browserArgs(
  { url, profileFolder, locked, position }: BrowserWindow,
  { isRoot }: Pick<Machine, 'isRoot'>,
): string[] {
  return [
    `--user-data-dir=${profileFolder}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-pinch',
    '--disable-session-crashed-bubble',
    '--disable-features=Translate',
    '--noerrdialogs',
    '--overscroll-history-navigation=0',
    '--password-store=basic',
    // Chromium refuses to start as root with its sandbox: only in containers of developers.
    ...(isRoot ? ['--no-sandbox'] : []),
    ...(position === undefined ? [] : [`--window-position=${position}`]),
    ...(locked ? ['--kiosk', url] : [`--app=${url}`, '--window-size=810,1440']),
  ];
}

/** Opens the window; null where there is no screen or no browser. */
export function openBrowser(window: BrowserWindow, machine: Machine): ChildProcess | null {
  const browser = hasScreen(machine) ? findBrowser(machine) : null;
  return browser === null ? null : spawn(browser, browserArgs(window, machine), { stdio: 'ignore' });
}
