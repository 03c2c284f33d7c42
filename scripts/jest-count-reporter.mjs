/** Leaves Jest's counts where scripts/test.mjs adds them to Playwright's. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'var', 'test');

export default class {
  #file;

  constructor(_config, { file = 'jest-counts.json' } = {}) {
    this.#file = file;
  }

  onRunComplete(_contexts, results) {
    mkdirSync(folder, { recursive: true });
    const { numPassedTests: passed, numFailedTests: failed, numRuntimeErrorTestSuites: broken } = results;
    writeFileSync(join(folder, this.#file), JSON.stringify({ passed, failed: failed + broken }));
  }
}
