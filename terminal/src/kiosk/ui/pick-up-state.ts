/** What the page knows of a phone's booking that is picked up, and what can happen to it; the rules are in pick-up-reduce.ts. */
import type { FindPickUpAnswer, PickUpPrinting, PickUpView, PrintPickUpAnswer } from '../../calls.ts';

/** Capitals and digits that no code leaves out: 32 of them, four rows of eight on the keypad. */
export const codeKeys = ['ABCDEFGH', 'JKLMNPQR', 'STUVWXYZ', '23456789'] as const;
export const codeLength = 8;

/** Worded by the key `pick-up.refused.<kind>`. */
export type PickUpRefusal = Exclude<Extract<FindPickUpAnswer, { ok: false }>['reason'], 'not-signed-in'> | 'not-synced';

export interface PickUpState {
  code: string;
  refusal: PickUpRefusal | null;
  found: PickUpView | null;
  printing: PickUpPrinting | null;
}
export const noPickUp: PickUpState = { code: '', refusal: null, found: null, printing: null };

export type PickUpEvent =
  | { type: 'pick-up-opened' }
  | { type: 'pick-up-typed'; text: string }
  | { type: 'pick-up-deleted'; all: boolean }
  | { type: 'pick-up-answered'; answer: FindPickUpAnswer }
  | { type: 'pick-up-print-answered'; answer: PrintPickUpAnswer }
  | { type: 'pick-up-printing-seen'; printing: PickUpPrinting | null };
