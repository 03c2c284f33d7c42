import { assert } from '../assert.ts';

/**
 * A ticket that is passed on is issued again: the same line of the same booking under another code, so that the code of
 * before admits nobody. In codes, and where a seat names its ticket, the line is told with the issue in its upper byte;
 * the first issue is 0, so that whoever sold a ticket says its plain line.
 *
 *     told line = issue * 256 + line
 */
export const linesPerIssue = 256;
/** A code has two bytes for its line. */
export const issueMax = 0xff;

/** `line`: 1..255, of a sale of 20 at most. */
export function tellLine(line: number, issue: number): number {
  assert(Number.isInteger(line) && line >= 1 && line < linesPerIssue, `line ${line} is none of a sale`);
  assert(Number.isInteger(issue) && issue >= 0 && issue <= issueMax, `issue ${issue} doesn't fit into a code`);
  return issue * linesPerIssue + line;
}

/** What a told line means. */
export const readLine = (told: number): { line: number; issue: number } => ({
  line: told % linesPerIssue,
  issue: Math.floor(told / linesPerIssue),
});
