/** Leaves Jest's counts where scripts/test.mjs adds them to Playwright's. */
import { mkdirSync, writeFileSync } from 'node:fs';

export default class {
  onRunComplete(_contexts, results) {
    mkdirSync('var/test', { recursive: true });
    const { numPassedTests: passed, numFailedTests: failed, numRuntimeErrorTestSuites: broken } = results;
    writeFileSync('var/test/jest-counts.json', JSON.stringify({ passed, failed: failed + broken }));
  }
}
