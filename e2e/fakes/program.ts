/** The project's own programs as real processes: what is killed here loses what a machine without power loses. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../..');
const readyMsMax = 60_000;
const stopMsMax = 15_000;
const lastLinesMax = 12;

export interface ProgramOptions {
  name: string;
  /** Below the repository's root: `terminal/src/start.ts`. */
  file: string;
  env: Record<string, string>;
  /** Takes stderr, and stdout after the ready line. */
  log: string;
}

/** What a program says once it can be used: {"ready":true,"url":...} on a line of its own. */
export type ReadyLine = { ready: true; url: string } & Record<string, unknown>;

export interface Program {
  readyLine: ReadyLine;
  /** SIGKILL: nothing is tidied up. */
  kill(): Promise<void>;
  /** SIGTERM; answers the exit code. A program that doesn't end is killed and counts as 137. */
  stop(): Promise<number>;
}

/** Rejects with the last lines of its log when the program ends, or says nothing, before it is ready. */
export async function startProgram({ name, file, env, log }: ProgramOptions): Promise<Program> {
  const output = openSync(log, 'a');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, file)], {
    cwd: root,
    env: { ...keepFromShell(), ...env },
    stdio: ['pipe', 'pipe', output],
  });
  closeSync(output);
  // It ends with us: its stdin closes when this process goes, in whatever way.
  child.stdin?.on('error', () => child.kill());
  const exited = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 143)));
  });
  const readyLine = await Promise.race([
    untilReady(child),
    exited.then((code) => {
      throw new Error(`the ${name} ended (${code}) before it was ready:\n${lastLines(log)}`);
    }),
  ]);
  return {
    readyLine,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      const late = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
      child.stdin?.end();
      child.kill('SIGTERM');
      const code = await exited;
      clearTimeout(late);
      return code;
    },
  };
}

/** Settings of the shell that runs the tests must not reach a program under test. */
function keepFromShell(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SYSTEMROOT', 'TEMP', 'NODE_PATH'];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function untilReady(child: ChildProcess): Promise<ReadyLine> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`no ready line within ${readyMsMax} ms`));
    }, readyMsMax);
    child.once('close', () => clearTimeout(late));
    if (!child.stdout) return reject(new Error('a program has a stdout'));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{"ready":true')) return;
      clearTimeout(late);
      resolve(JSON.parse(line) as ReadyLine);
    });
  });
}

export function lastLines(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lastLinesMax).join('\n');
}
