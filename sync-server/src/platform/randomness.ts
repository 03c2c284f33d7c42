import { randomBytes } from 'node:crypto';

/** Randomness is passed in, so that the simulator can replay it. */
export interface Randomness {
  bytes(count: number): Uint8Array;
  /** At least 0, below 1: for jitter, never for secrets. */
  fraction(): number;
}

export const systemRandomness: Randomness = {
  bytes: (count) => randomBytes(count),
  fraction: () => randomBytes(4).readUInt32BE() / 2 ** 32,
};

/** A random id, 96 bits as 24 hex digits. */
export function makeRandomId(randomness: Randomness): string {
  return Buffer.from(randomness.bytes(12)).toString('hex');
}
