import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The machine's own browser: Playwright's download is neither pinned by the lock file nor needed. */
export function findChromium(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return process.env.CHROMIUM ?? paths.find((path) => existsSync(path)) ?? '/usr/bin/chromium';
}

/** No sandbox and no GPU in containers; nothing that talks to the network by itself. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
