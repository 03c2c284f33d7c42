import { describe, expect, test } from '@jest/globals';
import { listApiRoutes, type MobileApiDeps } from '../mobile-api.ts';
import { en } from './page/words/en.ts';
import { makeWords, pickLanguage } from './page/words/words.ts';
import { zh } from './page/words/zh.ts';

const valuesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test('both languages name the same things', () => {
  const words = Object.keys(en) as (keyof typeof en)[];
  expect(words.map((word) => [word, valuesIn(zh[word])])).toEqual(words.map((word) => [word, valuesIn(en[word])]));
});

/** What a moviegoer does in this app. */
const used = new Set([
  ...['Send_pin', 'Register', 'Log_in', 'Refresh_session', 'Log_out', 'Register_device_options', 'Register_device'],
  ...['Get_devices', 'Revoke_device', 'Booking', 'Get_hold', 'Extend_hold', 'Release_hold', 'Payment_challenge'],
  ...['Pay_booking', 'Wallet', 'Pass_on_ticket', 'Withdraw_passed_ticket', 'Passed_ticket', 'Accept_ticket'],
]);
/** Asked about in a sheet of its own, or can't happen: an app that asks so is wrong. */
const never = new Set(['single-seat-left', 'seats-not-numbered', 'no-wheelchair-place', 'passed-too-often']);

describe('a refusal', () => {
  const deps = {
    accounts: {},
    catalogue: {},
    search: {},
    bookings: {},
    tickets: {},
    wallet: {},
    dashboard: {},
    papers: {},
    managed: {},
  };
  const codes = listApiRoutes(deps as unknown as MobileApiDeps)
    .filter(({ operationId }) => used.has(operationId))
    .flatMap(({ refusals }) => Object.keys(refusals ?? {}))
    .filter((code) => !never.has(code));

  test('of whatever this app asks for has words of its own', () => {
    expect(codes).toContain('seat-taken');
    expect([...new Set(codes)].filter((code) => !(`refusal.${code}` in en))).toEqual([]);
  });

  test('that came later than this app is told by its status', () => {
    const words = makeWords('en');
    expect(words.refusal({ code: 'brand-new', status: 409 })).toBe(en['refusal.unknown']);
    expect(words.refusal({ code: 'brand-new', status: 503 })).toBe(en['refusal.server']);
  });
});

test('money is written by its own minor units', () => {
  const { money } = makeWords('en');
  expect([money(1250, 'EUR'), money(1250, 'JPY'), money(1250, 'KWD')]).toEqual([
    '€12.50',
    'JP¥1,250',
    'KWD\u00a01.250',
  ]);
});

test.each([
  [null, ['zh-HK', 'en'], 'zh'],
  [null, ['de', 'en-US', 'zh'], 'en'],
  [null, ['de'], 'en'],
  ['zh', ['en'], 'zh'],
] as const)('kept %s, asked for %j: %s', (kept, asked, language) => {
  expect(pickLanguage(kept, asked)).toBe(language);
});
