/** The kiosk as a program, on a data folder of its own, and the browser that shows its page. */
import { join } from 'node:path';
import { systemClock } from '@marquee/terminal/platform/clock';
import { type Browser, chromium } from '@playwright/test';
import { fillTerminal, openBenchTerminal } from './bench-terminal.ts';
import { type Child, startChild } from './child.ts';
import { type House, makeHouse } from './house.ts';
import { loadSystemPrograms } from './system.ts';

/** A week of the demo cinema. */
const days = 7;
/** Nobody resets the page while it is measured. */
const idleMs = 1_800_000;

/** A data folder as a kiosk has it after its first day of work: enrolled, with its catalogue and its seats. */
export async function prepareKiosk(folder: string): Promise<House> {
  const house = makeHouse({ nowMs: systemClock.nowMs(), days });
  const terminal = await openBenchTerminal(folder);
  try {
    fillTerminal(terminal.core, house);
  } finally {
    await terminal.close();
  }
  return house;
}

/** terminal/src/start.ts as in production. It finds no server: nothing that is measured waits for one. */
export function startKiosk(folder: string): Promise<Child> {
  return startChild([join('terminal', 'src', 'start.ts')], {
    PORT: '0',
    DATA_DIR: folder,
    SERVER_URL: 'http://127.0.0.1:9',
    PRINTER: `virtual:${join(folder, 'papers')}`,
    LOG_FILE: join(folder, 'terminal.log'),
    STDIN_CLOSES: '1',
    IDLE_WARNING_MS: String(idleMs),
    IDLE_RESET_MS: String(2 * idleMs),
  });
}

/** The machine's own Chromium, without a window. Throws where there is none. */
export async function startBrowser(): Promise<Browser> {
  const { findChromium } = await loadSystemPrograms();
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('neither Chromium nor Chrome is installed');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Upright, as kiosks stand in a lobby. */
export const kioskScreen = { viewport: { width: 1080, height: 1920 }, hasTouch: true };
