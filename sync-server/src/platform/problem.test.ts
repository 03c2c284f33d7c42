import { expect, test } from '@jest/globals';
import { Fault, type FaultCode, faultTable } from '@marquee/shared/errors';
import { faultAsProblem } from './problem.ts';

const codes = Object.keys(faultTable) as FaultCode[];
const statusOf = (code: FaultCode): number => faultAsProblem(new Fault(code), 'request-1').status;
/** What only a terminal’s own machine has: no server ever says it. */
const ofTerminals = /^(printer|paper|drawer|scanner|reader|charge|page|clock)-/;

test('whoever may come again later is told so by the status: only what will not pass is an error of the server', () => {
  const passing = codes.filter((code) => faultTable[code].retry === 'later' && !ofTerminals.test(code));
  expect(passing.filter((code) => ![429, 503, 504].includes(statusOf(code)))).toEqual([]);
});

test.each([
  ['server-lost-data', 409],
  ['screening-stopped', 409],
  ['ticket-forged', 422],
  ['ticket-unreadable', 422],
  ['payment-refused', 422],
  ['disk-failed', 500],
  ['internal-error', 500],
] as const)('the fault %s has status %i: it is the server’s own only where the server is broken', (code, status) => {
  expect(statusOf(code)).toBe(status);
});
