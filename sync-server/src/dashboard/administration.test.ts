/** What the pages of the administration read from what somebody types, and say of what the server keeps. */
import { describe, expect, test } from '@jest/globals';
import { Pin } from '../staff/pins.ts';
import type { Action, NewRule } from './page/people-types.ts';
import { tellDetail, tellObject, tellOperation } from './page/screens/admin/act-words.ts';
import { instantAt, readAmount, readClock, writeAmount } from './page/screens/admin/amounts.ts';
import { isGoodPin } from './page/screens/admin/pins.ts';
import { readDraft, toDraft } from './page/screens/admin/rule-draft.ts';
import { stateOf, tellWhen, tellWhom } from './page/screens/admin/rule-words.ts';
import { makeWords } from './page/words/words.ts';

const words = makeWords('en');

test.each<[string, number, number | null]>([
  ['12.50', 2, 1250],
  ['12,5', 2, 1250],
  ['12', 2, 1200],
  ['-0.50', 2, -50],
  ['1900', 0, 1900],
  ['12.505', 2, null],
  ['19.5', 0, null],
  ['', 2, null],
  ['free', 2, null],
])('“%s” with %d digits is %d', (text, digits, minor) => {
  expect(readAmount(text, digits)).toBe(minor);
  if (minor !== null) expect(readAmount(writeAmount(minor, digits), digits)).toBe(minor);
});

test.each<[string, number | null]>([
  ['9:30', 570],
  ['24:00', 1440],
  ['24:01', null],
  ['12:60', null],
  ['noon', null],
])('the time %s is minute %d of the day', (text, minutes) => expect(readClock(text)).toBe(minutes));

test('a time of choice is by the cinema’s clock, in summer and winter', () => {
  expect(new Date(instantAt('2026-07-01', 20 * 60, 'Europe/Berlin')).toISOString()).toBe('2026-07-01T18:00:00.000Z');
  expect(new Date(instantAt('2026-12-01', 20 * 60, 'Europe/Berlin')).toISOString()).toBe('2026-12-01T19:00:00.000Z');
});

test.each(['135790', '000000', '123456', '098765', '987654', '12345', 'abcdef'])(
  'the page and the server agree whether %s is a PIN',
  (pin) => expect(isGoodPin(pin)).toBe(Pin.safeParse(pin).success),
);

describe('a price rule', () => {
  const rule: NewRule = {
    rank: 1,
    name: 'Matinée',
    weekdays: [1, 5],
    toMinute: 960,
    fromDate: '2026-11-01',
    toDate: '2026-11-30',
    ticketClasses: ['adult'],
    seatKinds: ['vip'],
    displays: ['3D'],
    membersOnly: true,
    price: { kind: 'less', minor: 250 },
  };

  test('that is opened and saved unchanged is the same', () => {
    expect(readDraft(toDraft(rule, 2), 2)).toEqual({ rule });
    expect(readDraft(toDraft(rule, 2), 2)).not.toHaveProperty('rule.fromMinute');
  });

  test('is refused before it is sent where it can’t hold', () => {
    const draft = toDraft(rule, 2);
    expect(readDraft({ ...draft, name: ' ' }, 2)).toEqual({ fault: 'rules.fault.name' });
    expect(readDraft({ ...draft, amount: '-1' }, 2)).toEqual({ fault: 'rules.fault.amount' });
    expect(readDraft({ ...draft, fromTime: '17:00' }, 2)).toEqual({ fault: 'rules.fault.times' });
    expect(readDraft({ ...draft, fromDate: '2026-12-01' }, 2)).toEqual({ fault: 'rules.fault.times' });
  });

  test('says when and for whom it holds', () => {
    expect([tellWhen(words, rule), tellWhom(words, rule)]).toEqual([
      'Mon, Fri · 00:00–16:00',
      'members · Adult · VIP seat · 3D',
    ]);
    const always: NewRule = { rank: 1, name: 'x', price: rule.price };
    expect([tellWhen(words, always), tellWhom(words, always)]).toEqual(['at all times', 'everybody']);
  });

  test.each([
    ['2026-10-31', 'later'],
    ['2026-11-01', 'now'],
    ['2026-11-30', 'now'],
    ['2026-12-01', 'ended'],
  ])('on %s is %s', (day, state) => expect(stateOf(rule, day)).toBe(state));
});

describe('an act of the log', () => {
  const telling = { words, cinemas: [], currency: 'EUR' };
  const act = (operation: string, detail: Record<string, unknown>, object: string | null = null): Action => ({
    id: 1,
    atMs: 0,
    operation,
    by: '',
    actor: null,
    cinemaId: 1,
    user: null,
    object,
    detail,
  });

  test('is told in words', () => {
    const changed = { made: ['Club'], changed: [], ended: ['Members'] };
    expect(tellDetail(telling, act('change-price-rules', { changed }))).toEqual(['new: Club', 'ended: Members']);
    expect(tellDetail(telling, act('change-item', { changed: { priceMinor: 610, active: false } }))).toEqual([
      '€6.10',
      'Not any more',
    ]);
    const limits = { before: { refundMinorMax: 5000 }, after: { refundMinorMax: 2500 } };
    expect(tellDetail(telling, act('change-till-limits', limits))).toEqual(['Refund: €50.00 → €25.00']);
    expect(tellDetail(telling, act('block-seats', { seatIds: [1, 2], reason: 'house' }))).toEqual([
      'Seats: 2',
      'Kept by the house',
    ]);
  });

  test('is called by the name of what it was done to, where the log has it', () => {
    expect(tellObject(telling, act('change-staff', { name: 'Jo' }, 'staff 7'))).toBe('Jo');
    expect(tellObject(telling, act('cancel-screening', {}, 'screening 117'))).toBe('Screening 117');
  });

  test('of a later server is shown as it is stored', () => {
    expect(tellOperation(words, 'paint-wall')).toBe('paint wall');
    expect(tellObject(telling, act('paint-wall', {}, 'wall 3'))).toBe('wall 3');
    expect(tellDetail(telling, act('paint-wall', { colour: 'red' }))).toEqual([]);
  });
});
