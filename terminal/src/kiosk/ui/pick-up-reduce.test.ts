import { describe, expect, test } from '@jest/globals';
import type { FindPickUpAnswer } from '../../calls.ts';
import { reduceKiosk } from './kiosk-reduce.ts';
import { initialState, type KioskEvent, type KioskState, newGuest } from './kiosk-state.ts';
import { readCode } from './pick-up-reduce.ts';
import { codeKeys, noPickUp } from './pick-up-state.ts';
import { aFilm, aPickUp, aPrinting, aTerminal } from './testing/builders.ts';

const ready: KioskState = { ...initialState, link: 'open', terminal: aTerminal(), films: [aFilm()] };
const run = (state: KioskState, ...events: KioskEvent[]) => events.reduce(reduceKiosk, state);
const typed = (text: string): KioskEvent => ({ type: 'pick-up-typed', text });
const answered = (answer: FindPickUpAnswer): KioskEvent => ({ type: 'pick-up-answered', answer });
const opened = run(ready, { type: 'pick-up-opened' });
const found = run(opened, typed('K7QM-2XRA'), { type: 'working' }, answered({ ok: true, pickUp: aPickUp() }));
const done = run(
  found,
  { type: 'working' },
  { type: 'pick-up-print-answered', answer: { ok: true, printing: aPrinting() } },
);

describe('picking up a phone’s booking', () => {
  test('leads from the code over the booking to its papers', () => {
    expect([opened.screen, found.screen, done.screen]).toEqual(['pick-up', 'pick-up-found', 'pick-up-done']);
    expect(found.pickUp).toEqual({ ...noPickUp, found: aPickUp() });
    expect([found.working, done.working]).toEqual([false, false]);
  });

  test('a code has what its keys have: small letters count, a dash and what no code contains do not', () => {
    expect(codeKeys.join('')).toHaveLength(32);
    expect(readCode('k7qm-2xra')).toBe('K7QM2XRA');
    expect(readCode('IO01 _')).toBe('');
    expect(run(opened, typed('K'), typed('-'), typed('7')).pickUp.code).toBe('K7');
  });

  test('a code has eight places; the ninth letter is not taken, and each can be deleted', () => {
    const whole = run(opened, ...[...'K7QM2XRAB'].map(typed));
    expect(whole.pickUp.code).toBe('K7QM2XRA');
    expect(run(whole, { type: 'pick-up-deleted', all: false }).pickUp.code).toBe('K7QM2XR');
    expect(run(whole, { type: 'pick-up-deleted', all: true }).pickUp.code).toBe('');
  });

  test('each refusal is kept until the next letter, and the code begins anew', () => {
    const refused = run(opened, typed('K7QM2XRA'), answered({ ok: false, reason: 'nothing-left' }));
    expect(refused.pickUp).toEqual({ ...noPickUp, refusal: 'nothing-left' });
    expect(run(refused, typed('B')).pickUp).toEqual({ ...noPickUp, code: 'B' });
  });

  test('without a network an unknown code may only not have come here yet', () => {
    const refusals = [true, false].map(
      (online) => run(opened, answered({ ok: false, reason: 'not-found', online })).pickUp.refusal,
    );
    expect(refusals).toEqual(['not-found', 'not-synced']);
  });

  test('what can’t be printed after all leads back to the code, with the reason', () => {
    const gone = run(found, { type: 'pick-up-print-answered', answer: { ok: false, reason: 'nothing-left' } });
    expect([gone.screen, gone.pickUp]).toEqual(['pick-up', { ...noPickUp, refusal: 'nothing-left' }]);
  });

  test('the papers are followed, but only those of this printing', () => {
    const printed = aPrinting('printed');
    expect(run(done, { type: 'pick-up-printing-seen', printing: printed }).pickUp.printing).toBe(printed);
    expect(run(done, { type: 'pick-up-printing-seen', printing: { ...printed, entrySeq: 1 } })).toBe(done);
    expect(run(done, { type: 'pick-up-printing-seen', printing: null })).toBe(done);
  });

  test('leads back to another code, and from there to the films; printed papers can’t be taken back', () => {
    const other = run(found, { type: 'back' });
    expect([other.screen, other.pickUp]).toEqual(['pick-up', noPickUp]);
    expect(run(other, { type: 'back' }).screen).toBe('films');
    expect(run(done, { type: 'back' }).screen).toBe('pick-up-done');
  });

  test('an answer that comes after the guest went back shows nobody’s booking', () => {
    const back = run(opened, { type: 'working' }, { type: 'back' });
    expect(run(back, answered({ ok: true, pickUp: aPickUp() }))).toEqual(back);
  });

  test('nothing of it is left for the next guest', () => {
    for (const state of [opened, found, done]) expect(run(state, { type: 'guest-left' })).toMatchObject(newGuest);
  });
});
