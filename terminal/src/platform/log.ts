import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { pino } from 'pino';

export interface Log {
  info(context: object, message: string): void;
  warn(context: object, message: string): void;
  error(context: object, message: string): void;
}

/** Never written, wherever they stand: whoever reads a log must not be able to act as this terminal or its staff. */
const secretNames = ['token', 'nextToken', 'signature', 'seed', 'enrolCode', 'pageToken', 'pin', 'password', 'cookie'];
const secretPaths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Structured lines to a file, or to stderr: stdout says when the terminal is ready, and nothing else. */
export function openLog({ level, file }: { level: string; file: string | null }): Log {
  if (file !== null) mkdirSync(dirname(file), { recursive: true });
  const destination = pino.destination(file === null ? { dest: 2, sync: true } : { dest: file, sync: true });
  return pino({ level, base: null, redact: { paths: secretPaths, censor: '[secret]' } }, destination);
}
