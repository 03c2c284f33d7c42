/**
 * npm run test:cluster: the races of the server on a Galera cluster of three nodes that is started for it, on the
 * loopback address, and what is left when nodes are killed under load.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installPackages, root, runMain } from './install.mjs';
import { endOnSignals, runStage } from './run-stages.mjs';
import { installSystemPrograms } from './system-programs.mjs';

const file = join(root, 'var', 'test', 'cluster-counts.json');

/** Answers whether all went well, and in which file the counts are. */
export async function testCluster(limitSeconds) {
  // The nodes are of this stage's process group, so that its limit ends them as well; their folder is ours to remove.
  const folder = mkdtempSync(join(process.getuid?.() === 0 ? '/tmp' : tmpdir(), 'marquee-galera-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  rmSync(file, { force: true });
  const args = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--config=jest.cluster.config.mjs',
    '--runInBand',
    '--verbose',
    '--ci',
  ];
  const ok = await runStage({ name: 'cluster', args, limitSeconds, env: { GALERA_FOLDER: folder } });
  process.removeListener('exit', remove);
  remove();
  return { ok, file };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  endOnSignals();
  await runMain(async () => {
    await installPackages();
    await installSystemPrograms();
    const { ok } = await testCluster(420);
    const { passed, failed } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 1 };
    console.log(`${passed} passed, ${failed === 0 && !ok ? 1 : failed} failed`);
    return ok && failed === 0 && passed > 0 ? 0 : 1;
  });
}
