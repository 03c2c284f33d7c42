import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import { makeScanLines } from './scan-lines.ts';

export interface ScannerSetting {
  /** `/dev/ttyUSB0`, `/dev/serial/by-id/...`. */
  path: string;
  /** Bits per second, as the scanner is set. */
  baud: number;
}

export interface ScannerDeps {
  clock: Clock;
  log: Record<'info' | 'warn', (context: object, message: string) => void>;
  /** Sets the line's speed once after it is opened; a pipe or a USB device that has no speed may refuse. */
  configure(setting: ScannerSetting): Promise<void>;
  onCode(code: string): void;
  /** It was plugged in or out. */
  onChange(): void;
}

export interface Scanner {
  /** Null while it is plugged in. */
  fault(): Fault | null;
  /** Resolves when the device is closed. */
  close(): Promise<void>;
}

/** How often a line on which nothing came is looked at again. */
const quietMs = 40;
/** A scanner that is not there is looked for again after this, then after twice as long each time. */
const firstRetryMs = 500;
const retryMsMax = 10_000;

/**
 * A scanner on a serial line, one code to a line. It is opened without blocking, like a printer's device file: a read
 * that waits for the next guest could never be taken back.
 */
export function openSerialScanner(setting: ScannerSetting, deps: ScannerDeps): Scanner {
  const { clock, log } = deps;
  const stopped = new AbortController();
  let fault: Fault | null = null;

  function noteFault(next: Fault | null): void {
    const isNews = fault?.code !== next?.code;
    fault = next;
    if (!isNews) return;
    if (next) log.warn({ err: next }, 'the scanner is gone');
    else log.info({ scanner: setting.path }, 'the scanner is there');
    deps.onChange();
  }
  /** Until it is unplugged. Answers whether it was there at all. */
  async function listen(): Promise<boolean> {
    let file: FileHandle | null = null;
    try {
      file = await open(setting.path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
      await deps.configure(setting).catch((cause) => log.warn({ err: cause }, 'the scanner’s line keeps its speed'));
      noteFault(null);
      await readAll(file);
      throw new Error('the line has ended');
    } catch (cause) {
      if (!stopped.signal.aborted) noteFault(new Fault('scanner-unreachable', setting.path, { cause }));
      return file !== null;
    } finally {
      await file?.close();
    }
  }
  async function readAll(file: FileHandle): Promise<void> {
    const take = makeScanLines(deps.onCode);
    const buffer = Buffer.alloc(256);
    while (!stopped.signal.aborted) {
      const bytesRead = await readSome(file, buffer);
      if (bytesRead === 0) return;
      if (bytesRead === null) await clock.sleep(quietMs, stopped.signal);
      else take(buffer.subarray(0, bytesRead));
    }
  }
  async function run(): Promise<void> {
    let retryMs = firstRetryMs;
    while (!stopped.signal.aborted) {
      if (await listen()) retryMs = firstRetryMs;
      await clock.sleep(retryMs, stopped.signal);
      retryMs = Math.min(retryMsMax, retryMs * 2);
    }
  }
  const ended = run();
  return {
    fault: () => fault,
    close: async () => {
      stopped.abort();
      await ended;
    },
  };
}

/** Null: nothing has come. Zero: the device is gone. */
async function readSome(file: FileHandle, buffer: Buffer): Promise<number | null> {
  try {
    return (await file.read(buffer, 0, buffer.length, null)).bytesRead;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EAGAIN') return null;
    throw thrown;
  }
}

const runFile = promisify(execFile);
const sttyMsMax = 5000;

/** Through `stty`, which every Linux has: Node itself can't set a line's speed. No shell is between. */
export async function configureByStty({ path, baud }: ScannerSetting): Promise<void> {
  const raw = ['raw', 'cs8', '-parenb', '-cstopb', '-echo', '-crtscts', 'clocal', 'min', '0', 'time', '0'];
  await runFile('stty', ['-F', path, String(baud), ...raw], { timeout: sttyMsMax });
}
