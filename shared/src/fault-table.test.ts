import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { faultTable, formatFault } from './errors.ts';
import { renderFaultTable } from './fault-table.ts';

const published = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');

test('the published fault table is the one in the code (else run: node scripts/write-fault-table.mjs)', () => {
  expect(published).toBe(renderFaultTable());
});

test('every fault is published with its number, name and advice', () => {
  for (const [code, { staff }] of Object.entries(faultTable)) {
    expect(published).toContain(`| ${formatFault(code as keyof typeof faultTable)} | \`${code}\` | ${staff} |`);
  }
});
