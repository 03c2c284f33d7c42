import { expect, test } from '@playwright/test';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import { type Evening, forge, openEvening } from './fakes/evening.ts';

let office: BoxOffice | undefined;
let evening: Evening | undefined;
test.afterEach(async () => {
  await office?.close();
  await evening?.close();
  office = undefined;
  evening = undefined;
});

async function openGate() {
  office = await openBoxOffice({ kiosks: 1 });
  const { kiosk: gate, cable } = await office.addKiosk({ env: { ROLE: 'gate' } });
  return { gate, cable };
}

test('an usher’s scanner types what is no ticket, wherever the focus is, and is told so until a key is pressed', async ({
  page,
}) => {
  const { gate, cable } = await openGate();
  await page.goto(gate.url);
  await expect(page.getByTestId('idle')).toBeVisible();
  await page.getByTestId('mute').focus();
  await page.keyboard.type('NOT A TICKET AT ALL\n');
  await expect(page.getByTestId('result')).toHaveAttribute('data-verdict', 'unreadable');
  await expect(page.getByTestId('mute')).toHaveAttribute('data-muted', 'false');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('idle')).toBeVisible();
  await expect(page.getByTestId('recent').getByRole('listitem')).toHaveCount(1);

  cable.cut('reset');
  await expect(page.getByTestId('link')).toHaveAttribute('data-online', 'false', { timeout: 20_000 });
  await page.keyboard.type('STILL NO TICKET\n');
  await expect(page.getByTestId('result')).toHaveAttribute('data-verdict', 'unreadable');
});

test('an usher’s evening: a ticket comes in once, copies and strangers don’t, and the door goes on without a network', async ({
  page,
}) => {
  evening = await openEvening();
  const { gate, cable, show, otherShow, sell, untilHeard } = evening;
  const [ours = '', second = ''] = await sell(show, 2);
  const [elsewhere = ''] = await sell(otherShow, 1);
  await untilHeard(show, 2);
  await page.goto(gate.url);
  await expect(page.getByTestId('idle')).toBeVisible();
  await expect(page.getByTestId('link')).toHaveAttribute('data-online', 'true');
  const scan = async (code: string, verdict: string) => {
    await page.keyboard.type(`${code}\n`);
    await expect(page.getByTestId('result')).toHaveAttribute('data-verdict', verdict);
  };

  await scan(ours, 'valid');
  await expect(page.getByTestId('seat')).toHaveText(/^[A-Z]+\d+$/);
  await page.keyboard.press('Escape');
  await scan(ours, 'already-used');
  await expect(page.getByTestId('used')).toBeVisible();
  await page.keyboard.press('Escape');
  await scan(forge(second), 'forged');
  await page.keyboard.press('Escape');
  await scan(elsewhere, 'wrong-screening');
  await expect(page.getByTestId('result')).toContainText(otherShow.venueName);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId(`show-${show.screeningId}`)).toContainText('1');

  cable.cut('reset');
  await expect(page.getByTestId('link')).toHaveAttribute('data-online', 'false', { timeout: 20_000 });
  const [late = ''] = await sell(show, 1);
  await scan(late, 'valid');
  await page.keyboard.press('Escape');
  await scan(late, 'already-used');
  await page.keyboard.press('Escape');

  cable.mend();
  await expect(page.getByTestId('link')).toHaveAttribute('data-online', 'true', { timeout: 20_000 });
  await gate.untilAnswer('see-terminal', {}, ({ unsent }) => unsent === 0, 20_000);
});
