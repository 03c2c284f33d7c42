/** (d) From a terminal that is off to its first screen, in a browser that is already there. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { databaseFile } from './bench-terminal.ts';
import { type Child, startChild } from './child.ts';
import { closeAfter } from './close-after.ts';
import { type Figure, formatNumber } from './figures.ts';
import { kioskScreen, prepareKiosk, startBrowser, startKiosk } from './kiosk.ts';
import { median, takeTurns } from './rounds.ts';
import { loadBuild, makeDiskFolder } from './system.ts';

interface Start {
  /** Until the program says that it is ready. */
  readyMs: number;
  /** Until the first screen can be touched. */
  shownMs: number;
}

export function measureColdStart({ rounds }: { rounds: number }): Promise<Figure> {
  return closeAfter(async (atEnd) => {
    await (await loadBuild()).buildPage();
    const { folder, remove } = await makeDiskFolder('start');
    atEnd(remove);
    const data = join(folder, 'terminal');
    await prepareKiosk(data);
    const bareFile = join(folder, 'bare.db');
    copyFileSync(databaseFile(data), bareFile);
    const bareArgs = [join('e2e', 'bench', 'serve-bare.ts')];
    const browser = await startBrowser();
    atEnd(() => browser.close());
    const page = await browser.newPage(kioskScreen);
    const turns = await takeTurns<'floor' | 'ours', Start>(
      { warmUps: 1, counted: rounds },
      {
        floor: () => startOnce(page, () => startChild(bareArgs, { FILE: bareFile })),
        ours: () => startOnce(page, () => startKiosk(data)),
      },
    );
    return {
      title: '(d) cold start of the terminal to its first screen, in a browser that is there already',
      unit: 'ms',
      better: 'less',
      ours: describe('terminal/src/start.ts on an existing data folder', turns.ours),
      floor: describe('Node that opens the same SQLite file and serves one button', turns.floor),
      target: null,
    };
  });
}

async function startOnce(page: Page, start: () => Promise<Child>): Promise<Start> {
  await page.goto('about:blank');
  const startedMs = performance.now();
  const program = await start();
  const readyMs = performance.now() - startedMs;
  await page.goto(program.url, { waitUntil: 'commit' });
  await page.getByTestId('begin').waitFor();
  const shownMs = performance.now() - startedMs;
  await program.stop();
  return { readyMs, shownMs };
}

function describe(what: string, rounds: readonly Start[]): Figure['ours'] {
  const readyMs = median(rounds.map((round) => round.readyMs));
  return {
    what,
    rounds: rounds.map((round) => round.shownMs),
    notes: [`ready line after ${formatNumber(readyMs)} ms`],
  };
}
