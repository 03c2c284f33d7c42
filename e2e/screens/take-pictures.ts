/**
 * Takes the README's pictures, docs/pictures/*.png, from a real kiosk with the demo cinema: `node
 * e2e/screens/take-pictures.ts`, after `npm run build`. Nothing in them is drawn for the picture.
 */
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { buyBestSeats, drawParties } from '../demo/guests.ts';
import { openBoxOffice } from '../fakes/box-office.ts';
import { findShow } from '../fakes/show.ts';
import { listSlips } from '../fakes/slips.ts';
import { chromiumArgs, findChromium } from './chromium.ts';
import { Guest } from './guest.ts';

const folder = join(import.meta.dirname, '../../docs/pictures');
/** A README is loaded by everybody who looks. */
const bytesMax = 250 * 1024;
/** As many guests before ours as make the room look like an evening. */
const partiesBefore = 40;

mkdirSync(folder, { recursive: true });
const office = await openBoxOffice();
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs });
try {
  const { kiosk } = await office.addKiosk();
  const show = await findShow([kiosk]);
  const { screeningId } = show;
  for (const party of drawParties(partiesBefore, { phase: 'before', screeningId, cards: false })) {
    const bought = await buyBestSeats(kiosk, party);
    if (!bought.ok) break;
  }
  // Less than half of its size on the kiosk: enough for a README.
  const page = await browser.newPage({ viewport: { width: 1080, height: 1920 }, deviceScaleFactor: 0.45 });
  const guest = new Guest(page);
  await guest.comesTo(kiosk.url);
  await page.waitForLoadState('networkidle');
  await shoot(page, 'attract');
  await guest.looksForSeats(show, { adult: 2, child: 1 });
  await shoot(page, 'seats');
  await guest.keepsSeats();
  await guest.pays('cash');
  await guest.isSoldTickets();
  await guest.holdsTickets(3);
  const ticket = listSlips(kiosk.papersFolder).findLast((slip) => slip.kind === 'ticket');
  if (!ticket) throw new Error('no ticket was printed');
  copyFileSync(ticket.path, pathOf('ticket'));
  checkSize('ticket');
} finally {
  await browser.close();
  await office.close();
}

function pathOf(name: string): string {
  return join(folder, `${name}.png`);
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: pathOf(name), animations: 'disabled' });
  checkSize(name);
}

function checkSize(name: string): void {
  const { size } = statSync(pathOf(name));
  console.log(`${name}.png ${Math.round(size / 1024)} kB`);
  if (size > bytesMax) throw new Error(`${name}.png is larger than ${bytesMax / 1024} kB`);
}
