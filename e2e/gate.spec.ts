import { expect, test } from '@playwright/test';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import { uma } from './fakes/till.ts';

let office: BoxOffice | undefined;
test.afterEach(async () => {
  await office?.close();
  office = undefined;
});

async function openGate() {
  office = await openBoxOffice({ kiosks: 1 });
  const { kiosk: gate, cable } = await office.addKiosk({ env: { ROLE: 'gate' } });
  return { gate, cable };
}

test('an usher signs in by hand, and the scanner types what is no ticket, wherever the focus is, and is told so until a key is pressed', async ({
  page,
}) => {
  const { gate, cable } = await openGate();
  await page.goto(gate.url);
  await page.getByTestId(`staff-${uma.id}`).click();
  await page.keyboard.type('987654 NOT A TICKET AND NOT A PIN\n');
  await expect(page.getByTestId('result')).toHaveAttribute('data-verdict', 'not-signed-in');
  await page.keyboard.press('Escape');
  for (const digit of uma.pin) await page.getByRole('button', { name: digit, exact: true }).click();
  await expect(page.getByTestId('idle')).toBeVisible();
  await page.getByTestId('mute').focus();
  await page.keyboard.type('NOT A TICKET AT ALL\n');
  await expect(page.getByTestId('result')).toHaveAttribute('data-verdict', 'unreadable');
  await expect(page.getByTestId('mute')).toHaveAttribute('data-muted', 'false');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('idle')).toBeVisible();
  await expect(page.getByTestId('recent').getByRole('listitem')).toHaveCount(2);

  cable.cut('reset');
  await expect(page.getByTestId('link')).toHaveAttribute('data-online', 'false', { timeout: 20_000 });
  await page.keyboard.type('STILL NO TICKET\n');
  await expect(page.getByTestId('result')).toHaveAttribute('data-verdict', 'unreadable');
});
