/** npm run build: the terminal's page, the server's pages and the bundle for Electron, each only when its sources have changed. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findPinnedNode, installPackages, ownEnvironment, root, runMain, runStep } from './install.mjs';

const terminal = join(root, 'terminal');
const server = join(root, 'sync-server');
/** Each is a folder `page/` of the feature of this name, and is served at `/<name>/`. */
const serverPages = ['example', 'dashboard'];
const isSource = (path) =>
  /\.(ts|tsx|css|html|json|svg|woff2|png|webmanifest|sql)$/.test(path) && !/\.test\.tsx?$/.test(path);
const isOfPage = (path) => /[\\/](ui|ui-kit)[\\/]/.test(path);

/** What the page is made of: the screens, the words both sides share, and the versions of all packages. */
function pageSources() {
  return [
    ...listFiles(join(terminal, 'src')).filter((path) => isOfPage(path) && isSource(path)),
    ...listFiles(join(root, 'shared', 'src')).filter(isSource),
    ...['index.html', 'customer/index.html', 'vite.config.ts', 'package.json'].map((name) => join(terminal, name)),
    join(root, 'package-lock.json'),
  ];
}

function electronSources() {
  const workspaces = [
    join(terminal, 'src'),
    join(root, 'shared', 'src'),
    join(root, 'db'),
    join(root, 'printer-templates'),
  ];
  return [
    ...workspaces.flatMap(listFiles).filter((path) => isSource(path) && !isOfPage(path)),
    join(terminal, 'vite.electron.config.ts'),
    join(root, 'package-lock.json'),
  ];
}

export function buildPage() {
  return build({
    out: join(terminal, 'out'),
    title: 'Building the page',
    sources: pageSources(),
    made: 'page/index.html',
    stamp: 'page.stamp',
    args: ['build', 'terminal'],
  });
}

/** The pages that the sync server shows, one after the other. */
export async function buildServerPages() {
  for (const page of serverPages) {
    await build({
      out: join(server, 'out', 'pages'),
      title: `Building the server's page /${page}`,
      sources: [
        ...listFiles(join(server, 'src', page, 'page')).filter(isSource),
        join(server, 'vite.config.ts'),
        join(root, 'package-lock.json'),
      ],
      made: `${page}/index.html`,
      stamp: `${page}.stamp`,
      args: ['build', '--config', 'sync-server/vite.config.ts'],
      env: { PAGE: page },
    });
  }
}

export function buildElectron() {
  const args = ['build', '--config', 'terminal/vite.electron.config.ts'];
  return build({
    out: join(terminal, 'out'),
    title: 'Building the Electron shell',
    sources: electronSources(),
    made: 'electron/main.js',
    stamp: 'electron.stamp',
    args,
  });
}

async function build({ out, title, sources, made, stamp, args, env = {} }) {
  const stampFile = join(out, stamp);
  const fingerprint = fingerprintOf(sources);
  if (existsSync(join(out, made)) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint) return;
  await runStep(title, findPinnedNode(), ['node_modules/vite/bin/vite.js', ...args, '--logLevel', 'warn'], {
    env: ownEnvironment({ NODE_ENV: 'production', ...env }),
    log: join(root, 'var', 'log', 'build.log'),
  });
  writeFileSync(stampFile, fingerprint);
}

/** Size and time of each file are enough to notice an edit, and are read in milliseconds. */
export function fingerprintOf(files) {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { size: -1, mtimeMs: 0 };
    hash.update(`${relative(root, file)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules') return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(async () => {
    await installPackages();
    await buildPage();
    await buildServerPages();
    await buildElectron();
  });
}
