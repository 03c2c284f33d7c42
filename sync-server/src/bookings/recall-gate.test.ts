import { expect, test } from '@jest/globals';
import { makeRecallGate } from './recall-gate.ts';

const open = () => {
  const time = { ms: 0 };
  return { time, gate: makeRecallGate({ clock: { monotonicMs: () => time.ms } }) };
};
const seats = (from: number, count: number) => Array.from({ length: count }, (_, at) => `1:${from + at}`);

test('one person asks terminals for twenty seats in ten minutes, and the same seat again counts once', () => {
  const { gate, time } = open();
  gate.noteAsked(7, seats(1, 10));
  gate.noteAsked(7, seats(1, 10));
  expect(gate.mayAsk(7, 10)).toBe(true);
  gate.noteAsked(7, seats(11, 10));
  expect([gate.mayAsk(7, 1), gate.mayAsk(8, 1)]).toEqual([false, true]);
  time.ms += 10 * 60_000;
  expect(gate.mayAsk(7, 20)).toBe(true);
});

test('a person waits for one recall at a time, and all together for no more than the database bears', () => {
  const { gate } = open();
  const leave = gate.enter(7);
  expect(gate.enter(7)).toBeNull();
  leave?.();
  expect(gate.enter(7)).not.toBeNull();
  for (let userId = 100; userId < 131; userId++) expect(gate.enter(userId)).not.toBeNull();
  expect(gate.enter(200)).toBeNull();
});
