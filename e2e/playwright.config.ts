import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { defineConfig } from '@playwright/test';

/** The machine's own browser: Playwright's download is neither pinned by the lock file nor needed. */
function findChromium(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return process.env.CHROMIUM ?? paths.find((path) => existsSync(path)) ?? '/usr/bin/chromium';
}

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  timeout: 60_000,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '../var/test/playwright.json' }]],
  outputDir: '../var/test/pw',
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1080, height: 1920 },
    launchOptions: {
      executablePath: findChromium(),
      // No sandbox and no GPU in containers; nothing that talks to the network by itself.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    trace: 'retain-on-failure',
  },
});
