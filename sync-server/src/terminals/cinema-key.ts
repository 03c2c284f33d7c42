import type { Randomness } from '@marquee/shared/randomness';
import { readSigningKey, type SigningKey } from '../platform/keys.ts';
import { openSecret } from '../platform/secret-file.ts';

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
  return readSigningKey(openSecret({ dataDir, name: 'cinema-key', given: seed, setting: 'CINEMA_KEY', randomness }));
}
