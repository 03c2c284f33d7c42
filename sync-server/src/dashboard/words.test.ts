import { describe, expect, test } from '@jest/globals';
import { exceptionKinds, settlements } from '../exceptions/kinds.ts';
import { listApiRoutes, type MobileApiDeps } from '../mobile-api.ts';
import type { Calls } from './page/calls/calls.ts';
import { makeCatalogueCalls } from './page/calls/catalogue.ts';
import { makeMoneyCalls } from './page/calls/money.ts';
import { makeOutagesCalls } from './page/calls/outages.ts';
import { makePeopleCalls } from './page/calls/people.ts';
import { makeProgrammeCalls } from './page/calls/programme.ts';
import { catalogueEn } from './page/words/catalogue.en.ts';
import { en } from './page/words/en.ts';
import { actionsZh, kindsZh } from './page/words/kinds.zh.ts';
import { moneyEn } from './page/words/money.en.ts';
import { outagesEn } from './page/words/outages.en.ts';
import { peopleEn } from './page/words/people.en.ts';
import { programmeEn } from './page/words/programme.en.ts';
import { makeWords } from './page/words/words.ts';
import { zh } from './page/words/zh.ts';

const valuesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test('both languages name the same things', () => {
  const words = Object.keys(en) as (keyof typeof en)[];
  expect(words.map((word) => [word, valuesIn(zh[word])])).toEqual(words.map((word) => [word, valuesIn(en[word])]));
});

test('no section says with another’s word something else', () => {
  const named = [moneyEn, catalogueEn, programmeEn, peopleEn, outagesEn].flatMap((words) => Object.keys(words));
  expect(named.filter((word, index) => named.indexOf(word) !== index)).toEqual([]);
});

test('no section’s call takes the place of another’s', () => {
  const calls = {} as Calls;
  const sections = [makeMoneyCalls, makeCatalogueCalls, makeProgrammeCalls, makePeopleCalls, makeOutagesCalls];
  const named = sections.flatMap((make) => Object.keys(make(calls)));
  expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([]);
});

test('every kind of exception and every way to settle one has Chinese words', () => {
  expect(Object.keys(kindsZh).sort()).toEqual(Object.keys(exceptionKinds).sort());
  expect(Object.keys(actionsZh).sort()).toEqual(Object.keys(settlements).sort());
});

/** Of what the page asks, what the API has in other chapters. */
const ofOtherTags = [
  'Log_in',
  'Change_prices',
  'Change_price_rules',
  'Insert_item',
  'Change_item',
  'Change_role',
  'Set_user_cinemas',
];

describe('a refusal', () => {
  const codes = listApiRoutes({
    accounts: {},
    catalogue: {},
    search: {},
    bookings: {},
    tickets: {},
    wallet: {},
    vouchers: {},
    dashboard: {},
    papers: {},
    managed: {},
  } as unknown as MobileApiDeps)
    .filter(({ tag, operationId }) => tag === 'management' || ofOtherTags.includes(operationId))
    .flatMap(({ refusals }) => Object.keys(refusals ?? {}));

  test('of whatever a manager orders has words of its own', () => {
    expect(codes).toContain('terminal-closed');
    expect([...new Set(codes)].filter((code) => !(`refusal.${code}` in en))).toEqual([]);
  });

  test('that came later than this page is told by its status', () => {
    const words = makeWords('en');
    expect(words.refusal({ code: 'brand-new', status: 409 })).toBe(en['refusal.unknown']);
    expect(words.refusal({ code: 'brand-new', status: 503 })).toBe(en['refusal.server']);
  });
});

test('what a later server calls otherwise is shown by its code', () => {
  expect(makeWords('en').named('state', 'evaporated')).toBe('evaporated');
  expect(makeWords('zh').named('state', 'sold')).toBe('已售');
});
