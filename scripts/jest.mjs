/** Runs Jest with native ES modules on the pinned Node; arguments are Jest's. */
import { runMain, runOwn } from './install.mjs';

const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
await runMain(() => runOwn([...node, 'node_modules/jest/bin/jest.js', ...process.argv.slice(2)]));
