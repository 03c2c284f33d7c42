import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { issueMax, linesPerIssue, readLine, tellLine } from './ticket-issue.ts';

const aLine = fc.integer({ min: 1, max: linesPerIssue - 1 });
const anIssue = fc.integer({ min: 0, max: issueMax });

test('whoever sold a ticket tells its plain line', () => {
  fc.assert(fc.property(aLine, (line) => expect(tellLine(line, 0)).toBe(line)));
});

test('a told line says which line of which issue it is, and fits into a code', () => {
  fc.assert(
    fc.property(aLine, anIssue, (line, issue) => {
      const told = tellLine(line, issue);
      expect(readLine(told)).toEqual({ line, issue });
      expect(told >= 1 && told <= 0xffff).toBe(true);
    }),
  );
});

test('no two issues of a booking’s tickets share a told line', () => {
  fc.assert(
    fc.property(aLine, anIssue, aLine, anIssue, (line, issue, otherLine, otherIssue) => {
      const isSame = line === otherLine && issue === otherIssue;
      expect(tellLine(line, issue) === tellLine(otherLine, otherIssue)).toBe(isSame);
    }),
  );
});

test.each([
  [0, 0],
  [256, 0],
  [1, -1],
  [1, 256],
  [1.5, 0],
])('line %d of issue %d is a mistake', (line, issue) => {
  expect(() => tellLine(line, issue)).toThrow();
});
