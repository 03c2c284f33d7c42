/** Stages of a check or a test run: each with its time and limit printed, several at once where they may. */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPinnedNode, ownEnvironment, root } from './install.mjs';

export const formatSeconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/**
 * Runs a JavaScript tool on the pinned Node; true when it ends well within its limit. With `quiet` its output is shown
 * in one piece, and only when it fails; otherwise it is shown as it comes.
 */
export async function runStage({ name, args, limitSeconds, quiet = false, env = {} }) {
  const started = performance.now();
  let output = '';
  let isLate = false;
  // A process group of its own, so that the limit ends whatever the tool has started, too.
  const child = spawn(findPinnedNode(), args, {
    cwd: root,
    env: ownEnvironment(env),
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const kill = () => killGroup(child);
  process.once('exit', kill);
  const limit = setTimeout(() => {
    isLate = true;
    kill();
  }, limitSeconds * 1000);
  const code = await new Promise((resolve) => {
    child.on('close', resolve);
    child.on('error', (cause) => resolve(cause.message));
  });
  clearTimeout(limit);
  process.removeListener('exit', kill);
  const ok = code === 0 && !isLate;
  if (quiet && !ok) console.log(`\n${output.trimEnd()}`);
  printStage({
    name,
    ok,
    ms: performance.now() - started,
    limitSeconds,
    note: isLate ? 'over its limit' : ok ? '' : `ended with ${code}`,
  });
  return ok;
}

export function printStage({ name, ok, ms, limitSeconds, note = '' }) {
  console.log(
    `${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(34)} ${formatSeconds(ms).padStart(8)} of ${limitSeconds} s ${note}`.trimEnd(),
  );
}

function killGroup(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') child.kill();
  else process.kill(-child.pid, 'SIGKILL');
}

/** Runs the jobs, at most so many at a time; their answers in their order. */
export async function runAtOnce(count, jobs) {
  const answers = [];
  let next = 0;
  const work = async () => {
    while (next < jobs.length) {
      const index = next++;
      answers[index] = await jobs[index]();
    }
  };
  await Promise.all(Array.from({ length: count }, work));
  return answers;
}

/** Ends the stages, not only this process, on Ctrl-C and on being stopped by a build system. */
export function endOnSignals() {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])
    process.on(signal, () => process.exit(code));
}

/** An empty folder below var/ for what a run leaves behind. */
export function freshFolder(name) {
  const folder = join(root, 'var', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.gitignore'), '*\n');
  return folder;
}
