/** @jest-environment jsdom */
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import type { Calls, CoreEvent, TerminalView } from '../../calls.ts';
import type { Bridge, LinkState } from '../../ui-kit/bridge.ts';
import { loadWords } from '../../ui-kit/words.ts';
import { KioskApp } from './KioskApp.tsx';
import { createKioskStore } from './kiosk-store.ts';
import { aBasket, aFilm, aMap, aSale, aTerminal } from './testing/builders.ts';

/** jsdom knows the element but not how to show it. */
beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
    this.open = false;
  };
});

let terminal: TerminalView;
let answers: Partial<Calls>;
let asked: string[];
let tellEvent: (event: CoreEvent) => void;
let tellLink: (link: LinkState) => void;

beforeEach(() => {
  jest.useFakeTimers();
  sessionStorage.clear();
  terminal = aTerminal();
  asked = [];
  answers = {};
});
afterEach(() => {
  cleanup();
  jest.useRealTimers();
});

const core: Calls = {
  'see-terminal': () => terminal,
  'list-films': () => ({ films: [aFilm()] }),
  'see-seat-map': () => aMap(),
  'propose-seats': ({ count }) => ({ seatIds: [2, 3, 4].slice(0, count) }),
  'choose-seats': async () => ({ ok: true, basket: aBasket() }),
  'see-basket': () => ({ basket: aBasket() }),
  'drop-basket': () => ({ dropped: true }),
  'keep-basket': () => ({ kept: true }),
  pay: async () => ({ ok: true, basket: aBasket({ state: 'sold', sale: aSale() }) }),
};

async function openKiosk() {
  const bridge: Bridge = {
    call: async (name, args) => {
      asked.push(name);
      const answer = (answers[name] ?? core[name]) as (args: unknown) => unknown;
      return (await answer(args)) as never;
    },
    onEvent: (listener) => {
      tellEvent = listener;
      return () => undefined;
    },
    onLink: (listener) => {
      tellLink = listener;
      listener('open');
      return () => undefined;
    },
    close: () => undefined,
  };
  render(
    <I18nextProvider i18n={loadWords()}>
      <KioskApp bridge={bridge} store={createKioskStore()} />
    </I18nextProvider>,
  );
  await pass(0);
}
const pass = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));
async function touch(testId: string) {
  fireEvent.pointerDown(screen.getByTestId(testId));
  fireEvent.click(screen.getByTestId(testId));
  await pass(0);
}
async function goTo(last: 'tickets' | 'seats' | 'pay') {
  for (const step of ['begin', 'show-7', 'class-adult-plus']) await touch(step);
  if (last !== 'tickets') await touch('choose-seats');
  if (last === 'pay') await touch('seats-continue');
}

test('a guest buys a ticket with nothing but touches, and sees the order key', async () => {
  await openKiosk();
  await goTo('pay');
  expect(screen.getByTestId('total').textContent).toBe('€10.00');
  await touch('pay-card');
  expect(screen.getByTestId('order-key').textContent).toBe('T17-000123');
});

test('the payment screen offers only what works, and says what does not', async () => {
  terminal = aTerminal({ tenders: ['cash'] });
  await openKiosk();
  await goTo('pay');
  expect(screen.queryByTestId('pay-card')).toBeNull();
  expect(screen.getByText('Card payment isn’t available right now.')).toBeTruthy();
});

test('a declined card says that nothing was charged, and leaves both ways to pay open', async () => {
  answers.pay = async () => ({ ok: false, reason: 'card-declined' });
  await openKiosk();
  await goTo('pay');
  await touch('pay-card');
  expect(screen.getByTestId('notice').textContent).toContain('You have not been charged');
  expect([screen.getByTestId('pay-card'), screen.getByTestId('pay-cash')]).toHaveLength(2);
});

test('tickets that do not print keep their order key and name the published fault', async () => {
  const sale = aSale({ tickets: [{ line: 0, seatLabel: 'A1', ticketClass: 'adult', print: 'failed' }] });
  answers.pay = async () => ({ ok: true, basket: aBasket({ state: 'sold', sale }) });
  answers['see-basket'] = () => ({ basket: aBasket({ state: 'sold', sale }) });
  terminal = aTerminal({ faults: [{ code: 'printer-out-of-paper', detail: '' }] });
  await openKiosk();
  await goTo('pay');
  await touch('pay-cash');
  expect(screen.getByTestId('printer-trouble').textContent).toContain('F101');
  await pass(30_000);
  expect(screen.getByTestId('order-key').textContent).toBe('T17-000123');
});

test('once all is printed the kiosk is free for the next guest after a while', async () => {
  const sale = aSale({
    receipt: 'printed',
    tickets: [{ line: 0, seatLabel: 'A1', ticketClass: 'adult', print: 'printed' }],
  });
  answers.pay = async () => ({ ok: true, basket: aBasket({ state: 'sold', sale }) });
  answers['see-basket'] = () => ({ basket: aBasket({ state: 'sold', sale }) });
  await openKiosk();
  await goTo('pay');
  await touch('pay-card');
  await pass(21_000);
  expect(screen.getByTestId('begin')).toBeTruthy();
});

test('a terminal out of service shows the published code, and says so again only when it is', async () => {
  await openKiosk();
  terminal = aTerminal({ outOfService: 'database-corrupt' });
  tellEvent({ event: 'terminal-changed' });
  await pass(1000);
  expect(screen.getByTestId('fault-code').textContent).toBe('F303');
  terminal = aTerminal();
  tellEvent({ event: 'terminal-changed' });
  await pass(1000);
  expect(screen.getByTestId('begin')).toBeTruthy();
});

test('while the core restarts the guest sees one calm sentence, and then the same screen as before', async () => {
  await openKiosk();
  await goTo('seats');
  act(() => tellLink('lost'));
  expect(screen.getByTestId('one-moment').textContent).toContain('One moment');
  act(() => tellLink('open'));
  await pass(0);
  expect(screen.queryByTestId('one-moment')).toBeNull();
  expect(screen.getByTestId('seat-A2').dataset.state).toBe('in-basket');
});

test('the single-seat rule is explained, and a guest who insists has their way', async () => {
  let insisted = false;
  answers['choose-seats'] = async ({ allowSingleSeat }) => {
    insisted = allowSingleSeat;
    return allowSingleSeat ? { ok: true, basket: aBasket() } : { ok: false, reason: 'single-seat-left', seatIds: [1] };
  };
  await openKiosk();
  await goTo('pay');
  expect(screen.getByTestId('single-seat-dialog').textContent).toContain('Seat A1 would be left on its own');
  await touch('single-seat-keep');
  expect([insisted, screen.queryByTestId('pay-card') !== null]).toEqual([true, true]);
});

describe('a guest who walks away', () => {
  test('is asked, may have more time, and otherwise leaves nothing behind', async () => {
    await openKiosk();
    await goTo('pay');
    await touch('language-zh');
    expect(document.documentElement.lang).toBe('zh-CN');
    await pass(61_000);
    await touch('more-time');
    expect(screen.queryByTestId('idle-dialog')).toBeNull();
    expect(asked).toContain('keep-basket');
    await pass(61_000);
    expect(screen.getByTestId('idle-dialog')).toBeTruthy();
    await pass(30_000);
    expect(screen.getByTestId('begin')).toBeTruthy();
    expect([document.documentElement.lang, asked.includes('drop-basket'), sessionStorage.length]).toEqual([
      'en-GB',
      true,
      0,
    ]);
  });

  test('is not cleared away while the card reader is working', async () => {
    answers.pay = () => new Promise(() => undefined);
    await openKiosk();
    await goTo('pay');
    await touch('pay-card');
    await pass(300_000);
    expect(screen.getByTestId('charging')).toBeTruthy();
  });
});

test('starting over asks only a guest who has something to lose', async () => {
  await openKiosk();
  await goTo('tickets');
  await touch('restart');
  await touch('leave-stay');
  expect(screen.getByTestId('class-adult-count').textContent).toBe('1');
  await touch('restart');
  await touch('leave-yes');
  await touch('begin');
  await touch('film-1');
  await touch('restart');
  expect(screen.getByTestId('begin')).toBeTruthy();
});

test('help to see and reach is on the page at a touch, and goes with the guest', async () => {
  await openKiosk();
  for (const help of ['contrast', 'large-text', 'low-reach']) await touch(`access-${help}`);
  const { dataset } = document.documentElement;
  expect({ ...dataset }).toMatchObject({ theme: 'contrast', text: 'large', reach: 'low' });
  await touch('begin');
  await touch('back');
  expect({ ...dataset }).toMatchObject({ theme: 'dark', text: 'normal', reach: 'normal' });
});

test('offline the header says whose seats are sold, and nothing alarming', async () => {
  terminal = aTerminal({ link: 'offline' });
  await openKiosk();
  await touch('begin');
  expect(screen.getByTestId('offline').textContent).toBe('Sold from this kiosk’s own seats');
});
