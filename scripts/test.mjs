/**
 * npm test: installs what is missing, then check, Jest, the cluster, the builds, and Playwright, each within its limit.
 * The last line is "N passed, N failed"; a stage that fails without failed tests of its own counts as one failure.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildElectron, buildPage, buildServerPages } from './build.mjs';
import { check } from './check.mjs';
import { Complaint, installPackages, runMain } from './install.mjs';
import { startMariaDb } from './mariadb.mjs';
import { endOnSignals, formatSeconds, freshFolder, printStage, runStage } from './run-stages.mjs';
import { describeSystemPrograms, findChromium, installSystemPrograms } from './system-programs.mjs';
import { testCluster } from './test-cluster.mjs';

/** Seconds for each stage; all of it is well within an hour on two idle cores. */
const limits = { install: 600, check: 240, database: 90, jest: 1500, cluster: 240, build: 180, playwright: 1500 };
const playwright = ['node_modules/@playwright/test/cli.js', 'test', '-c', 'e2e/playwright.config.ts'];

endOnSignals();
await runMain(async () => {
  const started = performance.now();
  const counts = { passed: 0, failed: 0 };
  try {
    await runAll(counts);
  } catch (thrown) {
    counts.failed++;
    console.error(thrown instanceof Complaint ? thrown.message : thrown);
  }
  console.log(`\nAll of it took ${formatSeconds(performance.now() - started)}.`);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
});
// What went over its limit may still run, and would keep this process waiting.
process.exit();

async function runAll(counts) {
  await timed('install', async () => {
    await installPackages();
    await installSystemPrograms();
  });
  console.log(describeSystemPrograms());
  const results = freshFolder('test');
  counts.failed += (await check()).length;
  const ownDatabase = process.env.TEST_DATABASE_URL ? null : await timed('database', () => startMariaDb());
  const env = { TEST_DATABASE_URL: process.env.TEST_DATABASE_URL ?? ownDatabase.url, CHROMIUM: findChromium() };
  try {
    const jestOk = await runStage({ name: 'jest', args: jestArgs(), limitSeconds: limits.jest, env });
    addCounts(counts, { stage: 'jest', ok: jestOk, file: join(results, 'jest-counts.json'), read: (json) => json });
    const cluster = await testCluster(limits.cluster);
    addCounts(counts, { stage: 'cluster', ...cluster, read: (json) => json });
    await timed('build', async () => {
      await buildPage();
      await buildServerPages();
      await buildElectron();
    });
    rmSync(join(results, 'playwright.json'), { force: true });
    const playwrightOk = await runStage({ name: 'playwright', args: playwright, limitSeconds: limits.playwright, env });
    addCounts(counts, {
      stage: 'playwright',
      ok: playwrightOk,
      file: join(results, 'playwright.json'),
      read: playwrightCounts,
    });
  } finally {
    await ownDatabase?.stop();
  }
}

function jestArgs() {
  return [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--maxWorkers=2',
    '--ci',
  ];
}

/** A flaky test is a failed one: there are no retries, and none would be forgiven. */
function playwrightCounts({ stats }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
}

function addCounts(counts, { stage, ok, file, read }) {
  const own = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0 };
  // A crash, an open handle or the time limit fails the stage even where every test that ran has passed.
  if (!ok && own.failed === 0) own.failed = 1;
  console.log(`${stage}: ${own.passed} passed, ${own.failed} failed`);
  counts.passed += own.passed;
  counts.failed += own.failed;
}

/** A step of ours within its limit: past it the run is over, as what comes next would build on it. */
async function timed(name, run) {
  const started = performance.now();
  let timer;
  const limitSeconds = limits[name];
  const limit = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Complaint(`${name} took longer than ${limitSeconds} s.`)), limitSeconds * 1000);
  });
  try {
    const answer = await Promise.race([run(), limit]);
    printStage({ name, ok: true, ms: performance.now() - started, limitSeconds });
    return answer;
  } catch (thrown) {
    printStage({ name, ok: false, ms: performance.now() - started, limitSeconds });
    throw thrown;
  } finally {
    clearTimeout(timer);
  }
}
