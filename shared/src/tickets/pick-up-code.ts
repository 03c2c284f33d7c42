import type { Randomness } from '../randomness.ts';

/** Capitals and digits that can't be taken for each other: 32 of them, so that each byte gives one evenly. */
const codeAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
export const pickUpCodeLength = 8;

/** What a booking is picked up by. Two with one code would be one too many, and there are a million million codes. */
export const makePickUpCode = (randomness: Randomness): string =>
  Array.from(randomness.bytes(pickUpCodeLength), (byte) => codeAlphabet[byte % codeAlphabet.length]).join('');
