import type { Randomness } from '@marquee/shared/randomness';
import { deriveSecret, readSigningKey, type SigningKey } from '../platform/keys.ts';
import { openSecret } from '../platform/secret-file.ts';
import { makeServerKeys, type ServerKeys } from './server-key.ts';

export interface CinemaKeyChoice {
  dataDir: string;
  /** The seed itself, base64url, where several instances share it; null: the file `cinema-key` in the data folder. */
  seed: string | null;
  randomness: Randomness;
}

export interface CinemaKey {
  /** Certifies the terminals' keys, and the server's own. */
  cinemaKey: SigningKey;
  serverKeys: ServerKeys;
  /** For what else all instances must agree on. */
  derive(purpose: string): Uint8Array;
}

/**
 * The cinema's secret with the keys that come from it. Made once and never again: every ticket rests on it. Throws Fault
 * `configuration-invalid` for what isn't a key and `disk-failed`.
 */
export function openCinemaKey({ dataDir, seed, randomness }: CinemaKeyChoice): CinemaKey {
  const secret = openSecret({ dataDir, name: 'cinema-key', given: seed, setting: 'CINEMA_KEY', randomness });
  return {
    cinemaKey: readSigningKey(secret),
    serverKeys: makeServerKeys(secret),
    derive: (purpose) => deriveSecret(secret, purpose),
  };
}
