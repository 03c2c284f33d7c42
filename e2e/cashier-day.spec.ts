/**
 * A cashier's whole day in Chromium. At its end the page, the Z report on paper, the sums of the terminal's own journal, the
 * server's ledger and the card network's memory agree to the cent, tender by tender.
 */
import { formatMinor } from '@marquee/shared/money';
import type { SaleMade, ShiftClosed, ShiftFigures, TicketsRefunded } from '@marquee/shared/protocol/journal';
import { paperOf } from '@marquee/terminal/print/payload';
import { expect as expectSoon, test } from '@playwright/test';
import { readBooks, readCharges, readKioskRow } from './fakes/books.ts';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import { cashOf, sumJournal, sumLedger } from './fakes/shift-books.ts';
import { listSlips } from './fakes/slips.ts';
import { casey, findDearer, morgan, openTill, readJournal, type Till } from './fakes/till.ts';
import { issueVoucher, readVoucher, type Voucher } from './fakes/vouchers.ts';
import { Cashier } from './screens/cashier.ts';

/** Two programs and a page take their time on a small machine. */
const expect = expectSoon.configure({ timeout: 20_000 });
// A trace would keep a copy of the page at each of some hundred steps.
test.use({ trace: 'off', viewport: { width: 1280, height: 800 } });

let office: BoxOffice;
let counter: Till;
let cashier: Cashier;
test.beforeEach(async ({ page }) => {
  test.setTimeout(180_000);
  office = await openBoxOffice();
  counter = await openTill(office);
  cashier = new Cashier(page);
});
test.afterEach(() => office.close());

const see = (testId: string) => cashier.see(testId);
const lastSale = () => readJournal(counter.till, 'sale.made').at(-1) as SaleMade;
const lastRefund = () => readJournal(counter.till, 'tickets.refunded').at(-1) as TicketsRefunded;
const unsent = async () => (await counter.till.call('see-terminal', {})).unsent;
const kindsOf = (of: SaleMade | TicketsRefunded) => of.tenders.map(({ kind }) => kind);
const here = () => see(`show-${counter.show.screeningId}`).click();

/** Answers three order keys, of what is undone later. */
async function sellInAllWays(): Promise<{ cash: string; mixed: string; card: string }> {
  await cashier.takesBest(2);
  const changeMinor = await cashier.takesCash('100');
  const cash = await cashier.hasSold();
  expect(changeMinor).toBe(10_000 - lastSale().totalMinor);

  await cashier.takesBest(3);
  await cashier.presses('c');
  await expect(see('child-count')).toHaveText('1');
  await cashier.addsItems('2 pop', 'water');
  await cashier.presses('F3');
  await see('card-part').fill('10');
  await see('take-mixed').click();
  const mixed = await cashier.hasSold();
  expect(lastSale()).toMatchObject({
    staffId: casey.id,
    items: [{ quantity: 2 }, { quantity: 1 }],
    tenders: [{ kind: 'card', amountMinor: 1000 }, { kind: 'cash' }],
  });

  // One is put aside, the next is served, and the first comes back.
  await cashier.takesBest(1);
  await cashier.presses('F4');
  await see('park-name').fill('Blue coat');
  await cashier.presses('Enter');
  await expect(see('notice')).toContainText('Blue coat');
  await cashier.takesBest(2);
  await cashier.presses('F2');
  const card = await cashier.hasSold();
  await cashier.presses('F5');
  await see('parked').click();
  await cashier.hasSeats(1);
  await cashier.takesCash();

  await cashier.addsItems('nachos');
  await cashier.takesCash('20');
  expect(lastSale()).toMatchObject({ screeningId: null, lines: [], tenders: [{ givenMinor: 2000 }] });
  return { cash, mixed, card };
}

/** Two of the press, with a water that they pay for. */
async function giveAway(): Promise<void> {
  await cashier.takesBest(2);
  await cashier.addsItems('water');
  await cashier.presses('g');
  await see('comp-reason-press').click();
  await see('give-away').click();
  await cashier.isApprovedBy(morgan);
  await expect(see('comp')).toContainText('Press');
  await cashier.takesCash();
  expect(lastSale()).toMatchObject({ lines: [{ comp: 'Press' }, { comp: 'Press' }], approvedBy: morgan.id });
}

/** A voucher pays first, cash the rest; one ticket comes back, and so does what the voucher paid of it. */
async function takeVoucher(voucher: Voucher): Promise<void> {
  await cashier.takesBest(2);
  await cashier.presses('v');
  await see('voucher-code').fill(voucher.code.toLowerCase());
  await cashier.presses('Enter');
  await expect(see('vouchers')).toContainText(voucher.code.slice(-4));
  await cashier.takesCash();
  expect(lastSale().tenders).toMatchObject([{ kind: 'voucher', amountMinor: 1500 }, { kind: 'cash' }]);
  await undo(await cashier.hasSold(), 'refund', { keep: ['line-1'] });
  expect(kindsOf(lastRefund())).toContain('voucher');
}

/** All lines of a sale but those that are unticked. */
async function undo(orderKey: string, what: 'void' | 'refund', { keep }: { keep: string[] }): Promise<void> {
  await cashier.looksUp(orderKey);
  for (const line of keep) await see(line).uncheck();
  await see('reason-customer-ill').click();
  await see(what).click();
  await expect(see('state-2')).toContainText('undone');
  await cashier.presses('Escape');
}

async function exchange(orderKey: string): Promise<void> {
  const dearer = await findDearer(counter);
  await cashier.looksUp(orderKey);
  await see('other-screening').click();
  await see(`show-${dearer}`).click();
  await cashier.takesBest(2);
  await expect(see('due')).not.toHaveText('–');
  await cashier.takesCash('50');
  expect(lastSale()).toMatchObject({ screeningId: dearer, tenders: [{ kind: 'credit' }, { kind: 'cash' }] });
  expect(lastRefund()).toMatchObject({ kind: 'exchange', tenders: [{ kind: 'credit' }] });
  await here();
}

async function reprintFirst(orderKey: string): Promise<void> {
  await cashier.looksUp(orderKey);
  await see('line-2').uncheck();
  await see('reason-jam').click();
  await see('reprint').click();
  await expect(see('state-1')).toContainText('reprinted');
  await cashier.presses('Escape');
  const duplicates = () => listSlips(counter.till.papersFolder).filter(({ duplicate }) => duplicate);
  await expect.poll(duplicates).toMatchObject([{ kind: 'ticket', line: 1 }]);
}

/** Without the network: two sales, the first of them a mistake. */
async function workOffline(): Promise<void> {
  counter.cable.cut('reset');
  await expect(see('banner')).toContainText('seats are held here', { timeout: 40_000 });
  const mistake = await cashier.sells(4);
  await undo(mistake, 'void', { keep: [] });
  await cashier.sells(3);
  expect(await unsent()).toBeGreaterThanOrEqual(3);
  counter.cable.mend();
  await expect.poll(unsent, { timeout: 40_000 }).toBe(0);
}

/** The Z report as it came out of the printer: its words and figures from the sales on. */
async function readReport(): Promise<string[][]> {
  const printed = () =>
    JSON.parse(
      readKioskRow<{ list: string }>(
        counter.till,
        "SELECT json_group_array(payload) AS list FROM report_job WHERE state = 'printed' AND payload ->> 'kind' = 'Z'",
      ).list,
    ) as string[];
  await expect.poll(() => printed().length).toBe(1);
  const payload = String(printed()[0]);
  const paper = paperOf({ kind: 'shift-report', payload, duplicate: false }, { width: 80, language: 'en' });
  const lines = paper.flatMap((piece) => (piece.kind === 'columns' ? [[piece.left, piece.right]] : []));
  return lines.slice(lines.findIndex(([word]) => word === 'Sales'));
}

/** What it has to say of these sums and this count. */
function sayReport(figures: ShiftFigures, countedMinor: number): string[][] {
  const money = (minor: number) => formatMinor(minor, 'EUR', 'en');
  const { tickets, ticketsMinor, itemsMinor, refunds, refundsMinor, tenders } = figures;
  const [cash] = tenders;
  const words = { cash: 'Cash', card: 'Card', voucher: 'Gift voucher', credit: 'Exchanged tickets' };
  return [
    ['Sales', String(figures.sales)],
    [`Tickets (${tickets})`, money(ticketsMinor)],
    ['Snacks and drinks', money(itemsMinor)],
    ['Given away', String(figures.comps)],
    [`Refunds (${refunds})`, money(-refundsMinor)],
    ['Net', money(ticketsMinor + itemsMinor - refundsMinor)],
    ['Tax in sales', money(figures.taxMinor)],
    ...tenders.flatMap(({ kind, inMinor, outMinor }) => [
      [words[kind], money(inMinor - outMinor)],
      ['· taken', money(inMinor)],
      ['· given back', money(-outMinor)],
    ]),
    ['Float', money(figures.floatMinor)],
    ['Cash taken', money(cash?.inMinor ?? 0)],
    ['Cash given back', money(-(cash?.outMinor ?? 0))],
    ['Cash in', money(figures.cashInMinor)],
    ['Drop to safe', money(-figures.dropMinor)],
    ['Paid out', money(-figures.paidOutMinor)],
    ['Expected', money(cashOf(figures))],
    ['Counted', money(countedMinor)],
    ['SHORT', money(countedMinor - cashOf(figures))],
    ['Drawer opened, no sale', String(figures.noSales)],
  ];
}

test('a whole day, with a network and without: the Z report is what journal, ledger and card network say, to the cent', async () => {
  await cashier.beginsDay(counter, '150');
  const voucher = await issueVoucher(office, 1500);
  const sold = await test.step('in cash, by card, by both; with popcorn, and popcorn alone', sellInAllWays);
  await test.step('seats are given away with a manager’s PIN', giveAway);
  await test.step('a gift voucher pays first', () => takeVoucher(voucher));
  await test.step('two go to a dearer screening and pay the difference', () => exchange(sold.card));
  await test.step('one stays with their popcorn, two tickets and the water come back', () =>
    undo(sold.mixed, 'refund', { keep: ['line-1', 'item-line-1'] }));
  await test.step('a ticket that the printer has spoilt says DUPLICATE', () => reprintFirst(sold.cash));
  await test.step('the network is away for a while', workOffline);

  await test.step('cash comes and goes without a sale', async () => {
    await cashier.presses('F8');
    await cashier.movesCash('cash-in', '30', 'coins');
    await cashier.movesCash('drop', '50', 'safe');
    await cashier.movesCash('paid-out', '12.50', 'window cleaner');
    await see('menu-no-sale').click();
    await see('cash-reason').fill('coins for a guest');
    await cashier.presses('Enter');
    await see('menu-x-report').click();
    await expect(see('report')).toBeVisible();
    await cashier.presses('Escape');
    await expect.poll(unsent).toBe(0);
  });

  const sums = sumJournal(counter.till);
  const countedMinor = cashOf(sums) - 100;
  await test.step('the drawer is counted, one euro short, and closed', async () => {
    await cashier.presses('F8');
    await cashier.countsAndCloses(countedMinor);
    await expect(see('over-short')).toContainText('1.00');
  });

  await test.step('all sides say the same', async () => {
    expect(sums).toMatchObject({ sales: 10, tickets: 21, comps: 2, refunds: 4, noSales: 1, floatMinor: 15_000 });
    expect(sums.tenders.filter(({ inMinor, outMinor }) => inMinor === 0 || outMinor === 0)).toEqual([]);
    const [closed] = readJournal(counter.till, 'shift.closed') as ShiftClosed[];
    const count = { countedMinor, expectedMinor: cashOf(sums), overShortMinor: -100 };
    expect(closed).toMatchObject({ ...count, figures: sums, staffId: casey.id });
    expect(await readReport()).toEqual(sayReport(sums, countedMinor));

    await expect.poll(unsent).toBe(0);
    const { terminal } = await counter.till.call('see-terminal', {});
    expect(sumLedger(office.serverDatabaseFile, terminal)).toEqual(sums);
    const network = (outcome: string) =>
      readCharges(counter.till)
        .filter((attempt) => attempt.outcome === outcome)
        .reduce((total, { amountMinor }) => total + amountMinor, 0);
    const tenderOf = (kind: string) => sums.tenders.find((tender) => tender.kind === kind);
    expect(tenderOf('card')).toMatchObject({ inMinor: network('approved'), outMinor: network('refunded') });
    const { inMinor = 0, outMinor = 0 } = tenderOf('voucher') ?? {};
    expect(readVoucher(office, voucher)).toEqual({ balanceMinor: 1500 - inMinor + outMinor, state: 'free' });
    expect(readBooks(office.serverDatabaseFile).exceptions).toEqual([]);
  });
});
