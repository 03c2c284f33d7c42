/** @jest-environment jsdom */
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import type { CoreEvent, KioskCalls, MenuCalls, TerminalView } from '../../calls.ts';
import type { Bridge, LinkState } from '../../ui-kit/bridge.ts';
import { loadWords } from '../../ui-kit/words.ts';
import { KioskApp } from './KioskApp.tsx';
import { createKioskStore } from './kiosk-store.ts';
import { aBasket, aFilm, aMap, aPickUp, aPrinting, aSale, aScreening, aTerminal } from './testing/builders.ts';
import { makeFakeMenu, rightPin } from './testing/fake-menu.ts';

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
let answers: Partial<typeof core>;
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

const core: KioskCalls & MenuCalls = {
  'see-terminal': () => terminal,
  'list-films': () => ({ films: [aFilm()] }),
  'see-seat-map': () => aMap(),
  'propose-seats': ({ count }) => ({ seatIds: [2, 3, 4].slice(0, count) }),
  'choose-seats': async () => ({ ok: true, basket: aBasket() }),
  'see-basket': () => ({ basket: aBasket() }),
  'drop-basket': () => ({ dropped: true }),
  'keep-basket': () => ({ kept: true }),
  pay: async () => ({ ok: true, basket: aBasket({ state: 'sold', sale: aSale() }) }),
  'collect-elsewhere': () => ({ ok: true, code: 'K7QM2XRA' }),
  'find-pick-up': () => ({ ok: true, pickUp: aPickUp() }),
  'print-pick-up': () => ({ ok: true, printing: aPrinting() }),
  'see-pick-up': () => ({ printing: aPrinting('printed') }),
  ...makeFakeMenu({ isTakenOut: () => false, setTakenOut: () => undefined }),
};

async function openKiosk() {
  const bridge: Bridge = {
    call: async (name, args) => {
      asked.push(name);
      const answer = { ...core, ...answers }[name as keyof typeof core] as (args: unknown) => unknown;
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
  expect(screen.getByTestId('seats-held').textContent).toBe('60 unsold seats are kept here.');
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

describe('without the network', () => {
  test('a drill is told as one, with its end', async () => {
    terminal = aTerminal({ link: 'offline', drillEndsAtMs: aTerminal().nowMs + 600_000 });
    await openKiosk();
    expect(screen.getByTestId('drill').textContent).toMatch(/^Drill until \d\d:\d\d/);
    expect(screen.getByTestId('offline')).not.toBe(null);
  });

  test('header, times, tickets and map say how many seats can be sold here', async () => {
    terminal = aTerminal({ link: 'offline', sellableOffline: 1284 });
    await openKiosk();
    await touch('begin');
    expect(screen.getByTestId('offline').textContent).toBe('No network: 1,284 seats for sale at this kiosk');
    expect(screen.getByTestId('show-7').textContent).toContain('60 here');
    for (const step of ['show-7', 'class-adult-plus']) await touch(step);
    expect(screen.getByTestId('seats-here').textContent).toBe('60 seats for sale here now');
    await touch('choose-seats');
    expect(screen.getByTestId('seats-here').textContent).toBe('60 seats for sale here now');
  });

  test('a screening of which nothing is held here says so and cannot be chosen', async () => {
    terminal = aTerminal({ link: 'offline', sellableOffline: 0 });
    answers['list-films'] = () => ({ films: [aFilm({ screenings: [aScreening({ offline: 0 })] })] });
    await openKiosk();
    await touch('begin');
    expect(screen.getByTestId('show-7').textContent).toContain('None here');
    expect((screen.getByTestId('show-7') as HTMLButtonElement).disabled).toBe(true);
    expect(screen.getByTestId('offline').textContent).toContain('nothing left to sell here');
  });

  test('with it the map only mentions what would be left; nothing is said where that is nothing', async () => {
    await openKiosk();
    await goTo('seats');
    expect(screen.getByTestId('seats-here').textContent).toContain('60 of these seats');
    expect(screen.queryByTestId('offline')).toBeNull();
    cleanup();
    answers['see-seat-map'] = () => aMap({ screening: aScreening({ offline: 0 }) });
    await openKiosk();
    await goTo('seats');
    expect(screen.queryByTestId('seats-here')).toBeNull();
  });
});

describe('a stopped screening', () => {
  test('cannot be chosen and says where to ask, with its code for staff; others go on', async () => {
    answers['list-films'] = () => ({
      films: [aFilm({ screenings: [aScreening({ stopped: true }), aScreening({ screeningId: 8 })] })],
    });
    await openKiosk();
    await touch('begin');
    expect(screen.getByTestId('show-7').textContent).toContain('Ask at the till');
    await touch('film-1');
    const row = screen.getByTestId('show-7') as HTMLButtonElement;
    expect([row.disabled, row.textContent]).toEqual([true, expect.stringContaining('F609')]);
    expect((screen.getByTestId('show-8') as HTMLButtonElement).disabled).toBe(false);
  });

  test.each(['choose-seats', 'pay'] as const)('that refuses on %s is told of in a calm sentence', async (call) => {
    answers[call] = async () => ({ ok: false, reason: 'screening-stopped' });
    await openKiosk();
    await goTo('pay');
    if (call === 'pay') await touch('pay-card');
    const notice = screen.getByTestId('notice').textContent;
    expect(notice).toContain('This screening can’t be sold at this kiosk at the moment.');
    expect(notice?.includes('You will not be charged')).toBe(call === 'pay');
    expect(screen.getByTestId('films')).toBeTruthy();
  });
});

test('where guests sit where they like there is no map: tickets, payment and confirmation say free seating', async () => {
  const screening = aScreening({ seating: 'unnumbered' });
  answers['list-films'] = () => ({ films: [aFilm({ screenings: [screening] })] });
  answers['see-seat-map'] = () => {
    const map = aMap({ screening });
    return { ...map, seats: map.seats.map((seat) => ({ ...seat, kind: 'wheelchair' as const })) };
  };
  await openKiosk();
  for (const step of ['begin', 'show-7', 'class-adult-plus']) await touch(step);
  expect(screen.getByTestId('free-seating').textContent).toContain('Free seating');
  expect([screen.queryByTestId('choose-seats'), screen.queryByTestId('wheelchair')]).toEqual([null, null]);
  await touch('tickets-continue');
  expect(screen.getByTestId('free-seating').textContent).toContain('Free seating');
  expect(screen.queryByText('A1')).toBeNull();
  await touch('pay-card');
  expect(screen.getByTestId('ticket-0').textContent).toBe('Adult Free seatingNext');
});

describe('a phone’s booking', () => {
  async function openPickUp() {
    await openKiosk();
    await touch('pick-up-open');
  }
  const typeKeys = (text: string) => {
    for (const key of [...text, 'Enter']) fireEvent.keyDown(document.body, { key });
  };

  test('is picked up with nothing but touches, and its papers are followed', async () => {
    await openPickUp();
    expect((screen.getByTestId('code-find') as HTMLButtonElement).disabled).toBe(true);
    for (const key of 'K7QM2XRA') await touch(`key-${key}`);
    await touch('code-find');
    expect(screen.getByTestId('pick-up-ticket-1').textContent).toBe('Seat F7 Adult');
    await touch('pick-up-print');
    expect(screen.getByTestId('ticket-1').dataset.print).toBe('queued');
    tellEvent({ event: 'terminal-changed' });
    await pass(500);
    expect(screen.getByTestId('ticket-2').dataset.print).toBe('printed');
    await pass(21_000);
    expect(screen.getByTestId('begin')).toBeTruthy();
  });

  test('is found by a code that is typed on a keyboard, and by a code that a scanner reads', async () => {
    const codes: string[] = [];
    answers['find-pick-up'] = ({ code }) => {
      codes.push(code);
      return { ok: false, reason: 'nothing-left' };
    };
    await openPickUp();
    typeKeys('k7qm-2xra');
    await pass(0);
    const scanned = 'NCFOXN%TS3DHZN4HAF*PQFKKGTNA.Q/R8WRU2FCAH9BDF%188 ';
    typeKeys(scanned);
    await pass(0);
    expect(codes).toEqual(['K7QM2XRA', scanned]);
    expect(screen.getByTestId('pick-up-refusal').dataset.kind).toBe('nothing-left');
  });

  test('says of each refusal what it means', async () => {
    const said: (string | undefined)[] = [];
    for (const answer of [
      { ok: false, reason: 'not-found', online: true },
      { ok: false, reason: 'not-found', online: false },
      { ok: false, reason: 'nothing-left' },
      { ok: false, reason: 'too-late' },
      { ok: false, reason: 'too-many-tries' },
    ] as const) {
      answers['find-pick-up'] = () => answer;
      await openPickUp();
      typeKeys('K7QM2XRA');
      await pass(0);
      said.push(screen.getByTestId('pick-up-refusal').textContent?.split(/[.,:]/)[0]);
      cleanup();
    }
    expect(said).toEqual([
      'We know no booking with this code',
      'The network is down',
      'Nothing of this booking is left to print',
      'This film is over',
      'Too many wrong codes',
    ]);
  });

  test('is forgotten when its guest walks away', async () => {
    await openPickUp();
    typeKeys('K7QM2XRA');
    await pass(0);
    expect(screen.getByTestId('pick-up-found')).toBeTruthy();
    await pass(91_000);
    expect(screen.queryByText('T0-000123')).toBeNull();
    await touch('pick-up-open');
    expect(screen.getByTestId('code').textContent).toBe('Your code: ');
  });
});

describe('the staff menu', () => {
  const tapName = (times: number) => {
    const name = document.querySelector('.cinema');
    for (let tap = 0; tap < times; tap++) fireEvent.pointerDown(name ?? document.body);
    return pass(0);
  };
  async function enter(pin: string) {
    await touch('staff-1');
    for (const digit of pin) fireEvent.keyDown(window, { key: digit });
    await pass(0);
  }

  test('opens by five taps on the cinema’s name, no fewer, and none that a guest makes on the way', async () => {
    await openKiosk();
    await tapName(4);
    fireEvent.pointerDown(screen.getByTestId('begin'));
    await tapName(4);
    expect(screen.queryByTestId('staff-menu')).toBeNull();
    await tapName(1);
    expect(screen.getByTestId('staff-menu')).toBeTruthy();
  });

  test('taps that are seconds apart are a child’s, not a cashier’s', async () => {
    await openKiosk();
    for (let tap = 0; tap < 8; tap++) {
      await tapName(1);
      await pass(1000);
    }
    expect(screen.queryByTestId('staff-menu')).toBeNull();
  });

  test('does not open over a guest’s order', async () => {
    await openKiosk();
    await goTo('pay');
    await tapName(5);
    fireEvent.keyDown(window, { code: 'KeyM', ctrlKey: true, shiftKey: true });
    await pass(0);
    expect(screen.queryByTestId('staff-menu')).toBeNull();
  });

  test('shows nothing before the PIN, and says of a wrong one how many tries are left', async () => {
    await openKiosk();
    await tapName(5);
    await enter('999999');
    expect(screen.getByTestId('staff-notice').textContent).toBe('Wrong PIN. 4 tries left.');
    expect(screen.queryByTestId('staff-today')).toBeNull();
    for (const digit of rightPin) fireEvent.keyDown(window, { key: digit });
    await pass(0);
    expect(screen.getByTestId('staff-today').textContent).toBe('41 sales, 96 tickets, €1,163.50');
  });

  test('says what became of each act', async () => {
    await openKiosk();
    await tapName(5);
    await enter(rightPin);
    await touch('staff-act-print-failed');
    expect(screen.getByTestId('staff-notice').dataset.kind).toBe('refused');
    await touch('staff-act-reprint-last');
    expect(screen.getByTestId('staff-notice').textContent).toContain('DUPLICATE');
  });

  test('closes itself a minute after the last touch, and ends the session', async () => {
    await openKiosk();
    await tapName(5);
    await enter(rightPin);
    await pass(59_000);
    await touch('staff-act-print-failed');
    await pass(59_000);
    expect(screen.getByTestId('staff-menu')).toBeTruthy();
    await pass(1500);
    expect(screen.queryByTestId('staff-menu')).toBeNull();
    expect(asked.at(-1)).toBe('close-staff-menu');
  });

  test('takes a tap while the page looks by itself how things are', async () => {
    await openKiosk();
    await tapName(5);
    await enter(rightPin);
    answers['see-staff-menu'] = (() => new Promise(() => undefined)) as never;
    tellEvent({ event: 'terminal-changed' });
    await pass(0);
    await touch('staff-act-print-failed');
    expect(screen.getByTestId('staff-notice').dataset.kind).toBe('refused');
  });

  test('closes when the core says that its session is over', async () => {
    await openKiosk();
    await tapName(5);
    await enter(rightPin);
    answers['see-staff-menu'] = () => ({ ok: false, reason: 'menu-closed' });
    tellEvent({ event: 'terminal-changed' });
    await pass(0);
    expect(screen.queryByTestId('staff-menu')).toBeNull();
  });

  test('opens where the kiosk is closed, which is where staff come', async () => {
    terminal = aTerminal({ outOfService: 'taken-out-of-service' });
    await openKiosk();
    fireEvent.keyDown(window, { code: 'KeyM', ctrlKey: true, shiftKey: true });
    await pass(0);
    expect(screen.getByTestId('staff-menu')).toBeTruthy();
  });
});
