/** Randomness is passed in, so that the simulator can replay it. */
export interface Randomness {
  bytes(count: number): Uint8Array;
  /** At least 0, below 1: for jitter, never for secrets. */
  fraction(): number;
}

/** A random id, 96 bits as 24 hex digits. */
export function makeRandomId(randomness: Randomness): string {
  return Array.from(randomness.bytes(12), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A wait between half and all of `ms`, so that many devices don't act at the same moment. */
export function jitter(randomness: Randomness, ms: number): number {
  return ms / 2 + (randomness.fraction() * ms) / 2;
}
