/**
 * Pictures of every screen of the example client, in both languages, light and dark: `node
 * e2e/screens/take-example-pictures.ts <folder>`. For looking at; nothing in them is drawn for the picture.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { buildExample, openExampleServer } from '../fakes/example-server.ts';
import { chromiumArgs, findChromium } from './chromium.ts';
import { Moviegoer, phoneSize } from './moviegoer.ts';
import { layFinger } from './passkeys.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '../../var/pictures');
mkdirSync(folder, { recursive: true });
buildExample();
const server = await openExampleServer();
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs });
try {
  let numbered = 0;
  for (const language of ['en', 'zh'] as const) {
    for (const colorScheme of ['dark', 'light'] as const) {
      const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
      const context = await browser.newContext({ viewport: phoneSize, deviceScaleFactor: 1.5, colorScheme, locale });
      const page = await context.newPage();
      page.on('console', (message) => message.type() === 'error' && console.log(message.text()));
      page.on('pageerror', (error) => console.log(error));
      await layFinger(page);
      const person = new Moviegoer(page, server.url, language);
      const shoot = async (name: string, fullPage = false) => {
        await page.waitForLoadState('networkidle').catch(() => undefined);
        await page.evaluate(() => document.fonts.ready.then(() => undefined));
        const path = join(folder, `${language}-${colorScheme}-${name}.png`);
        await page.screenshot({ path, animations: 'disabled', fullPage });
      };
      const screening = server.screenings[numbered] ?? server.screenings[0];
      if (!screening) throw new Error('the demo cinema shows nothing tomorrow');
      await person.opens();
      await shoot('01-films');
      await page.getByLabel(person.say('films.search')).fill('alca');
      await page.getByText(person.say('films.cinemas'), { exact: true }).waitFor();
      await shoot('02-search');
      await person.opens(`film/${screening.movieId}`);
      await page.getByText(screening.venueName).first().waitFor();
      await shoot('03-film', true);
      await person.opens('cinema/1');
      await page.locator('.time-chip').first().waitFor();
      await shoot('03-cinema');
      await person.opens('sign-in');
      await shoot('04-log-in');
      await person.opens('account');
      await page.getByText(person.say('sign.register'), { exact: true }).click();
      await shoot('05-register');
      await person.registers(`+4917655501${String(++numbered).padStart(2, '0')}`);
      await page.getByText(person.say('devices.title')).waitFor();
      await shoot('06-account');
      await person.registersPhone('Ada’s phone');
      await shoot('07-device');
      await person.opens('tickets');
      await page.getByText(person.say('tickets.none')).waitFor();
      await shoot('08-no-tickets');
      await person.opens(`seats/${screening.id}`);
      await page.getByText(person.say('seats.live'), { exact: true }).waitFor();
      for (const label of ['H12', 'H13', 'H14']) await person.seat(label).click();
      await shoot('09-seats');
      await person.button('seats.whole').click();
      await shoot('10-room');
      await person.button('seats.best').click();
      await shoot('11-best');
      await person.button('nav.close').click();
      await page.getByRole('button', { name: /3/ }).last().click();
      await page.getByRole('heading', { name: person.say('pay.title') }).waitFor();
      await person.signButton.waitFor();
      await shoot('12-pay', true);
      await person.choosesCard('pay.card-declined');
      await person.signsAndPays();
      await person.isTold('refusal.payment-declined');
      await shoot('13-declined', true);
      await person.choosesCard('pay.card-visa');
      await person.signButton.click();
      await person.signNowButton.waitFor();
      await shoot('14-sign');
      await person.signNowButton.click();
      await page.getByText(person.say('done.kept')).waitFor();
      await shoot('15-done');
      await person.button('done.show').click();
      await page.getByRole('img').first().waitFor();
      await shoot('16-ticket', true);
      await person.button('ticket.pass').first().click();
      await person.button('ticket.pass-make').click();
      await page.getByText('#/accept/').waitFor();
      await shoot('17-pass');
      await person.opens('tickets');
      await page.locator('.stub').first().waitFor();
      await context.setOffline(true);
      await page.getByText(person.say('offline')).waitFor();
      await shoot('18-offline');
      await page.reload();
      await page.locator('.stub').first().waitFor();
      await shoot('19-offline-again');
      await context.close();
    }
  }
} finally {
  await browser.close();
  await server.close();
}
