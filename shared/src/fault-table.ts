import { type FaultCode, faultTable, formatFault } from './errors.ts';

/** docs/faults.md, whole: written by scripts/write-fault-table.mjs, compared by a test. */
export function renderFaultTable(): string {
  const codes = Object.keys(faultTable) as FaultCode[];
  codes.sort((a, b) => faultTable[a].number - faultTable[b].number);
  const rows = codes.map((code) => {
    const { retry, staff } = faultTable[code];
    return `| ${formatFault(code)} | \`${code}\` | ${staff.replaceAll('|', '\\|')} | ${retry === 'later' ? 'yes' : 'no'} |`;
  });
  return `# Faults

When something breaks, Marquee shows a code such as \`F101\` on the screen, on slips and in its logs. This is what each one
means and what to do. A code never changes its meaning. *By itself* says whether Marquee keeps trying, so that the fault
goes away once its cause does.

Written from \`shared/src/errors.ts\` by \`node scripts/write-fault-table.mjs\`; don't edit it here.

| Code | Name | What to do | By itself |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}
