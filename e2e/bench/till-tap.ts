/** (u) A cashier's sale by touch: from each finger that comes down to the next frame, on a slow till that is online. */
import type { ScreeningView } from '@marquee/terminal/calls';
import { dayOf } from '@marquee/terminal/till/ui/basket-facts';
import type { Page } from '@playwright/test';
import { type BoxOffice, openBoxOffice } from '../fakes/box-office.ts';
import type { Kiosk } from '../fakes/kiosk.ts';
import { casey, openTill } from '../fakes/till.ts';
import { serveBarePage } from './bare-page.ts';
import { closeAfter } from './close-after.ts';
import { type Figure, formatNumber } from './figures.ts';
import { startBrowser } from './kiosk.ts';
import { quantile, takeTurns } from './rounds.ts';
import { openSlowPage, throttling } from './slow-page.ts';
import { loadBuild, makeDiskFolder } from './system.ts';
import { installPressProbe, pressTime } from './tap-probe.ts';

export interface TillTapOptions {
  rounds: number;
  salesPerRound: number;
}

const limitMs = 100;
const tillScreen = { viewport: { width: 1280, height: 800 }, hasTouch: true };
/** The screening, two seats, cash, the exact sum. */
const tapsPerSale = 4;
const dayMs = 24 * 3600_000;

interface Presses {
  pressedMs: number[];
  /** From before the first tap of a sale to its change on the screen, the measuring itself included. */
  saleMs: number[];
}

export function measureTillTap(options: TillTapOptions): Promise<Figure> {
  return closeAfter(async (atEnd) => {
    await (await loadBuild()).buildPage();
    const { folder, remove } = await makeDiskFolder('till');
    atEnd(remove);
    const office = await openBoxOffice({ folder });
    atEnd(() => office.close({ keep: true }));
    const { till, shows } = await openCounter(office);
    const bare = await serveBarePage(shows[0].seats);
    atEnd(bare.close);
    const browser = await startBrowser();
    atEnd(() => browser.close());
    const context = await browser.newContext(tillScreen);
    const ours = await openSlowPage(context, {
      url: till.url,
      prepare: (page) => beginDay(page, till, shows),
      probe: installPressProbe,
    });
    const floor = await openSlowPage(context, { url: bare.url, probe: installPressProbe });
    const seats = await ours.locator('[data-testid^="seat-"][data-seat-id]').count();
    const turns = await takeTurns<'floor' | 'ours', Presses>(
      { warmUps: 1, counted: options.rounds },
      {
        floor: (round) => pressButtons(floor, { from: round, count: options.salesPerRound * tapsPerSale }),
        ours: () => sell(ours, { shows, count: options.salesPerRound }),
      },
    );
    const sales = turns.ours.flatMap(({ saleMs }) => saleMs);
    return {
      title: `(u) taps of a cashier's sale beside ${seats} seats, finger down to the next frame, Chromium throttled ${throttling} times`,
      unit: 'ms, p95',
      better: 'less',
      ours: {
        what: 'the till’s page with core and server: screening, two seats, cash, the exact sum',
        rounds: turns.ours.map(({ pressedMs }) => quantile(pressedMs, 0.95)),
        notes: [`p50 of a whole sale, each tap as soon as it can be, ${formatNumber(quantile(sales, 0.5))} ms`],
      },
      floor: {
        what: 'a bare page, as many buttons, one class toggled',
        rounds: turns.floor.map(({ pressedMs }) => quantile(pressedMs, 0.95)),
      },
      target: { of: 'value', below: limitMs },
    };
  });
}

type Shows = [ScreeningView, ScreeningView];

/** Two of tomorrow's screenings with the most seats, a day's list apart from today's: none of them begins meanwhile. */
async function openCounter(office: BoxOffice): Promise<{ till: Kiosk; shows: Shows }> {
  const { till } = await openTill(office);
  const { nowMs, timeZone } = await till.call('see-terminal', {});
  const { films } = await till.call('list-films', {});
  const day = dayOf({ startsAtMs: nowMs + dayMs }, timeZone);
  const [first, second] = films
    .flatMap(({ screenings }) => screenings)
    .filter((show) => dayOf(show, timeZone) === day)
    .sort((a, b) => b.seats - a.seats || a.startsAtMs - b.startsAtMs);
  if (!first || !second) throw new Error('the demo cinema shows nothing tomorrow');
  return { till, shows: [first, second] };
}

async function beginDay(page: Page, till: Kiosk, shows: Shows): Promise<void> {
  const { timeZone } = await till.call('see-terminal', {});
  await page.getByTestId(`staff-${casey.id}`).click();
  await page.keyboard.type(casey.pin);
  await page.getByTestId('float').fill('100');
  await page.keyboard.press('Enter');
  await page.getByTestId(`day-${dayOf(shows[0], timeZone)}`).click();
  await page.getByTestId(`show-${shows[0].screeningId}`).click();
  await page.getByTestId('seat-map').waitFor();
}

/** The first of the quick amounts. */
const exactSum = '[data-testid="cash-dialog"] [data-testid^="quick-"]';

/** Each tap comes when the cashier sees what the one before was for. */
async function sell(page: Page, { shows, count }: { shows: Shows; count: number }): Promise<Presses> {
  await page.bringToFront();
  const pressedMs: number[] = [];
  const saleMs: number[] = [];
  for (let sale = 0; sale < count; sale += 1) {
    const show = shows[(sale + 1) % shows.length] as ScreeningView;
    const fromMs = performance.now();
    const tap = async (selector: string, seen: string) => {
      pressedMs.push(await press(page, selector));
      await page.locator(seen).first().waitFor();
    };
    await tap(`[data-testid="show-${show.screeningId}"]`, '[data-testid="seat-map"]');
    await tap('[data-testid="best-2"]', '[data-testid="pay-cash"]:enabled');
    await tap('[data-testid="pay-cash"]', exactSum);
    await tap(exactSum, '[data-testid="sold"]');
    saleMs.push(performance.now() - fromMs);
    await page.locator('[data-testid="next"]').click();
    await page.getByTestId('sold').waitFor({ state: 'detached' });
  }
  return { pressedMs, saleMs };
}

async function press(page: Page, selector: string): Promise<number> {
  const button = page.locator(selector).first();
  await button.scrollIntoViewIfNeeded();
  const box = await button.boundingBox();
  if (!box) throw new Error(`${selector} is not drawn`);
  await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
  return page.evaluate(pressTime);
}

async function pressButtons(page: Page, { from, count }: { from: number; count: number }): Promise<Presses> {
  await page.bringToFront();
  const pressedMs: number[] = [];
  for (let at = from * count; at < (from + 1) * count; at += 1)
    pressedMs.push(await press(page, `[data-testid="seat"]:nth-of-type(${1 + ((at * 37) % 150)})`));
  return { pressedMs, saleMs: [] };
}
