import { createHmac } from 'node:crypto';
import { verify } from '@node-rs/argon2';

/** Whether this PIN, keyed, is the one of the hash. Takes as long whatever is wrong with it, beside the event loop. */
export type CheckPin = (pinHash: string, keyedPin: string) => Promise<boolean>;

export const checkPin: CheckPin = (pinHash, keyedPin) => verify(pinHash, keyedPin);

/**
 * HMAC-SHA-256 as lower-case hex, as the server makes it too. A PIN without the cinema's pepper says nothing about a hash: a
 * copied database can't be searched for six digits.
 */
export const keyPin = (pepper: Uint8Array, pin: string): string =>
  createHmac('sha256', pepper).update(pin).digest('hex');
