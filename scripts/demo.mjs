/** npm run demo: shows what the product promises, on this machine. */
import { installPackages, runMain, runOwn } from './install.mjs';

await runMain(async () => {
  await installPackages();
  return runOwn(['e2e/demo/run.ts', ...process.argv.slice(2)]);
});
