import { expect, test } from '@jest/globals';
import type { WalletAnswer, WalletTicket } from './api-types.ts';
import { applyWallet, type KeptWallet } from './load-wallet.ts';

const ticket = (id: string, startsAtMs: number, label = 'C5') => ({ id, startsAtMs, label }) as WalletTicket;
const answer = (part: Partial<WalletAnswer>): WalletAnswer => ({
  fresh: false,
  changed: [],
  removed: [],
  cursor: 'after',
  more: false,
  ...part,
});
const kept: KeptWallet = { tickets: [ticket('a', 1), ticket('b', 2)], cursor: 'before', askedAtMs: 5, gone: [] };

test('a changed ticket takes the place of the one with its id, and the first to start stands first', () => {
  const { tickets } = applyWallet(kept, answer({ changed: [ticket('b', 0, 'D6'), ticket('c', 1)] }), 9);
  expect(tickets.map(({ id, label }) => [id, label])).toEqual([
    ['b', 'D6'],
    ['a', 'C5'],
    ['c', 'C5'],
  ]);
});

test('a removed ticket goes, and its owner hears why', () => {
  const removed = [
    { id: 'a', because: 'refunded' },
    { id: 'x', because: null },
  ];
  expect(applyWallet(kept, answer({ removed }), 9)).toEqual({
    tickets: [ticket('b', 2)],
    cursor: 'after',
    askedAtMs: 9,
    gone: ['refunded'],
  });
});

test('where the wallet begins anew, what the phone had is forgotten', () => {
  expect(applyWallet(kept, answer({ fresh: true, changed: [ticket('c', 3)] }), 9).tickets).toEqual([ticket('c', 3)]);
});
