/**
 * Runs the terminal core for a shell, and again whenever it ends: what was sold is on its disk, so a new start goes on
 * where the old one stopped. The core says {"ready":true,"url":...} on stdout once its page can be opened, and stops
 * when its stdin closes: so it never outlives a shell, not even one that was killed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Clock } from '@marquee/shared/clock';
import { z } from 'zod';

/** The core must be ready after this long: a first start migrates the database. */
const readyMsMax = 120_000;
/** After closing stdin the core has this long to finish what it writes. */
const stopMsMax = 10_000;
const firstRestartMs = 500;
const lastRestartMs = 30_000;
/** A core that has run this long was sound: its next restart is quick again. */
const soundAfterMs = 60_000;

const loopbackUrl = z.string().refine(isLoopbackUrl);
const ReadyLine = z.object({ ready: z.literal(true), url: loopbackUrl, customerUrl: loopbackUrl.nullish() });

export interface CoreOptions {
  command: string;
  args: string[];
  env: Record<string, string | undefined>;
  clock: Pick<Clock, 'monotonicMs' | 'setTimer'>;
  /** The page can be opened: at the first start, and again after each restart. So can the customer's beside a till. */
  onReady(url: string, customerUrl: string | null): void;
  /** The core has ended by itself and starts again after `restartMs`. */
  onEnd(end: { code: number | null; restartMs: number }): void;
  /** Anything else the core writes to stdout, line by line. */
  onLine?(line: string): void;
}

export interface CoreProcess {
  /** Resolves when the core has ended; it is not started again. */
  stop(): Promise<void>;
}

export function superviseCore(options: CoreOptions): CoreProcess {
  const { clock, onEnd } = options;
  let child: ChildProcess | null = null;
  let ended: Promise<void> = Promise.resolve();
  let stopping = false;
  let failures = 0;
  let cancelRestart: (() => void) | null = null;

  function start(): void {
    const startedAtMs = clock.monotonicMs();
    const started = startCore(options);
    child = started;
    ended = new Promise((resolve) => {
      started.once('close', (code) => {
        child = null;
        resolve();
        if (stopping) return;
        failures = clock.monotonicMs() - startedAtMs >= soundAfterMs ? 0 : failures + 1;
        const restartMs = backOff(failures);
        cancelRestart = clock.setTimer(restartMs, start);
        onEnd({ code, restartMs });
      });
    });
  }

  start();
  return {
    async stop() {
      stopping = true;
      cancelRestart?.();
      if (child === null) return;
      const cancelKill = clock.setTimer(stopMsMax, () => child?.kill('SIGKILL'));
      child.stdin?.end();
      await ended;
      cancelKill();
    },
  };
}

/** Doubles from half a second to half a minute, for cores and pages that fail at once again. */
export function backOff(failures: number): number {
  return Math.min(lastRestartMs, firstRestartMs * 2 ** Math.max(0, failures - 1));
}

/** True for the address of a bridge, which is the only one that a shell ever opens. */
export function isLoopbackUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === 'http:' && url.hostname === '127.0.0.1' && url.username === '';
}

function startCore({ command, args, env, clock, onReady, onLine }: CoreOptions): ChildProcess {
  const child = spawn(command, args, { env: { ...env, STDIN_CLOSES: '1' }, stdio: ['pipe', 'pipe', 'inherit'] });
  const cancel = clock.setTimer(readyMsMax, () => child.kill('SIGKILL'));
  // A command that cannot be started has an 'error' besides its 'close', and a core that has gone leaves a broken pipe.
  child.on('error', (cause) => onLine?.(`core: ${cause.message}`));
  child.stdin.on('error', (cause) => onLine?.(`core: ${cause.message}`));
  child.once('close', cancel);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const ready = readReadyLine(line);
    if (ready === null) return onLine?.(line);
    cancel();
    onReady(ready.url, ready.customerUrl ?? null);
  });
  return child;
}

function readReadyLine(line: string): z.infer<typeof ReadyLine> | null {
  if (!line.startsWith('{"ready"')) return null;
  try {
    return ReadyLine.safeParse(JSON.parse(line)).data ?? null;
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}
