/**
 * PINs of staff: six digits, so a hash alone protects nothing. Each is keyed with the cinema's pepper first, which is in no
 * database: whoever has only that, or a kiosk's disk, can't search through a million PINs.
 */
import { createHmac } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { z } from 'zod';
import { deriveSecret } from '../platform/keys.ts';

/** By cinema: 32 bytes. */
export type StaffPepper = (cinemaId: number) => Uint8Array;

export const makeStaffPepper = (derive: (purpose: string) => Uint8Array): StaffPepper => {
  const secret = derive('PINs of staff');
  return (cinemaId) => deriveSecret(secret, `cinema ${cinemaId}`);
};

const digits = '01234567890 09876543210';

export const Pin = z
  .string()
  .regex(/^\d{6}$/, 'must be six digits')
  .refine((pin) => new Set(pin).size > 1 && !digits.includes(pin), 'must not be one digit or a row of digits');

/** As a terminal keys it too: HMAC-SHA-256, lower-case hex. */
export const keyPin = (pepper: Uint8Array, pin: string): string =>
  createHmac('sha256', pepper).update(pin).digest('hex');

/** argon2id in its own notation, beside the event loop; its parameters are what a terminal's processor can bear. */
export type HashPin = (keyedPin: string) => Promise<string>;
export const hashPin: HashPin = (keyedPin) => hash(keyedPin, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
