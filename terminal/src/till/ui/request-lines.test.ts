import { expect, test } from '@jest/globals';
import { readLines } from './request-lines.ts';

test.each([
  ['1, 2', [1, 2]],
  ['2;2 3', [2, 3]],
  ['', []],
  ['F12', null],
  ['0', null],
  ['21', null],
])('%j names the tickets %j', (text, lines) => expect(readLines(text)).toEqual(lines));
