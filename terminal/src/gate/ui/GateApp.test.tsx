/** @jest-environment jsdom */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import type { GateView, ScanView, SignInAnswer, StaffView } from '../../calls.ts';
import { aTerminal } from '../../kiosk/ui/testing/builders.ts';
import { type Bridge, LinkLost } from '../../ui-kit/bridge.ts';
import { loadWords } from '../../ui-kit/words.ts';
import { GateApp } from './GateApp.tsx';
import { validShownMs, waitingMax } from './gate-state.ts';
import { createGateStore } from './gate-store.ts';
import { aGate, aScan } from './testing/gate-builders.ts';

let judge: (text: string) => ScanView | Promise<ScanView>;
let gate: GateView;
let signIn: (args: { staffId: number; pin: string }) => SignInAnswer;
let scanned: string[];

beforeEach(() => {
  jest.useFakeTimers();
  scanned = [];
  judge = () => aScan();
  gate = aGate();
});
afterEach(() => {
  cleanup();
  jest.useRealTimers();
});

const mia: StaffView = { staffId: 3, name: 'Mia', role: 'manager', waitMs: null };
const uwe: StaffView = { staffId: 4, name: 'Uwe', role: 'usher', waitMs: null };

async function openGate() {
  const answers: Record<string, (args: never) => unknown> = {
    'see-terminal': () => aTerminal({ role: 'gate', terminal: 31 }),
    'see-gate': () => gate,
    'list-staff': () => ({ staff: [mia, uwe], signedIn: gate.signedIn }),
    'sign-in': (args: { staffId: number; pin: string }) => signIn(args),
    lock: () => {
      if (gate.signedIn) gate = { ...gate, signedIn: { ...gate.signedIn, locked: true } };
    },
    'sign-out': () => {
      gate = { ...gate, signedIn: null };
    },
    'scan-ticket': ({ text }: { text: string }) => {
      scanned.push(text);
      return judge(text);
    },
  };
  const bridge: Bridge = {
    call: async (name, args) => (await answers[name]?.(args as never)) as never,
    onEvent: () => () => undefined,
    onLink: (listener) => {
      listener('open');
      return () => undefined;
    },
    close: () => undefined,
  };
  const store = createGateStore();
  render(
    <I18nextProvider i18n={loadWords()}>
      <GateApp bridge={bridge} store={store} />
    </I18nextProvider>,
  );
  await pass(0);
  return store;
}

const pass = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));
async function scan(text: string, target: Element = document.body) {
  for (const key of [...text, 'Enter']) fireEvent.keyDown(target, { key });
  await pass(0);
}
const verdict = () => screen.queryByTestId('result')?.dataset.verdict ?? null;

describe('an usher at the gate', () => {
  test('sees between guests how many are in', async () => {
    await openGate();
    expect(screen.getByTestId('show-7').textContent).toContain('31 of 84 in');
    expect(verdict()).toBeNull();
  });

  test('sees a valid ticket’s seat, class and age rating, and four seconds later the next guest’s turn', async () => {
    judge = () => aScan({ ticketClass: 'student' });
    await openGate();
    await scan('MQ1:ABCD');
    expect(verdict()).toBe('valid');
    expect(screen.getByTestId('seat').textContent).toBe('F12');
    expect(screen.getByTestId('class').textContent).toBe('Student');
    expect(screen.getByTestId('rating').textContent).toContain('PG');
    await pass(validShownMs);
    expect(verdict()).toBeNull();
    expect(screen.getByTestId('recent').children).toHaveLength(1);
  });

  test('sees the seat of a screening that the gate has not heard of', async () => {
    judge = () => aScan({ film: null, named: false });
    await openGate();
    await scan('MQ1:ABCD');
    expect(screen.getByTestId('seat').textContent).toBe('F12');
    expect(screen.getByTestId('result').textContent).toContain('not in the server’s list yet');
  });

  test('keeps a refusal in sight until a key or the next scan', async () => {
    judge = (text) =>
      text === 'used' ? aScan({ verdict: 'already-used', used: { gate: 32, atMs: 0, here: false } }) : aScan();
    await openGate();
    await scan('used');
    await pass(60_000);
    expect(verdict()).toBe('already-used');
    expect(screen.getByTestId('used').textContent).toContain('gate 32');
    fireEvent.keyDown(document.body, { key: 'Escape' });
    expect(verdict()).toBeNull();
    await scan('used');
    await pass(2000);
    await scan('fine');
    expect(verdict()).toBe('valid');
  });

  test('never presses a button with a scanner', async () => {
    const store = await openGate();
    const mute = screen.getByTestId('mute');
    mute.focus();
    await scan('MQ1:A B', mute);
    expect(scanned).toEqual(['MQ1:A B']);
    expect(store.get().muted).toBe(false);
  });

  test('has quick scans looked at in their order, each refusal long enough to be seen', async () => {
    judge = (text) => aScan({ verdict: text === 'second' ? 'forged' : 'valid' });
    await openGate();
    await scan('first');
    await scan('second');
    await scan('third');
    expect([verdict(), scanned]).toEqual(['valid', ['first']]);
    await pass(500);
    expect(verdict()).toBe('forged');
    await pass(1000);
    expect(verdict()).toBe('forged');
    await pass(500);
    expect([verdict(), scanned]).toEqual(['valid', ['first', 'second', 'third']]);
  });

  test('is told of a scan that the queue had no room for', async () => {
    judge = () => new Promise(() => undefined);
    const store = await openGate();
    for (let each = 0; each <= waitingMax; each++) await scan(`ticket ${each}`);
    expect(verdict()).toBe('too-fast');
    expect(store.get().waiting).toHaveLength(waitingMax);
    expect(scanned).toEqual(['ticket 0']);
  });

  test('never lets in on no answer', async () => {
    judge = () => Promise.reject(new LinkLost());
    await openGate();
    await scan('MQ1:ABCD');
    expect(verdict()).toBe('lost');
    expect(screen.getByTestId('result').dataset.answer).toBe('desk');
  });

  test('is told in words when there is no camera, and scans on', async () => {
    await openGate();
    fireEvent.click(screen.getByTestId('camera'));
    await pass(0);
    expect(screen.getByTestId('camera-pane').textContent).toContain('no camera');
    await scan('MQ1:ABCD');
    expect(verdict()).toBe('valid');
  });
});

describe('an usher who has to sign in', () => {
  const names = () =>
    screen.getAllByRole('listitem').flatMap((item) => item.querySelector('strong')?.textContent ?? []);
  const typePin = async (pin: string) => {
    for (const digit of pin) fireEvent.click(screen.getByRole('button', { name: digit }));
    await pass(0);
  };
  beforeEach(() => {
    gate = aGate({ mustSignIn: true });
    signIn = ({ staffId, pin }) => {
      if (pin !== '444555') return { ok: false, reason: 'wrong-pin', triesLeft: 4 };
      const signedIn = { staffId, name: 'Uwe', role: 'usher' as const, locked: false };
      gate = { ...gate, signedIn };
      return { ok: true, signedIn };
    };
  });

  test('is offered first, types a PIN, and scans; after a lock only the PIN is wanted', async () => {
    await openGate();
    expect(names()).toEqual(['Uwe', 'Mia']);
    fireEvent.click(screen.getByTestId('staff-4'));
    await typePin('444555');
    expect(screen.queryByTestId('sign-in')).toBeNull();
    expect(screen.getByTestId('who').textContent).toContain('Uwe');
    await scan('MQ1:ABCD');
    expect(verdict()).toBe('valid');
    await pass(validShownMs);
    fireEvent.click(screen.getByTestId('lock'));
    await pass(0);
    expect(screen.getByTestId('sign-in').textContent).toContain('PIN of Uwe');
    await typePin('444555');
    expect(screen.getByTestId('idle')).toBeTruthy();
  });

  test('is told what a PIN was refused for', async () => {
    await openGate();
    fireEvent.click(screen.getByTestId('staff-4'));
    await typePin('000000');
    expect(screen.getByTestId('notice').textContent).toBe('Wrong PIN. 4 tries left.');
    fireEvent.click(screen.getByTestId('other-person'));
    expect(screen.queryByTestId('notice')).toBeNull();
  });

  test('is told so by a ticket that is scanned before, which neither chooses a name nor types a PIN', async () => {
    judge = () => aScan({ verdict: 'not-signed-in', film: null, seat: null, ticketClass: null });
    signIn = () => {
      throw new Error('a scanner has signed in');
    };
    await openGate();
    await scan('2345 2345678');
    expect(verdict()).toBe('not-signed-in');
    expect(screen.getByTestId('result').dataset.answer).toBe('desk');
    fireEvent.click(screen.getByTestId('result'));
    fireEvent.click(screen.getByTestId('staff-4'));
    await scan('234567 23456789');
    fireEvent.click(screen.getByTestId('result'));
    expect(screen.getByTestId('sign-in').textContent).toContain('PIN of Uwe');
  });

  test('leaves a locked gate by signing out', async () => {
    await openGate();
    fireEvent.click(screen.getByTestId('staff-4'));
    await typePin('444555');
    fireEvent.click(screen.getByTestId('lock'));
    await pass(0);
    fireEvent.click(screen.getByTestId('sign-out'));
    await pass(0);
    expect(names()).toEqual(['Uwe', 'Mia']);
  });

  test('may sign in where nobody has to, and go back', async () => {
    gate = aGate({ mustSignIn: false });
    await openGate();
    expect(screen.getByTestId('idle')).toBeTruthy();
    fireEvent.click(screen.getByTestId('open-sign-in'));
    fireEvent.click(screen.getByTestId('without'));
    expect(screen.getByTestId('idle')).toBeTruthy();
    fireEvent.click(screen.getByTestId('open-sign-in'));
    fireEvent.click(screen.getByTestId('staff-4'));
    await typePin('444555');
    expect(screen.getByTestId('idle')).toBeTruthy();
    expect(screen.getByTestId('who').textContent).toContain('Uwe');
  });
});
