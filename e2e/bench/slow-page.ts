/** A page on a machine that is slower than this one, with something in it that measures. */
import type { BrowserContext, Page } from '@playwright/test';

/** A kiosk's or a till's processor is so many times slower. */
export const throttling = 4;

export interface SlowPage {
  url: string;
  /** What is done before the page is slow. */
  prepare?: (page: Page) => Promise<void>;
  /** Runs inside the page: see tap-probe.ts. */
  probe: () => void;
}

export async function openSlowPage(context: BrowserContext, { url, prepare, probe }: SlowPage): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (thrown) => console.error(`the page failed: ${thrown.message}`));
  await page.goto(url);
  await prepare?.(page);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: throttling });
  await page.evaluate(probe);
  return page;
}
