/** The shells that a kiosk's page can be shown in here: Chromium always, Electron where its binary is. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';

const root = join(import.meta.dirname, '../..');
const shellEntry = join(root, 'terminal/out/electron/main.js');

/** Path of Electron's program, or null where it isn't installed, its shell isn't built, or no screen is there for it. */
export function findElectron(): string | null {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return null;
  const folder = join(root, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  const program =
    process.env.ELECTRON ??
    (existsSync(pathFile) ? join(folder, 'dist', readFileSync(pathFile, 'utf8')) : join(folder, 'dist/electron'));
  return existsSync(program) && existsSync(shellEntry) ? program : null;
}

/** The kiosk's locked window on a core that runs already. */
export function openElectron(executablePath: string, url: string): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath,
    args: ['--no-sandbox', join(root, 'terminal')],
    env: { ...inherited(), CORE_URL: url },
  });
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
