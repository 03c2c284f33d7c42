/** Every screen of a gate, in every look and language of its ushers. */
import { GateVerdict } from '@marquee/shared/protocol/journal';
import { type FakeGate, startFakeGate } from '@marquee/terminal/gate/ui/testing/fake-gate';
import { expect, type Page, test } from '@playwright/test';
import { isFitFor } from './screens/fit.ts';

test.use({ trace: 'off' });

let fake: FakeGate;
test.beforeAll(async () => {
  fake = await startFakeGate(0);
});
test.afterAll(() => fake.close());

async function walk(page: Page): Promise<void> {
  const see = page.getByTestId.bind(page);
  const type = async (pin: string) => {
    for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).click();
  };
  await expect(see('staff-3')).toBeVisible();
  await isFitFor(page, 'who');
  await see('staff-3').click();
  await isFitFor(page, 'PIN');
  await type('000000');
  await expect(see('notice')).toBeVisible();
  await isFitFor(page, 'wrong PIN');
  await type('975310');
  await expect(see('idle')).toBeVisible();
  await isFitFor(page, 'idle');
  for (const verdict of [...GateVerdict.options, 'not-signed-in']) {
    await page.keyboard.type(`${verdict}-child\n`);
    await expect(see('result')).toHaveAttribute('data-verdict', verdict);
    await isFitFor(page, verdict);
    if (verdict !== 'valid') await page.keyboard.press('Escape');
    await expect(see('result')).toBeHidden();
  }
  await isFitFor(page, 'idle after scans');
  await see('camera').click();
  await expect(see('camera-pane')).toBeVisible();
  await isFitFor(page, 'camera');
  await see('camera').click();
  await see('lock').click();
  await expect(see('sign-out')).toBeVisible();
  await isFitFor(page, 'locked');
  await see('sign-out').click();
  await expect(see('staff-3')).toBeVisible();
}

const walks = [
  { theme: 'dark', language: 'en', viewport: { width: 1280, height: 800 } },
  { theme: 'light', language: 'zh', viewport: { width: 1280, height: 800 } },
  { theme: 'light', language: 'en', viewport: { width: 390, height: 844 } },
] as const;
for (const { theme, language, viewport } of walks)
  test(`every screen of a gate, ${theme}, ${language}, ${viewport.width} wide, is fit for every usher`, async ({
    page,
  }) => {
    test.setTimeout(240_000);
    await page.setViewportSize(viewport);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    fake.gate = { ...fake.gate, mustSignIn: true, signedIn: null };
    await page.goto(fake.url);
    if (language === 'zh') await page.getByTestId('language').click();
    if (theme === 'light') await page.getByTestId('theme').click();
    await walk(page);
  });
