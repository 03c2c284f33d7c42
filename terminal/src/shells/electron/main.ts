/** Electron's entry: what the shell needs of this installation. The rest is in run-kiosk.ts. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { app } from 'electron';
import { systemClock } from '../../platform/clock.ts';
import { runKiosk } from './run-kiosk.ts';

// Bundled to out/electron/main.js, beside the bundled core and the built page.
const outFolder = join(import.meta.dirname, '..');

// Not awaited here: Electron becomes ready only after this module has run to its end.
void runKiosk({
  env: process.env,
  coreFile: join(import.meta.dirname, 'core.js'),
  coreEnv: {
    PAGE_FOLDER: join(outFolder, 'page'),
    DATA_DIR: process.env.DATA_DIR ?? join(app.getPath('userData'), 'terminal'),
  },
  clock: systemClock,
  makeToken: () => randomBytes(32).toString('base64url'),
  log: (message) => console.error(message),
});
