/** npm run bench: measures the published figures on this machine. */
import { installPackages, runMain, runOwn } from './install.mjs';

await runMain(async () => {
  await installPackages();
  return runOwn(['e2e/bench/run.ts', ...process.argv.slice(2)]);
});
