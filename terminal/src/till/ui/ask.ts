/** How the page's steps talk to the core, and to the cashier where it refuses. */
import type { CallAnswer, CallArgs, CallName } from '../../calls.ts';
import type { Refusal } from './till-state.ts';

/** Null where the core could not answer: the page says why. */
export type Ask = <N extends CallName>(name: N, args: CallArgs<N>) => Promise<CallAnswer<N> | null>;
/** The same, for calls that can be refused: the refusal is shown, and the answer is null then too. */
export type AskOrSay = <N extends CallName>(
  name: N,
  args: CallArgs<N>,
) => Promise<Exclude<CallAnswer<N>, { ok: false }> | null>;
export type Refuse = (refusal: { reason: Refusal; waitMs?: number; triesLeft?: number; seatIds?: number[] }) => void;
