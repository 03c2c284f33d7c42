/**
 * Takes the README's pictures, docs/pictures/*.png, from real terminals with the demo cinema: `node
 * e2e/screens/take-pictures.ts`, after `npm run build`. Nothing in them is drawn for the picture.
 */
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { buyBestSeats, drawParties } from '../demo/guests.ts';
import { type BoxOffice, openBoxOffice } from '../fakes/box-office.ts';
import type { Kiosk } from '../fakes/kiosk.ts';
import { findShow, type Show } from '../fakes/show.ts';
import { listSlips, scanSlip } from '../fakes/slips.ts';
import { openTill, uma } from '../fakes/till.ts';
import { Cashier } from './cashier.ts';
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
  let last = '';
  for (const party of drawParties(partiesBefore, { phase: 'before', screeningId, cards: false })) {
    const bought = await buyBestSeats(kiosk, party);
    if (!bought.ok) break;
    last = bought.order.basketId;
  }
  await shootTill(browser, office);
  await untilPrinted(kiosk, last);
  await shootKiosk(browser, { kiosk, show });
  await shootGate(browser, { office, kiosk, show });
} finally {
  await browser.close();
  await office.close();
}

/** Ours would come out behind the tickets of those before. */
async function untilPrinted(kiosk: Kiosk, basketId: string): Promise<void> {
  await kiosk.untilAnswer(
    'see-basket',
    { basketId },
    ({ basket }) => basket?.sale?.tickets.every(({ print }) => print === 'printed') ?? false,
    180_000,
  );
}

async function shootKiosk(browser: Browser, { kiosk, show }: { kiosk: Kiosk; show: Show }): Promise<void> {
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
}

/** A family with popcorn, from both sides of the counter. */
async function shootTill(browser: Browser, office: BoxOffice): Promise<void> {
  const counter = await openTill(office);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const customer = await browser.newPage({ viewport: { width: 1024, height: 600 } });
  await customer.goto(counter.till.customerUrl);
  const cashier = new Cashier(page);
  await cashier.beginsDay(counter);
  await cashier.takesBest(3);
  await cashier.presses('c');
  await cashier.addsItems('2 pop', 'water');
  await customer.getByTestId('serving').getByText('Water').waitFor();
  await shoot(page, 'till');
  await shoot(customer, 'customer');
}

/** A guest who may come in. */
async function shootGate(
  browser: Browser,
  { office, kiosk, show }: { office: BoxOffice; kiosk: Kiosk; show: Show },
): Promise<void> {
  const { kiosk: gate } = await office.addKiosk({ env: { ROLE: 'gate', GATE_OPENS_MINUTES: String(24 * 60) } });
  const [first] = listSlips(kiosk.papersFolder).filter((slip) => slip.kind === 'ticket');
  const code = first && scanSlip(first.path);
  if (!code) throw new Error('no ticket can be scanned');
  await gate.untilAnswer('see-gate', {}, ({ screenings }) =>
    screenings.some((each) => each.screeningId === show.screeningId && each.sold > 0),
  );
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const see = page.getByTestId.bind(page);
  await page.goto(gate.url);
  await see(`staff-${uma.id}`).click();
  for (const digit of uma.pin) await page.getByRole('button', { name: digit, exact: true }).click();
  await see('idle').waitFor();
  await page.keyboard.type(`${code}\n`);
  await page.locator('[data-testid="result"][data-verdict="valid"]').waitFor();
  await shoot(page, 'gate');
  // It is shown for some seconds: the picture may have come too late.
  if (!(await see('result').isVisible())) throw new Error('the picture of the gate was too slow');
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
