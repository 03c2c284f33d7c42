import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

/** A command line that nobody can read: `message` says what was wrong and what the command takes. */
export class WrongCommandLine extends Error {}

/** The options that a command was given. Throws `WrongCommandLine` for what it doesn't know. */
export function readOptions<const O extends Options>(command: string, options: O, args: string[]): Values<O> {
  try {
    return parseArgs({ options, args }).values;
  } catch (thrown) {
    const [sentence] = (thrown as Error).message.split('. ');
    const known = Object.entries(options).map(([name, { type }]) => (type === 'boolean' ? `--${name}` : `--${name} …`));
    throw new WrongCommandLine(`${sentence}. ${command} takes: ${known.join(', ')}`);
  }
}

/** A whole number from `min` up. Throws `WrongCommandLine` for anything else. */
export function readWhole(name: string, text: string, min: number): number {
  if (/^\d{1,15}$/.test(text) && Number(text) >= min) return Number(text);
  throw new WrongCommandLine(`--${name} takes a whole number from ${min}, not “${text}”`);
}

/** For a program's start: a command line that is wrong ends it with words and status 2, not with a stack trace. */
export function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof WrongCommandLine)) throw thrown;
    console.error(thrown.message);
    process.exit(2);
  }
}
