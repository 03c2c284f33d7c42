import { expect, test } from '@playwright/test';
import Database from 'better-sqlite3';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';

let office: BoxOffice | undefined;
test.afterEach(() => office?.close());

/** A gate of the demo cinema, whose codes are for kiosks. */
async function openGate() {
  office = await openBoxOffice({ kiosks: 1 });
  const server = new Database(office.serverDatabaseFile);
  server.prepare("UPDATE enrolment_code SET role = 'gate' WHERE used_at_ms IS NULL").run();
  server.close();
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
