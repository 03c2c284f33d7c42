/** What every screen keeps, for people who see, reach or read with difficulty: WCAG 2.2 AA as far as axe can tell, and no cut words. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Soft, so that one run tells of every screen: nothing on this one is against the rules, reaches beyond the glass or is cut off. `judged`: parts that another screen has shown, and that take long. */
export async function isFitFor(page: Page, screen: string, judged: readonly string[] = []): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const judge = new AxeBuilder({ page }).withTags(rules);
  // What stands behind a dialog has been judged, and can't be reached now.
  if ((await page.locator('dialog').count()) > 0) judge.include('dialog');
  for (const part of judged) judge.exclude(part);
  const { violations } = await judge.analyze();
  const found = violations.map(({ id, nodes }) => [
    id,
    nodes.map(({ target, failureSummary }) => [target, failureSummary]),
  ]);
  expect.soft([screen, found]).toEqual([screen, []]);
  expect.soft([screen, await findCutWords(page)]).toEqual([screen, []]);
}

/** Words that stand wider than the place they have. What scrolls or is clamped on purpose is not among them. */
function findCutWords(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, p, h1, h2, li, td, th, strong')]
      .filter((element) => !element.closest('[aria-hidden="true"], .unseen, .seat-map, .next-up, .till-shows'))
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        const inline = getComputedStyle(element).display === 'inline';
        const tooWide = !inline && element.scrollWidth > element.clientWidth + 2;
        return width > 0 && (tooWide || left < -1 || right > innerWidth + 1);
      })
      .map((element) => `${element.tagName} ${element.textContent}`),
  );
}
