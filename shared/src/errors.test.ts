import { expect, test } from '@jest/globals';
import { describeFault, Fault, type FaultCode, faultTable, formatFault, toFault } from './errors.ts';

const codes = Object.keys(faultTable) as FaultCode[];

test('every fault has a number of its own', () => {
  expect(new Set(codes.map(formatFault)).size).toBe(codes.length);
  for (const code of codes) expect(formatFault(code)).toMatch(/^F[1-9]\d\d$/);
});

test('every fault tells the staff what to do, in sentences', () => {
  for (const code of codes) expect(faultTable[code].staff).toMatch(/^[A-Z].{20,}\.$/);
});

test('a fault carries what is wrong and whether to try again', () => {
  const cause = new Error('ENOSPC');
  const fault = new Fault('disk-full', '/var is full', { cause });
  const { name, code, detail, retry, message } = fault;
  expect({ name, code, detail, retry, message, cause: fault.cause }).toEqual({
    name: 'Fault',
    code: 'disk-full',
    detail: '/var is full',
    retry: 'later',
    message: 'disk-full: /var is full',
    cause,
  });
  expect(new Fault('disk-full').message).toBe('disk-full');
});

test('a fault stays itself, and anything else thrown is a bug with its cause kept', () => {
  const fault = new Fault('link-down');
  expect(toFault(fault)).toBe(fault);
  const bug = new TypeError('x is not a function');
  expect({ ...toFault(bug), cause: toFault(bug).cause }).toMatchObject({ code: 'internal-error', cause: bug });
});

test('the line for a technician has code, case and advice', () => {
  expect(describeFault(new Fault('printer-cover-open'))).toBe('F102 printer-cover-open. Close the printer cover.');
  expect(describeFault(new Fault('printer-cover-open', 'at 10.0.0.9'))).toBe(
    'F102 at 10.0.0.9. Close the printer cover.',
  );
});
