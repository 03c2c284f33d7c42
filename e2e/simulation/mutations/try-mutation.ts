/** A mutation is tried on a temporary copy of the sources, in a process of its own. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import type { Found } from './find-violation.ts';
import type { Mutation } from './mutations.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');
const workspaces = ['shared', 'db', 'printer-templates', 'sync-server', 'terminal', 'e2e'];
/** Neither sources nor needed by the simulator. */
const leftOut = new Set([
  'node_modules',
  'out',
  'dist',
  'coverage',
  'var',
  'ui',
  'ui-kit',
  'shells',
  'bench',
  'screens',
]);
const outputCharsMax = 16 * 1024 * 1024;

export interface Tried extends Found {
  name: string;
  seconds: number;
  /** What the same seeds in the same weather find in the sources as they are: nothing, or it was not the mutation. */
  without: Found;
}

/** Throws where the patch no longer applies: then the mutation must be written anew, for the code as it is. */
export async function tryMutation(mutation: Mutation): Promise<Tried> {
  const startedMs = performance.now();
  const copy = copySources();
  try {
    const patch = join(import.meta.dirname, `${mutation.name}.patch`);
    await run('git', ['apply', '--whitespace=nowarn', patch], { cwd: copy });
    const found = await search(copy, mutation);
    const seconds = (performance.now() - startedMs) / 1000;
    const without = await search(root, { ...mutation, seedsMax: found.seeds ?? 0 });
    return { ...found, name: mutation.name, seconds, without };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function search(folder: string, mutation: Mutation): Promise<Found> {
  const script = ['e2e/simulation/mutations/find-violation.ts', ...argsOf(mutation)];
  const { stdout } = await run(process.execPath, script, { cwd: folder, maxBuffer: outputCharsMax });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Found;
}

function argsOf({ faults, steps = 5000, terminals = 3, seedsMax = 60 }: Mutation): string[] {
  const args = ['--seeds', String(seedsMax), '--steps', String(steps), '--terminals', String(terminals)];
  if (faults === undefined) return args;
  const weather = Object.entries(faults).map(([name, strength]) => `${name}=${strength}`);
  return [...args, '--faults', weather.join(',')];
}

/** The workspaces find each other in the copy; everything else is that of the project itself. */
function copySources(): string {
  const copy = mkdtempSync(join(tmpdir(), 'marquee-mutation-'));
  for (const workspace of workspaces) {
    cpSync(join(root, workspace), join(copy, workspace), {
      recursive: true,
      filter: (source) =>
        !relative(root, source)
          .split(sep)
          .some((part) => leftOut.has(part)) && !source.endsWith('.test.ts'),
    });
  }
  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
  const modules = join(copy, 'node_modules');
  mkdirSync(join(modules, '@marquee'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== '@marquee') symlinkSync(join(root, 'node_modules', name), join(modules, name));
  for (const workspace of workspaces) symlinkSync(join('..', '..', workspace), join(modules, '@marquee', workspace));
  return copy;
}
