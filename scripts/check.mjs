/** npm run check: format and lint, types of every workspace, and who imports whom. */
import { pathToFileURL } from 'node:url';
import { installPackages, runMain } from './install.mjs';
import { endOnSignals, runAtOnce, runStage } from './run-stages.mjs';

const limitSeconds = 240;
const projects = [
  'shared',
  'shared/tsconfig.test.json',
  'db',
  'printer-templates',
  'sync-server',
  'sync-server/tsconfig.pages.json',
  'terminal',
  'e2e',
];
const cruised = ['shared/src', 'db', 'printer-templates', 'sync-server/src', 'terminal/src', 'e2e'];

/** The names of the checks that failed. */
export async function check() {
  const stages = [
    { name: 'biome', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--max-diagnostics=40', '.'] },
    {
      name: 'imports',
      args: [
        'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
        '--config',
        '.dependency-cruiser.mjs',
        ...cruised,
      ],
    },
    ...projects.map((project) => ({
      name: `types of ${project}`,
      args: ['node_modules/typescript/bin/tsc', '-p', project],
    })),
  ];
  const answers = await runAtOnce(
    2,
    stages.map((stage) => () => runStage({ ...stage, limitSeconds, quiet: true })),
  );
  return stages.filter((_stage, index) => !answers[index]).map(({ name }) => name);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  endOnSignals();
  await runMain(async () => {
    await installPackages();
    const failed = await check();
    return failed.length === 0 ? 0 : 1;
  });
}
