import { defineConfig } from '@playwright/test';
import { chromiumArgs, findChromium } from './screens/chromium.ts';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  timeout: 60_000,
  // Each file has a cinema of its own, and waits for it most of the time.
  workers: 2,
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '../var/test/playwright.json' }], ['./screens/shells-reporter.ts']],
  outputDir: '../var/test/pw',
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1080, height: 1920 },
    launchOptions: { executablePath: findChromium(), args: chromiumArgs },
    trace: 'retain-on-failure',
  },
});
