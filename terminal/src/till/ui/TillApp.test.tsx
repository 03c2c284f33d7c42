/** @jest-environment jsdom */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import type { CallName } from '../../calls.ts';
import { loadWords } from '../../ui-kit/words.ts';
import { TillApp } from './TillApp.tsx';
import { createFakeTill, demoPin, type FakeTill, fakeItems } from './testing/fake-till.ts';
import { createTillStore, type TillStore } from './till-store.ts';

let till: FakeTill;
let store: TillStore;

beforeEach(() => {
  jest.useFakeTimers();
  // The page's dialogs are native ones, which this document doesn't know.
  HTMLDialogElement.prototype.show = function show(this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement) {
    this.open = false;
  };
  window.matchMedia ??= (() => ({ matches: false, addEventListener: () => undefined })) as never;
  localStorage.clear();
  till = createFakeTill({ size: 'small', isOpen: true });
});
afterEach(() => {
  cleanup();
  jest.useRealTimers();
});

const pass = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));
const see = (testId: string) => screen.getByTestId(testId);
const gone = (testId: string) => expect(screen.queryByTestId(testId)).toBeNull();
const callsOf = (name: CallName) => till.asked.flatMap(([call, args]) => (call === name ? [args] : []));
/** Longer than a key is held back for a scanner. */
async function press(key: string) {
  fireEvent.keyDown(document.activeElement ?? document.body, { key });
  await pass(100);
}
async function click(testId: string) {
  fireEvent.click(see(testId));
  await pass(100);
}
async function close() {
  fireEvent(document.querySelector('dialog') ?? document.body, new Event('cancel', { cancelable: true }));
  await pass(0);
}
async function type(testId: string, value: string) {
  fireEvent.change(see(testId), { target: { value } });
  await pass(0);
}
async function submit(testId: string) {
  const form = see(testId).closest('form');
  if (!form) throw new Error(`${testId} is in no form`);
  fireEvent.submit(form);
  await pass(100);
}
/** As a scanner does it: a few milliseconds between two keys. */
async function scan(text: string, target: Element = document.activeElement ?? document.body) {
  for (const key of text) {
    const isTaken = !fireEvent.keyDown(target, { key });
    if (!isTaken && target instanceof HTMLInputElement)
      fireEvent.change(target, { target: { value: target.value + key } });
    await pass(4);
  }
  fireEvent.keyDown(target, { key: 'Enter' });
  await pass(100);
}

async function openTill() {
  store = createTillStore();
  render(
    <I18nextProvider i18n={loadWords()}>
      <TillApp bridge={till.bridge} store={store} />
    </I18nextProvider>,
  );
  await pass(0);
}
async function signIn(staffId = 1) {
  await click(`staff-${staffId}`);
  for (const key of demoPin) await press(key);
}
describe('an outage drill', () => {
  test('is told with its end, and ended by a manager’s PIN alone', async () => {
    till.mood.terminal = { link: 'offline', drillEndsAtMs: 1_800_000_000_000 };
    till.calls['end-drill'] = async ({ pin }) =>
      pin === demoPin ? { ok: true } : { ok: false, reason: 'wrong-pin', triesLeft: 4 };
    await openTill();
    expect(see('drill').textContent).toContain('Drill: no network until');
    await click('drill');
    for (const key of '000000') await press(key);
    expect(see('notice').textContent).toContain('Wrong PIN');
    for (const key of demoPin) await press(key);
    expect(callsOf('end-drill').at(-1)).toEqual({ staffId: 4, pin: demoPin });
    gone('drill-dialog');
  });
});

describe('the page behind a dialog', () => {
  beforeEach(openTill);
  const isInert = () => document.querySelector('.till-page')?.hasAttribute('inert');

  test('can be reached by no key once one might lead there, and by nothing once the dialog stays', async () => {
    await press('F7');
    expect(isInert()).toBe(false);
    await press('Tab');
    expect(isInert()).toBe(true);
    await close();
    expect(isInert()).toBe(false);
    await press('F8');
    await pass(2000);
    expect(isInert()).toBe(true);
  });
});

describe('items', () => {
  beforeEach(openTill);

  test('are sold alone, from an empty basket, by keys', async () => {
    await press('F7');
    await type('find-item', '2 pop');
    await submit('find-item');
    expect(within(see('items-dialog')).getByTestId('item-1-count').textContent).toBe('2');
    await submit('find-item');
    gone('items-dialog');
    expect(see('total').textContent).toBe('€13.80');
    await press('F1');
    await type('given', '20');
    await submit('given');
    expect([see('change').textContent, see('sold-what').textContent]).toEqual(['€6.20', '2 × Popcorn, large']);
    expect(callsOf('pay-mixed')).toMatchObject([{ tenders: [{ kind: 'cash', givenMinor: 2000 }] }]);
  });

  test('are fewer by a touch, and the last one closes a basket that had nothing else', async () => {
    await press('F7');
    await click('item-3');
    await close();
    await click('item-3-minus');
    expect([store.get().basket, callsOf('drop-basket').length]).toEqual([null, 1]);
  });

  test('stay when the seats go to another screening, or go altogether', async () => {
    await press('2');
    await press('F7');
    await click('item-3');
    await close();
    await press('ArrowDown');
    await press('1');
    expect(store.get().basket).toMatchObject({ lines: [{}], items: [{ itemId: 3, quantity: 1 }] });
    await press('-');
    expect(store.get().basket).toMatchObject({ screeningId: null, lines: [], items: [{ itemId: 3, quantity: 1 }] });
    expect(callsOf('drop-basket')).toEqual([]);
    await press('Delete');
    expect(store.get().basket).toBeNull();
  });

  test('or not: a member and their voucher come along to another screening', async () => {
    await press('1');
    await scan('M00012345');
    await scan('GIFTAAAA11112500');
    await press('ArrowDown');
    await press('2');
    expect(store.get().basket).toMatchObject({
      lines: [{}, {}],
      memberNumber: 'M00012345',
      vouchers: [{ codeEnd: '2500' }],
    });
  });

  test('that fast fingers touch are all counted, and the core is told the last word', async () => {
    await press('F7');
    for (let n = 0; n < 5; n += 1) fireEvent.click(see('item-2'));
    await pass(100);
    expect(store.get().basket?.items).toMatchObject([{ itemId: 2, quantity: 5 }]);
    expect(callsOf('set-items').length).toBeLessThan(5);
  });

  test('can’t be more than 99 of a kind', async () => {
    await press('F7');
    await type('find-item', '99 poster');
    await submit('find-item');
    await type('find-item', '99 poster');
    await submit('find-item');
    expect(store.get().basket?.items).toMatchObject([{ quantity: 99 }]);
  });
});

describe('seats that are given away', () => {
  beforeEach(async () => {
    await openTill();
    await press('2');
    await press('g');
    await click('comp-reason-press');
    await click('give-away');
  });

  test('need a manager’s PIN where the core says so; then nothing is to be paid, and one key finishes', async () => {
    see('approve');
    for (const key of demoPin) await press(key);
    gone('comps-dialog');
    expect(callsOf('set-comps')).toMatchObject([{ reason: 'Press' }, { reason: 'Press', approvalId: 'yes-1' }]);
    expect(see('comp').textContent).toContain('Press');
    expect([see('total').textContent, screen.queryByTestId('pay-cash')]).toEqual(['€0.00', null]);
    await press('Enter');
    see('sold');
    expect(callsOf('pay-mixed')).toMatchObject([{ tenders: [] }]);
  });

  test('can be charged for again', async () => {
    for (const key of demoPin) await press(key);
    await click('undo-comps');
    gone('comp');
    expect(see('total').textContent).toBe('€25.00');
  });

  test('can be some of the basket only', async () => {
    await close();
    await press('g');
    await click(`comp-${store.get().basket?.lines[0]?.seatId}`);
    await type('comp-reason', 'Projector failed');
    await submit('comp-reason');
    for (const key of demoPin) await press(key);
    expect(store.get().basket?.lines.map(({ comp }) => comp)).toEqual([null, 'Projector failed']);
  });

  test('a cashier’s PIN is no manager’s', async () => {
    for (const key of '111111') await press(key);
    see('approve');
    expect(within(see('comps-dialog')).getByTestId('notice').textContent).toContain('Wrong PIN');
  });
});

describe('a member', () => {
  beforeEach(async () => {
    await openTill();
    await press('2');
  });

  test('has other prices, by a number that is typed, and none when it is taken out', async () => {
    await press('n');
    await type('member-number', 'm 0001');
    await submit('member-number');
    expect([see('member').textContent, see('total').textContent]).toEqual(['Member M0001', '€22.60']);
    await click('drop-member');
    gone('member');
    expect(see('total').textContent).toBe('€25.00');
  });

  test('whose number is none is told so', async () => {
    await press('n');
    await type('member-number', '!!!');
    await submit('member-number');
    expect(within(see('member-dialog')).getByTestId('notice').textContent).toContain('1 to 20 letters and digits');
  });
});

describe('gift vouchers', () => {
  beforeEach(async () => {
    await openTill();
    await press('3');
    await press('v');
  });
  const take = async (code: string) => {
    await type('voucher-code', code);
    await submit('voucher-code');
  };

  test('pay first; the rest is cash', async () => {
    await take('gift-aaaa-1111-2500');
    expect([see('due').textContent, see('total').textContent]).toEqual(['€12.50', '€37.50']);
    await press('F1');
    await submit('given');
    expect(callsOf('pay-mixed')).toMatchObject([{ tenders: [{ kind: 'cash', givenMinor: 1250 }] }]);
  });

  test('can be taken while cash is asked for; what they cover needs one key', async () => {
    await close();
    await press('F1');
    await click('pay-voucher');
    await take('GIFTBBBB22229900');
    await submit('finish-now');
    see('sold');
    expect(callsOf('pay-mixed')).toMatchObject([{ tenders: [] }]);
  });

  test('are given back', async () => {
    await take('GIFTAAAA11112500');
    await click('drop-voucher-1');
    gone('vouchers');
    expect(see('total').textContent).toBe('€37.50');
  });

  test.each([
    ['GIFTSPENT0000001', 'used up'],
    ['GIFTEXPIRED00001', 'expired'],
    ['GIFTINUSE0000001', 'Another till'],
    ['GIFTOFFLINE00001', 'need the network'],
    ['GIFTDOLLARS00001', 'another currency'],
    ['NOSUCHGIFT000000', 'no such gift voucher'],
  ])('%s can’t be had, and the page says why', async (code, words) => {
    await take(code);
    expect(within(see('voucher-dialog')).getByTestId('notice').textContent).toContain(words);
    expect(store.get().basket?.vouchers).toEqual([]);
  });
});

describe('the scanner', () => {
  beforeEach(openTill);

  test('puts a voucher into the basket, and its keys press nothing', async () => {
    await press('2');
    await scan('GIFTAAAA11112500');
    expect(store.get().basket).toMatchObject({ lines: [{}, {}], vouchers: [{ codeEnd: '2500' }] });
    expect(callsOf('propose-seats')).toHaveLength(1);
    gone('member-dialog');
  });

  test('while cash is typed: the field has only what a hand typed', async () => {
    await press('3');
    await press('F1');
    await type('given', '50');
    await scan('GIFTAAAA11112500', see('given'));
    expect((see('given') as HTMLInputElement).value).toBe('50');
    expect(store.get().basket?.vouchers).toHaveLength(1);
  });

  test('is told from a hand that types fast into a field', async () => {
    await press('2');
    await press('F4');
    await scan('Blue coat', see('park-name'));
    expect((see('park-name') as HTMLInputElement).value).toBe('Blue coat');
    gone('scan');
    expect(store.get().notice).toBeNull();
  });

  test('knows a member’s card, and wants a basket first', async () => {
    await scan('M00012345');
    expect(see('notice').textContent).toContain('basket first');
    await press('1');
    await scan('M00012345');
    expect(store.get().basket?.memberNumber).toBe('M00012345');
  });

  test('finds a sale of this till by its order key', async () => {
    await scan('T17-000041');
    expect([(see('search') as HTMLInputElement).value, callsOf('list-sales')]).toEqual([
      'T17-000041',
      [{ search: 'T17-000041' }],
    ]);
  });

  test('says what it doesn’t know', async () => {
    await scan('hello, till');
    expect(see('notice').textContent).toContain('hello, till');
  });

  test('on a serial line is heard like one that types', async () => {
    await press('1');
    act(() => till.announce({ event: 'scanned', code: 'M00012345' }));
    await pass(0);
    expect(store.get().basket?.memberNumber).toBe('M00012345');
  });

  test('is not heard while the till is locked', async () => {
    await press('1');
    await press('F9');
    await scan('GIFTAAAA11112500');
    act(() => till.announce({ event: 'scanned', code: 'GIFTAAAA11112500' }));
    await pass(0);
    expect(callsOf('take-voucher')).toEqual([]);
  });
});

describe('a till that nobody touches', () => {
  beforeEach(openTill);

  test('locks after three minutes, counts down before, and keeps the basket', async () => {
    await press('2');
    await pass(159_000);
    gone('lock-soon');
    await pass(2000);
    expect(see('lock-soon').textContent).toContain('Locks in');
    await pass(20_000);
    see('sign-in');
    expect(store.get().basket?.lines).toHaveLength(2);
  });

  test('stays open by a touch or a key', async () => {
    await pass(170_000);
    see('lock-soon');
    fireEvent.pointerDown(document.body);
    await pass(0);
    gone('lock-soon');
    await pass(170_000);
    await press('Shift');
    await pass(100_000);
    see('sell');
  });

  test('waits with the customer who is at the card reader', async () => {
    till.mood.payMs = 300_000;
    await press('2');
    await press('F2');
    await pass(290_000);
    gone('sign-in');
  });
});

test('each of the staff has the page as they left it', async () => {
  await openTill();
  await click('language');
  await click('theme');
  expect([document.documentElement.lang, document.documentElement.dataset.theme]).toEqual(['zh-CN', 'light']);
  await press('F9');
  await click('other-person');
  await signIn(2);
  await click('language');
  await click('theme');
  await press('F9');
  await click('other-person');
  await signIn(1);
  expect(store.get()).toMatchObject({ language: 'zh', theme: 'light' });
});

test('the grid has every item that is on sale, with its price', async () => {
  await openTill();
  await press('F7');
  for (const item of fakeItems) expect(see(`item-${item.itemId}`).textContent).toContain(item.name);
});
