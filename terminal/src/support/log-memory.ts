/**
 * The last lines of the log, for a support bundle. Of each line only what is known to be harmless is kept: what was said,
 * codes and numbers of things; never a text that came from a person, a page, a reader or the server.
 */
import { Fault } from '@marquee/shared/errors';
import type { Log } from '../platform/log.ts';

export interface LogLine {
  atMs: number;
  level: 'info' | 'warn' | 'error';
  says: string;
  /** A fault's code, or the kind of another error. */
  code?: string;
  /** Where it was thrown. */
  at?: string[];
  [name: string]: unknown;
}

export interface LogMemory {
  log: Log;
  lines(): readonly LogLine[];
}

const linesMax = 200;
const sayMax = 160;
const framesMax = 4;
/** Of things, by the server's or the journal's numbers. */
const numbers = ['terminal', 'screeningId', 'port', 'acked', 'acknowledged', 'left', 'minutes', 'revision', 'seq'];
const texts: readonly [name: string, shape: RegExp][] = [
  ['stream', /^(cinema|screening|grants):\d{1,10}$/],
  ['call', /^[a-z]{2,20}:[a-z]{2,20}$/],
  ['code', /^[a-z-]{2,40}$/],
];

export function makeLogMemory(log: Log, nowMs: () => number): LogMemory {
  const kept: LogLine[] = [];
  const keep = (level: LogLine['level']) => (context: object, message: string) => {
    kept.push(scrubLine({ atMs: nowMs(), level }, context as Record<string, unknown>, message));
    if (kept.length > linesMax) kept.shift();
    log[level](context, message);
  };
  return { log: { info: keep('info'), warn: keep('warn'), error: keep('error') }, lines: () => kept };
}

/** Messages are written in the code; what may have been put into one is taken out all the same. */
export const scrubText = (text: string): string =>
  text
    .replaceAll(/[\w.+-]+@[\w-]+\.[\w.]+/g, '[address]')
    .replaceAll(/[A-Za-z0-9_-]{20,}/g, '[long]')
    .replaceAll(/\+?\d[\d ()-]{4,}\d/g, '[digits]')
    .slice(0, sayMax);

function scrubLine(head: Pick<LogLine, 'atMs' | 'level'>, context: Record<string, unknown>, message: string): LogLine {
  const line: LogLine = { ...head, says: scrubText(message) };
  for (const name of numbers) {
    const value = context[name];
    if (typeof value === 'number' && Number.isFinite(value)) line[name] = value;
  }
  for (const [name, shape] of texts) {
    const value = context[name];
    if (typeof value === 'string' && shape.test(value)) line[name] = value;
  }
  const { err } = context;
  return err instanceof Error ? { ...line, ...describeError(err) } : line;
}

/** Never its message or detail: they quote what was wrong. */
function describeError(err: Error): Pick<LogLine, 'code' | 'at'> {
  const own = 'code' in err && typeof err.code === 'string' && /^[A-Z_]{2,40}$/.test(err.code) ? err.code : err.name;
  const frames = (err.stack ?? '').matchAll(/^\s+at .*?([\w.-]+\.[cm]?[jt]s:\d+:\d+)\)?$/gm);
  const at = [...frames].slice(0, framesMax).map(([, place]) => place ?? '');
  return { code: err instanceof Fault ? err.code : own.slice(0, 40), at };
}
