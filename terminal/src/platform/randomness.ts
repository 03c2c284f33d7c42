import { randomBytes } from 'node:crypto';
import type { Randomness } from '@marquee/shared/randomness';

export const systemRandomness: Randomness = {
  bytes: (count) => randomBytes(count),
  fraction: () => randomBytes(4).readUInt32BE() / 2 ** 32,
};
