/** Leaves Jest's counts where scripts/test.mjs adds them to Playwright's. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'var', 'test');

export default class {
  onRunComplete(_contexts, results) {
    mkdirSync(folder, { recursive: true });
    const { numPassedTests: passed, numFailedTests: failed, numRuntimeErrorTestSuites: broken } = results;
    writeFileSync(join(folder, 'jest-counts.json'), JSON.stringify({ passed, failed: failed + broken }));
  }
}
