import { chmodSync, readFileSync, statSync } from 'node:fs';
import { Fault } from '@marquee/shared/errors';
import { orMissing, replaceFile } from './write-file.ts';

export const secretBytes = 32;

export interface SecretFile {
  /** Null before the first write. Throws Fault `database-corrupt` for a file that is no secret of ours. */
  read(): Uint8Array | null;
  write(secret: Uint8Array): void;
}

/** A secret of 32 bytes in a file of its own, which other users of the machine can't read. */
export function openSecretFile(path: string): SecretFile {
  return {
    read() {
      const secret = orMissing(() => readFileSync(path));
      if (secret === null) return null;
      if (secret.length !== secretBytes) throw new Fault('database-corrupt', `${path} has ${secret.length} bytes`);
      // It may have been restored from a backup that forgot who may read it.
      if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
      return new Uint8Array(secret);
    },
    write(secret) {
      replaceFile(path, secret);
    },
  };
}
