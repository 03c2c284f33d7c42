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
import { readSigningKey, type SigningKey } from '../platform/keys.ts';

const seedBytes = 32;

export interface CinemaKeyChoice {
  dataDir: string;
  /** The seed itself, base64url, where several instances share it; null: the file `cinema-key` in the data folder. */
  seed: string | null;
  randomness: Randomness;
}

/**
 * The key that certifies the terminals' keys. Made once and never again: every ticket rests on it. Throws Fault
 * `configuration-invalid` for what isn't a key and `disk-failed`.
 */
export function openCinemaKey({ dataDir, seed, randomness }: CinemaKeyChoice): SigningKey {
  if (seed !== null) return readSeed(seed, 'CINEMA_KEY');
  const file = join(dataDir, 'cinema-key');
  try {
    mkdirSync(dataDir, { recursive: true });
    return readSeed(readIfThere(file) ?? writeNew(file, randomness), file);
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown;
    throw new Fault('disk-failed', `${file} can be neither read nor made`, { cause: thrown });
  }
}

function readSeed(text: string, where: string): SigningKey {
  const seed = decodeBase64Url(text.trim());
  if (seed?.length !== seedBytes) throw new Fault('configuration-invalid', `${where} must be 32 bytes in base64url`);
  return readSigningKey(seed);
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
      writeSync(handle, `${Buffer.from(randomness.bytes(seedBytes)).toString('base64url')}\n`);
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
