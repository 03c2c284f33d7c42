import { expect, test } from '@jest/globals';
import { readOptions, readWhole } from './command-line.ts';

const options = { only: { type: 'string', default: 'a,b' }, quick: { type: 'boolean', default: false } } as const;

test('what a command was given is read, and the rest is as it always is', () => {
  expect(readOptions('npm run bench --', options, ['--only', 'p'])).toEqual({ only: 'p', quick: false });
});

test.each([
  [['p'], "Unexpected argument 'p'"],
  [['--fast'], "Unknown option '--fast'"],
  [['--only'], "Option '--only <value>' argument missing"],
])('of what it does not know, %j, a command says what was wrong and what it takes', (args, what) => {
  expect(() => readOptions('npm run bench --', options, args)).toThrow(
    `${what}. npm run bench -- takes: --only …, --quick`,
  );
});

test('a number is whole and large enough, or said to be none', () => {
  expect(readWhole('seed', '12', 1)).toBe(12);
  for (const text of ['', '0', '-1', '1.5', 'abc', '1e3'])
    expect(() => readWhole('seed', text, 1)).toThrow(`--seed takes a whole number from 1, not “${text}”`);
});
