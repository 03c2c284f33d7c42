/** Runs Jest with native ES modules on the pinned Node. */
import { spawnSync } from 'node:child_process';

const run = spawnSync('node', ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${process.cwd()}/node_modules/.bin:${process.env.PATH}` },
});
process.exit(run.status ?? 1);
