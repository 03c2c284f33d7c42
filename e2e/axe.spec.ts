import { formatFault, stoppingFaults } from '@marquee/shared/errors';
import { languages } from '@marquee/terminal/ui-kit/languages';
import { expect, type Page, test } from '@playwright/test';
import { type PageCore, startPageCore } from './fakes/page-core.ts';
import { isFitFor } from './screens/fit.ts';
import { Guest } from './screens/guest.ts';
import { Staff } from './screens/staff.ts';

const looks = ['dark', 'light', 'contrast'] as const;

// A trace would keep a copy of the page, with its hundreds of seats, at each of axe's steps.
test.use({ trace: 'off' });

let core: PageCore;
test.beforeAll(async () => {
  core = await startPageCore();
});
test.afterAll(() => core.close());

/** Once through everything that a guest can come to see. */
async function walk(page: Page, guest: Guest, screening: number): Promise<void> {
  const fits = (screen: string) => isFitFor(page, screen);
  await fits('attract');
  await guest.see('begin').click();
  await guest.isOn('films');
  await fits('films');
  await page.locator('.film-open').first().click();
  await guest.isOn('film');
  await fits('film');
  await page.locator('.screening-row:enabled').nth(screening).click();
  await guest.isOn('tickets');
  await guest.addsTickets({ adult: 1, child: 2 });
  await fits('tickets');
  await guest.isOfferedSeats();
  await fits('seats');
  await core.isIn({ nextChoice: 'single-seat-left' });
  await guest.see('seats-continue').click();
  await fits('single seat');
  await guest.see('single-seat-keep').click();
  await guest.isOn('pay');
  await fits('pay');
  await guest.see('restart').click();
  await fits('start over');
  await guest.see('leave-stay').click();
  await core.isIn({ nextPay: 'card-declined', payMs: 4000, terminal: { link: 'offline' } });
  await guest.pays('card');
  await guest.isOn('charging');
  await fits('charging');
  await guest.reads('card-declined');
  await fits('declined, offline');
  await core.isIn({ payMs: 0, printerStuck: true });
  await guest.pays('cash');
  await guest.isOn('sold');
  await expect(guest.see('printer-trouble')).toBeVisible();
  await fits('sold, printer trouble');
  await core.isIn({ printerStuck: false });
  await guest.holdsTickets(3);
  await fits('sold');
  await guest.see('done').click();
  await guest.isOn('attract');
}

/** One of each direction is walked in every look; what the others say is as long or shorter, in the same colours. */
const inEveryLook: readonly string[] = ['en', 'ar'];
for (const { code, name, locale, direction } of languages)
  for (const look of inEveryLook.includes(code) ? looks : (['dark'] as const))
    test(`every screen in ${name}, ${look}, is fit for guests who see, reach or read with difficulty`, async ({
      page,
    }) => {
      test.setTimeout(240_000);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      const guest = new Guest(page);
      await core.isIn({ clear: true, printMs: 0 });
      await guest.comesTo(core.url);
      await guest.see(`language-${code}`).click();
      await expect(page.locator('html')).toHaveAttribute('lang', locale);
      await expect(page.locator('html')).toHaveAttribute('dir', direction);
      if (look !== 'dark') await guest.see(`access-${look}`).click();
      // The large house once for each language: its map scrolls, and takes long to judge.
      await walk(page, guest, look === 'dark' ? 1 : 0);
      await expect(page.locator('html')).toHaveAttribute('lang', languages[0].locale);
    });

for (const { code, name, words } of languages) {
  test(`in ${name} a guest is asked for more time, and told why a kiosk is closed and who to turn to`, async ({
    page,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const guest = new Guest(page);
    await core.isIn({ clear: true, terminal: { idleWarningMs: 1500, idleResetMs: 600_000 } });
    await guest.comesTo(core.url);
    await guest.see(`begin`).click();
    await guest.see(`language-${code}`).click();
    await expect(guest.see('idle-dialog')).toContainText(words['idle.title'] ?? '');
    await expect(guest.see('more-time')).toBeFocused();
    await isFitFor(page, 'more time');
    await page.keyboard.press('Enter');
    await expect(guest.see('idle-dialog')).toBeHidden();

    for (const fault of stoppingFaults) {
      await core.isIn({ clear: true, terminal: { outOfService: fault } });
      await expect(guest.see('fault-code')).toHaveText(formatFault(fault));
      await expect(guest.see('closed-why')).toHaveText(words[`closed.${fault}`] ?? '');
      await expect(guest.see('staff-do')).toBeVisible();
    }
    await isFitFor(page, 'closed');
  });

  test(`in ${name} a payment that nobody knows the end of, and larger text on a wide screen, are fit for everybody`, async ({
    page,
  }) => {
    test.setTimeout(240_000);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const guest = new Guest(page);
    await core.isIn({ clear: true, payMs: 0, printMs: 0 });
    await guest.comesTo(core.url);
    await guest.see(`language-${code}`).click();
    await guest.see('access-large-text').click();
    await isFitFor(page, 'attract');
    await guest.see('begin').click();
    await guest.isOn('films');
    await isFitFor(page, 'films');
    await page.locator('.show-chip:enabled').first().click();
    await guest.isOn('tickets');
    await guest.addsTickets({ student: 1, senior: 1 });
    await isFitFor(page, 'tickets');
    await guest.isOfferedSeats();
    await isFitFor(page, 'seats');
    await guest.keepsSeats();
    await isFitFor(page, 'pay');
    await core.isIn({ nextPay: 'payment-unsettled' });
    await guest.pays('card');
    await guest.isOn('unsettled');
    await isFitFor(page, 'unsettled');
  });

  test(`in ${name} the staff menu, and the code of a guest whose tickets did not print, are fit for everybody`, async ({
    page,
  }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const guest = new Guest(page);
    const staff = new Staff(page);
    await core.isIn({ clear: true, payMs: 0, printMs: 0, printerStuck: true });
    await guest.comesTo(core.url);
    await guest.see(`language-${code}`).click();
    await staff.opensMenu();
    await expect(staff.see('staff-1')).toBeVisible();
    await isFitFor(page, 'staff menu: who');
    await staff.typesPin({ id: 1, pin: '999999' });
    await expect(staff.see('staff-notice')).toHaveAttribute('data-kind', 'refused');
    await isFitFor(page, 'staff menu: wrong PIN');
    await page.keyboard.type('111111');
    await staff.does('reprint-last');
    await isFitFor(page, 'staff menu');
    await staff.closesMenu();

    await guest.see('begin').click();
    await page.locator('.show-chip:enabled').first().click();
    await guest.addsTickets({ adult: 1 });
    await guest.isOfferedSeats();
    await guest.keepsSeats();
    await guest.pays('cash');
    await guest.see('collect-elsewhere').click();
    await expect(guest.see('collect-code')).toHaveText('K7QM-2XRA');
    await isFitFor(page, 'collect elsewhere');
  });
}
