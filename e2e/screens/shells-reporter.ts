import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Says at the end in which shells guests were seen to buy: a machine without Electron tests the browser's alone. */
export default class ShellsReporter implements Reporter {
  readonly #covered = new Set<string>();

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'passed') this.#covered.add(test.tags.includes('@electron') ? 'electron' : 'browser');
  }

  onEnd(): void {
    console.log(`shells covered: ${[...this.#covered].sort().join(', ') || 'none'}`);
  }
}
