import { Fault } from '@marquee/shared/errors';
import pino from 'pino';
import type { Config } from './config.ts';

/** One JSON object a line: what happened in `msg`, with whom and where beside it. */
export type Log = Record<'debug' | 'info' | 'warn' | 'error', (context: object, message: string) => void>;

export interface OpenLog extends Log {
  /** All lines so far are written when it resolves. */
  close(): Promise<void>;
}

/** Never in a log, wherever a caller puts it by mistake: one level below the context at most. */
const secrets = ['password', 'token', 'authorization', 'cookie', 'databaseUrl', 'pin', 'phone', 'email', 'privateKey'];

/** Opens the log; `logFile` null writes to standard output. Throws Fault `disk-failed`. */
export function openLog({ logLevel, logFile }: Pick<Config, 'logLevel' | 'logFile'>): OpenLog {
  const stream = openStream(logFile);
  const options: pino.LoggerOptions = {
    level: logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' },
  };
  const logger = pino(options, stream);
  return {
    debug: (context, message) => logger.debug(context, message),
    info: (context, message) => logger.info(context, message),
    warn: (context, message) => logger.warn(context, message),
    error: (context, message) => logger.error(context, message),
    close: async () => {
      // Lines are written at once; only a file has something to close.
      if (logFile !== null) stream.end();
    },
  };
}

function openStream(logFile: string | null) {
  try {
    return logFile === null
      ? pino.destination({ dest: 1, sync: true })
      : pino.destination({ dest: logFile, mkdir: true, sync: true });
  } catch (thrown) {
    throw new Fault('disk-failed', `LOG_FILE ${logFile} cannot be written`, { cause: thrown });
  }
}
