/**
 * Pictures of every screen of the dashboard, in both languages, light and dark, on a desk and on a tablet: `node
 * e2e/screens/take-dashboard-pictures.ts <folder>`. For looking at; the evening in them is a real one of real terminals.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { openManagedHouse } from '../fakes/managed-house.ts';
import { chromiumArgs, findChromium } from './chromium.ts';
import { Manager } from './manager.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '../../var/pictures');
mkdirSync(folder, { recursive: true });
const sizes = { desk: { width: 1280, height: 800 }, tablet: { width: 1024, height: 768 } };
const looks = [
  { language: 'en', colorScheme: 'light', size: 'desk' },
  { language: 'en', colorScheme: 'dark', size: 'desk' },
  { language: 'zh', colorScheme: 'light', size: 'tablet' },
  { language: 'zh', colorScheme: 'dark', size: 'tablet' },
] as const;

const house = await openManagedHouse();
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs });
try {
  for (const { language, colorScheme, size } of looks) {
    const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
    const context = await browser.newContext({ viewport: sizes[size], colorScheme, locale });
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && console.log(message.text()));
    page.on('pageerror', (error) => console.log(error));
    const shoot = async (name: string) => {
      await settle(page);
      await page.screenshot({
        path: join(folder, `${language}-${colorScheme}-${size}-${name}.png`),
        animations: 'disabled',
      });
    };
    await page.goto(`${house.office.serverUrl}/dashboard/`);
    await shoot('01-log-in');
    const manager = new Manager(page, house.office.serverUrl);
    await manager.logsIn();
    await manager.opens('house', house.day);
    await shoot('02-house');
    await manager.opens('house', house.day, house.show.screeningId);
    await page.locator('.seat').first().waitFor();
    await shoot('03-screening');
    await page.locator('.seat.sold').first().click();
    await page.getByTestId('history').waitFor();
    await shoot('04-seat');
    await page.getByTestId('cancel-screening').click();
    await page.getByTestId('consequences').waitFor();
    await shoot('05-cancel');
    await manager.opens('exceptions');
    await page.getByTestId('case').waitFor();
    await shoot('06-exceptions');
    await manager.opens('terminals');
    await page.locator('table.terminals').waitFor();
    await shoot('07-terminals');
    await page.locator('[data-testid^="break-"]').first().click();
    await page.getByTestId('risk').waitFor();
    await shoot('08-break');
    await page.keyboard.press('Escape');
    await page.getByTestId('enrol').click();
    await page.getByTestId('name').fill('Lobby 3');
    await page.getByTestId('order').click();
    await page.getByTestId('code').waitFor();
    await shoot('09-code');
    await page.keyboard.press('Escape');
    await page.getByTestId('enrol').click();
    await page.getByTestId('many').click();
    await page.getByTestId('csv').fill('name,role\nLobby 1,kiosk\nTill 2,tills\n,gate\nlobby 1,gate');
    await shoot('10-csv');
    for (const name of ['prices', 'items', 'staff', 'papers', 'audit']) {
      await manager.opens('admin', '', name);
      await page.locator('h1').waitFor();
      await shoot(`20-${name}`);
    }
    await page.goto(`${house.office.serverUrl}/dashboard/#/somewhere`);
    await page.reload();
    await shoot('11-nowhere');
    await context.close();
  }
} finally {
  await browser.close();
  await house.office.close();
}

async function settle(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.locator('.loading').waitFor({ state: 'detached' });
}
