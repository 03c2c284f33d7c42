/** Picking up a phone's booking: a code or a scan, what was found, and its printing. */
import { assert, unreachable } from '@marquee/shared/assert';
import type { FindPickUpAnswer, PrintPickUpAnswer } from '../../calls.ts';
import type { KioskState } from './kiosk-state.ts';
import { codeKeys, codeLength, noPickUp, type PickUpEvent } from './pick-up-state.ts';

export function reducePickUp(state: KioskState, event: PickUpEvent): KioskState {
  const { pickUp } = state;
  switch (event.type) {
    case 'pick-up-opened':
      return { ...state, screen: 'pick-up', pickUp: noPickUp, notice: null };
    case 'pick-up-typed':
      return type(state, readCode(event.text));
    case 'pick-up-deleted':
      return { ...state, pickUp: { ...noPickUp, code: event.all ? '' : pickUp.code.slice(0, -1) } };
    case 'pick-up-answered':
      return state.screen === 'pick-up' ? answerFind({ ...state, working: false }, event.answer) : state;
    case 'pick-up-print-answered':
      return state.screen === 'pick-up-found' ? answerPrint({ ...state, working: false }, event.answer) : state;
    case 'pick-up-printing-seen':
      return event.printing && event.printing.entrySeq === pickUp.printing?.entrySeq
        ? { ...state, pickUp: { ...pickUp, printing: event.printing } }
        : state;
    default:
      return unreachable(event);
  }
}

/** What of a text can be in a code. */
export const readCode = (text: string): string =>
  [...text.toUpperCase()].filter((letter) => codeKeys.some((row) => row.includes(letter))).join('');

function type(state: KioskState, letters: string): KioskState {
  if (letters === '' || state.screen !== 'pick-up' || state.working) return state;
  const code = (state.pickUp.code + letters).slice(0, codeLength);
  return { ...state, pickUp: { ...noPickUp, code } };
}

function answerFind(state: KioskState, answer: FindPickUpAnswer): KioskState {
  if (answer.ok) {
    const found = answer.pickUp;
    return { ...state, screen: 'pick-up-found', movieId: found.movieId, pickUp: { ...noPickUp, found } };
  }
  assert(answer.reason !== 'not-signed-in', 'nobody signs in at a kiosk');
  // Without a network the booking may only not have come here yet.
  const refusal = answer.reason === 'not-found' && !answer.online ? 'not-synced' : answer.reason;
  return { ...state, pickUp: { ...noPickUp, refusal } };
}

function answerPrint(state: KioskState, answer: PrintPickUpAnswer): KioskState {
  if (answer.ok) return { ...state, screen: 'pick-up-done', pickUp: { ...state.pickUp, printing: answer.printing } };
  assert(answer.reason !== 'not-signed-in', 'nobody signs in at a kiosk');
  return { ...state, screen: 'pick-up', movieId: null, pickUp: { ...noPickUp, refusal: answer.reason } };
}
