/** Writes docs/faults.md from the fault table. Run it after a change of shared/src/errors.ts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { renderFaultTable } from '../shared/src/fault-table.ts';

const docs = new URL('../docs/', import.meta.url);
mkdirSync(docs, { recursive: true });
writeFileSync(new URL('faults.md', docs), renderFaultTable());
