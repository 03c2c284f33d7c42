import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@marquee/shared/errors';
import type { Randomness } from '@marquee/shared/randomness';
import { decodeBase64Url } from '@marquee/shared/tickets/base64url';

export const secretBytes = 32;

export interface SecretChoice {
  dataDir: string;
  /** Of the file in the data folder. */
  name: string;
  /** The secret itself, base64url, where several instances share it; null: the file. */
  given: string | null;
  /** The setting that gives it. */
  setting: string;
  randomness: Randomness;
}

/** Thirty-two secret bytes, made once and never again. Throws Fault `configuration-invalid` and `disk-failed`. */
export function openSecret({ dataDir, name, given, setting, randomness }: SecretChoice): Uint8Array {
  if (given !== null) return readSecret(given, setting);
  const file = join(dataDir, name);
  try {
    mkdirSync(dataDir, { recursive: true });
    return readSecret(readIfThere(file) ?? writeNew(file, randomness), file);
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown;
    throw new Fault('disk-failed', `${file} can be neither read nor made`, { cause: thrown });
  }
}

function readSecret(text: string, where: string): Uint8Array {
  const secret = decodeBase64Url(text.trim());
  if (secret?.length !== secretBytes)
    throw new Fault('configuration-invalid', `${where} must be 32 bytes in base64url`);
  return secret;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw thrown;
  }
}

/** Whole or not at all, and never over one that another instance has just made. */
function writeNew(file: string, randomness: Randomness): string {
  const draft = `${file}.${Buffer.from(randomness.bytes(6)).toString('hex')}`;
  try {
    const handle = openSync(draft, 'wx', 0o600);
    try {
      writeSync(handle, `${Buffer.from(randomness.bytes(secretBytes)).toString('base64url')}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    chmodSync(draft, 0o600);
    linkSync(draft, file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8');
}
