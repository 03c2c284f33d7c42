import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { orMissing } from './write-file.ts';

export interface CounterFile {
  read(): number;
  write(seq: number): void;
  close(): void;
}

const digits = 12;

/**
 * A number beside the database that a restored database file is behind. It is written after each sale without waiting
 * for the disk: being behind is harmless, and the sale itself is safe already. So a write that fails must not fail the
 * sale either; it is only logged. Missing counts as 0, as does nonsense.
 */
export function openCounterFile(path: string, log: { warn(context: object, message: string): void }): CounterFile {
  let file: number | null = null;
  return {
    read() {
      const text = orMissing(() => readFileSync(path, 'utf8'));
      if (text === null) return 0;
      if (/^\d{12}\n$/.test(text)) return Number(text);
      log.warn({ path }, 'the counter file makes no sense; counting from 0');
      return 0;
    },
    write(seq) {
      try {
        file ??= openSync(path, orMissing(() => readFileSync(path)) === null ? 'wx+' : 'r+', 0o600);
        writeSync(file, `${String(seq).padStart(digits, '0')}\n`, 0);
      } catch (cause) {
        log.warn({ err: cause, path }, 'the counter file could not be written');
      }
    },
    close() {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}
