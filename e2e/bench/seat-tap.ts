/** (c) From a finger that leaves a seat to the frame in which the seat is shown as chosen. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { serveBarePage } from './bare-page.ts';
import { closeAfter } from './close-after.ts';
import { type Figure, formatNumber } from './figures.ts';
import { grandHall, type House } from './house.ts';
import { kioskScreen, prepareKiosk, startBrowser, startKiosk } from './kiosk.ts';
import { quantile, takeTurns } from './rounds.ts';
import { openSlowPage, throttling } from './slow-page.ts';
import { loadBuild, makeDiskFolder } from './system.ts';
import { installProbe, readEventTimings, type TapTimes, tapTimes } from './tap-probe.ts';

export interface SeatTapOptions {
  rounds: number;
  tapsPerRound: number;
}

const limitMs = 100;

export function measureSeatTap(options: SeatTapOptions): Promise<Figure> {
  return closeAfter(async (atEnd) => {
    await (await loadBuild()).buildPage();
    const { folder, remove } = await makeDiskFolder('tap');
    atEnd(remove);
    const data = join(folder, 'terminal');
    const house = await prepareKiosk(data);
    const kiosk = await startKiosk(data);
    atEnd(kiosk.stop);
    const bare = await serveBarePage(house.venues.find(({ name }) => name === grandHall)?.seats.length ?? 0);
    atEnd(bare.close);
    const browser = await startBrowser();
    atEnd(() => browser.close());
    const context = await browser.newContext(kioskScreen);
    const ours = await openSlowPage(context, {
      url: kiosk.url,
      prepare: (page) => goToSeatMap(page, house),
      probe: installProbe,
    });
    const floor = await openSlowPage(context, { url: bare.url, probe: installProbe });
    return tapInTurn({ ours, floor }, options);
  });
}

/** As a guest gets there: two adults for the Grand Hall's first screening. */
async function goToSeatMap(page: Page, { venues, screenings }: House): Promise<void> {
  const hall = venues.find(({ name }) => name === grandHall);
  const screening = screenings.find(({ venueId }) => venueId === hall?.id);
  if (!screening) throw new Error(`the ${grandHall} shows nothing`);
  await page.getByTestId('begin').click();
  await page.getByTestId(`day-${new Date(screening.startsAtMs).toISOString().slice(0, 10)}`).click();
  await page.getByTestId(`film-${screening.movieId}`).click();
  await page.getByTestId(`show-${screening.id}`).click();
  await page.getByTestId('class-adult-plus').click();
  await page.getByTestId('class-adult-plus').click();
  await page.getByTestId('choose-seats').click();
  await page.getByTestId('seat-map').waitFor();
}

async function tapInTurn(
  pages: { ours: Page; floor: Page },
  { rounds, tapsPerRound }: SeatTapOptions,
): Promise<Figure> {
  const tap = (page: Page) => (round: number) => tapSeats(page, { from: round * tapsPerRound, count: tapsPerRound });
  const turns = await takeTurns<'floor' | 'ours', TapTimes>(
    { warmUps: 1, counted: rounds },
    { floor: tap(pages.floor), ours: tap(pages.ours) },
  );
  const seats = await pages.floor.getByTestId('seat').count();
  return {
    title: `(c) tap on one of ${seats} seats to its painted change, p95, Chromium throttled ${throttling} times`,
    unit: 'ms',
    better: 'less',
    ours: describe("the kiosk's page with the real core", turns.ours),
    floor: describe('a bare page, as many buttons, one class toggled', turns.floor),
    target: { of: 'value', below: limitMs },
  };
}

function describe(what: string, rounds: readonly TapTimes[]): Figure['ours'] {
  const p50 = quantile(
    rounds.flatMap((round) => round.paintedMs),
    0.5,
  );
  const ofBrowser = quantile(
    rounds.flatMap((round) => round.browserMs),
    0.95,
  );
  return {
    what,
    rounds: rounds.map(({ paintedMs }) => quantile(paintedMs, 0.95)),
    notes: [`p50 ${formatNumber(p50)} ms`, `p95 by the browser's own event timing ${formatNumber(ofBrowser)} ms`],
  };
}

/** Taps different seats, none of them chosen, all over the room. */
async function tapSeats(page: Page, { from, count }: { from: number; count: number }): Promise<TapTimes> {
  await page.bringToFront();
  const seats = page.locator('[data-testid^="seat-"][data-seat-id], [data-testid="seat"]');
  const total = await seats.count();
  await page.evaluate(readEventTimings);
  const paintedMs: number[] = [];
  for (let index = from; index < from + count; index++) {
    // A prime step visits every seat before it comes back to one.
    const seat = seats.nth((index * 37) % total);
    await seat.evaluate((element) =>
      element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' }),
    );
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const box = await seat.boundingBox();
    if (!box) throw new Error('a seat is not drawn');
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    paintedMs.push(await page.evaluate(tapTimes));
  }
  return { paintedMs, browserMs: await page.evaluate(readEventTimings) };
}
