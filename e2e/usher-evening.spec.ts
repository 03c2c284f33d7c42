/** An usher's evening: every ticket that a guest can hold up, and at its end what the server says of it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import Database from 'better-sqlite3';
import { type Evening, forge, openEvening } from './fakes/evening.ts';
import { type Phone, registerPhone } from './fakes/phone.ts';
import type { Show } from './fakes/show.ts';
import { scanSlip } from './fakes/slips.ts';
import { readJournal, uma } from './fakes/till.ts';

let evening: Evening | undefined;
test.afterEach(async () => {
  await evening?.close();
  evening = undefined;
});

async function signIn(page: Page): Promise<void> {
  await page.getByTestId(`staff-${uma.id}`).click();
  for (const digit of uma.pin) await page.getByRole('button', { name: digit, exact: true }).click();
  await expect(page.getByTestId('idle')).toBeVisible();
}

/** So many adults. Answers the order's key. */
async function buy(phone: Phone, { screeningId }: Show, count: number): Promise<string> {
  const tickets = Array.from({ length: count }, () => ({ ticketClass: 'adult' }));
  const held = await phone.ask('POST', '/holds', { screeningId, tickets, allowSingleSeat: true });
  const paid = await phone.ask('POST', `/holds/${held.body.hold.id}/payment`, { paymentToken: 'pm_card_visa' });
  return paid.body.orderKey;
}
async function codesOf(phone: Phone): Promise<Map<string, string>> {
  const { changed } = (await phone.ask('GET', '/wallet')).body as { changed: { id: string; code: string }[] };
  return new Map(changed.map(({ id, code }) => [id, code]));
}

/** What a scanner reads off the first page. */
async function scanPdf(phone: Phone, order: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'pdf-'));
  try {
    const file = join(folder, 'tickets.pdf');
    writeFileSync(file, await phone.download(`/bookings/${order}/tickets.pdf`));
    execFileSync('pdftoppm', ['-r', '150', '-png', '-singlefile', file, join(folder, 'page')]);
    return scanSlip(join(folder, 'page.png')) ?? '';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('an usher’s evening: who comes in and who doesn’t, with and without a network, and the server says the same', async ({
  page,
}) => {
  test.setTimeout(240_000);
  evening = await openEvening();
  const { office, gate, southGate, cable, show, otherShow, laterShow, sell, untilHeard } = evening;
  const [paper = '', forged = '', twice = ''] = await sell(show, 3);
  const [elsewhere = ''] = await sell(otherShow, 1);
  const [tomorrow = ''] = await sell(laterShow, 1);
  const ada = await registerPhone(office.serverUrl, '+4917698765101');
  const bob = await registerPhone(office.serverUrl, '+4917698765102');
  const order = await buy(ada, show, 4);
  const refunded = await buy(ada, show, 1);
  const codes = await codesOf(ada);
  const codeOf = (line: number) => codes.get(`${order}-${line}`) ?? '';

  const { token } = (await ada.ask('POST', `/bookings/${order}/tickets/4/pass`)).body;
  expect((await bob.ask('POST', `/passed-tickets/${token}/accept`)).status).toBe(200);
  const passed = (await codesOf(bob)).get(`${order}-4`) ?? '';
  const operation = { operationId: 'refund-at-the-desk', by: 'Morgan', reason: 'ill', lines: null, kind: 'refund' };
  expect((await ada.ask('POST', `/orders/${refunded}/refund`, operation)).status).toBe(200);
  await untilHeard(show, 7);

  await page.goto(gate.url);
  await expect(page.getByTestId(`staff-${uma.id}`)).toBeVisible();
  const scan = async (code: string, verdict: string) => {
    await page.keyboard.type(`${code}\n`);
    await expect(page.getByTestId('result')).toHaveAttribute('data-verdict', verdict);
    const said = await page.getByTestId('result').innerText();
    await page.keyboard.press('Escape');
    return said;
  };
  await scan(paper, 'not-signed-in');
  await signIn(page);

  await scan(paper, 'valid');
  await scan(await scanPdf(ada, order), 'valid');
  await scan(codeOf(1), 'already-used');
  await scan(codeOf(2), 'valid');
  expect(await scan(paper, 'already-used')).toContain('this gate');
  expect(await southGate.call('scan-ticket', { text: codeOf(3) })).toMatchObject({ verdict: 'valid' });
  await gate.untilAnswer('see-gate', {}, ({ screenings }) =>
    screenings.some(({ screeningId, admitted }) => screeningId === show.screeningId && admitted === 4),
  );
  expect(await scan(codeOf(3), 'already-used')).toContain('gate ');
  expect(await scan(elsewhere, 'wrong-screening')).toContain(otherShow.venueName);
  await scan(tomorrow, 'too-early');
  await scan(codes.get(`${refunded}-1`) ?? '', 'refunded');
  expect(await scan(codeOf(4), 'refunded')).toContain('passed on');
  await scan(passed, 'valid');
  await scan(forge(forged), 'forged');
  await scan('MARQUEE?', 'unreadable');
  expect((await ada.ask('POST', `/bookings/${order}/cancellation`, { lines: [1] })).body.code).toBe('ticket-used');

  cable.cut('reset');
  await expect(page.getByTestId('link')).toHaveAttribute('data-online', 'false', { timeout: 20_000 });
  const [late = ''] = await sell(show, 1);
  await scan(late, 'valid');
  await scan(late, 'already-used');
  // A copy of it comes to the other gate at the same time: neither can know.
  expect(await southGate.call('scan-ticket', { text: twice })).toMatchObject({ verdict: 'valid' });
  await scan(twice, 'valid');
  cable.mend();
  await expect(page.getByTestId('link')).toHaveAttribute('data-online', 'true', { timeout: 20_000 });
  await gate.untilAnswer('see-terminal', {}, ({ unsent }) => unsent === 0, 20_000);
  await page.getByTestId('lock').click();
  await scan(forged, 'not-signed-in');

  const admittedHere = readJournal(gate, 'ticket.scanned').filter(({ verdict }) => verdict === 'valid');
  expect(admittedHere).toHaveLength(6);
  expect(new Set(readJournal(gate, 'ticket.scanned').map(({ staffId }) => staffId))).toEqual(new Set([uma.id]));
  const server = new Database(office.serverDatabaseFile, { readonly: true });
  const admitted = server.prepare('SELECT COUNT(*) AS n FROM admission').get();
  const used = server.prepare('SELECT COUNT(*) AS n FROM ticket WHERE used_at_ms IS NOT NULL').get();
  const exceptions = server.prepare('SELECT kind FROM exception WHERE settled_at_ms IS NULL').all();
  server.close();
  // Both gates together, the copy once.
  expect([admitted, used]).toEqual([{ n: 7 }, { n: 7 }]);
  expect(exceptions).toEqual([{ kind: 'ticket-used-twice' }]);
});
