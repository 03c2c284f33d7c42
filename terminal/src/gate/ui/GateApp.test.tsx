/** @jest-environment jsdom */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import type { ScanView } from '../../calls.ts';
import { aTerminal } from '../../kiosk/ui/testing/builders.ts';
import { type Bridge, LinkLost } from '../../ui-kit/bridge.ts';
import { loadWords } from '../../ui-kit/words.ts';
import { GateApp } from './GateApp.tsx';
import { validShownMs, waitingMax } from './gate-state.ts';
import { createGateStore } from './gate-store.ts';
import { aGate, aScan } from './testing/gate-builders.ts';

let judge: (text: string) => ScanView | Promise<ScanView>;
let scanned: string[];

beforeEach(() => {
  jest.useFakeTimers();
  scanned = [];
  judge = () => aScan();
});
afterEach(() => {
  cleanup();
  jest.useRealTimers();
});

async function openGate() {
  const answers: Record<string, (args: { text: string }) => unknown> = {
    'see-terminal': () => aTerminal({ role: 'gate', terminal: 31 }),
    'see-gate': () => aGate(),
    'scan-ticket': ({ text }) => {
      scanned.push(text);
      return judge(text);
    },
  };
  const bridge: Bridge = {
    call: async (name, args) => (await answers[name]?.(args as { text: string })) as never,
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
