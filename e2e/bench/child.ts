/** A program of the measurement in a process of its own: it prints {"ready":true,"url":...} and ends with its stdin. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { root } from './system.ts';

/** As scripts/start.mjs starts the server. */
export const serverFlags = ['--max-semi-space-size=8'] as const;

const Ready = z.object({ ready: z.literal(true), url: z.string() });

export interface Child {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** Rejects when the program ends before it is ready; what it has to say is on stderr. */
export async function startChild(args: readonly string[], env: Record<string, string> = {}): Promise<Child> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    void ended.then((code) => reject(new Error(`${args.join(' ')} has ended (${code})`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{"ready":true')) resolve(Ready.parse(JSON.parse(line)).url);
    });
  });
  return { url, pid: child.pid ?? 0, stop };
}

/** In the child: says that it is ready and waits until it is no longer needed. */
export function sayReady(url: string): Promise<void> {
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
  return new Promise((resolve) => process.stdin.on('end', () => resolve()).resume());
}

/** The child's setting of this name, which whoever started it has made. */
export function needSetting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}
