/** @jest-environment jsdom */
import { afterEach, expect, test } from '@jest/globals';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import type { SeatView } from '../../calls.ts';
import { loadWords, PlaceContext } from '../words.ts';
import { SeatMap } from './SeatMap.tsx';

afterEach(cleanup);

const seat = (seatId: number, over: Partial<SeatView> = {}): SeatView => ({
  seatId,
  row: 'F',
  label: `F${seatId}`,
  x: seatId,
  y: 0,
  kind: 'standard',
  state: 'mine',
  surchargeMinor: 0,
  ...over,
});
const seats = [
  seat(1),
  seat(2, { state: 'sold' }),
  seat(3, { state: 'on-request', kind: 'vip', surchargeMinor: 300 }),
  seat(4, { row: 'G', label: 'G1', x: 1, y: 1, state: 'not-ours-now' }),
  seat(5, { row: 'G', label: 'G2', x: 3, y: 1, state: 'in-basket' }),
];

function show(chosen: number[]) {
  const taps: number[] = [];
  render(
    <I18nextProvider i18n={loadWords()}>
      <PlaceContext value={{ timeZone: 'UTC', currency: 'EUR' }}>
        <SeatMap seats={seats} chosen={chosen} basePriceMinor={1150} onTap={(seatId) => taps.push(seatId)} />
      </PlaceContext>
    </I18nextProvider>,
  );
  return taps;
}

test('each seat says its row, number, kind, state and price', () => {
  show([1]);
  expect(screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'))).toEqual([
    'Row F seat 1, standard, yours, €11.50',
    'Row F seat 2, standard, sold, €11.50',
    'Row F seat 3, VIP, available, €14.50',
    'Row G seat 1, standard, not at this kiosk now, €11.50',
    'Row G seat 2, standard, available, €11.50',
  ]);
});

test('the choice of the guest shows at once, and a seat of the basket that was let go is available again', () => {
  show([1]);
  const states = ['F1', 'F2', 'F3', 'G1', 'G2'].map((label) => screen.getByTestId(`seat-${label}`).dataset.state);
  expect(states).toEqual(['in-basket', 'sold', 'on-request', 'not-ours-now', 'mine']);
});

test('Tab enters the map at the first chosen seat, and arrows carry the focus from there', () => {
  show([3]);
  const inOrder = () =>
    screen
      .getAllByRole('button')
      .filter((button) => button.tabIndex === 0)
      .map((button) => button.dataset.testid);
  expect(inOrder()).toEqual(['seat-F3']);
  const start = screen.getByTestId('seat-F3');
  start.focus();
  fireEvent.keyDown(start, { key: 'ArrowLeft' });
  expect(document.activeElement).toBe(screen.getByTestId('seat-F2'));
  fireEvent.keyDown(screen.getByTestId('seat-F2'), { key: 'ArrowDown' });
  expect(document.activeElement).toBe(screen.getByTestId('seat-G1'));
  expect(inOrder()).toEqual(['seat-G1']);
});

test('a tap names the seat that was touched', () => {
  const taps = show([]);
  fireEvent.click(screen.getByTestId('seat-F3'));
  expect(taps).toEqual([3]);
});
