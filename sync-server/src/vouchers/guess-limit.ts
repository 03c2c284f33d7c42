import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';

/** A wrong code is a guess. So many in so long, of one terminal at one instance. */
export const guessesMax = 10;
export const guessesMs = 10 * 60_000;

export interface GuessLimit {
  /** Throws Fault `too-many-tries` where this terminal has guessed too often. */
  check(terminal: number): void;
  noteWrong(terminal: number): void;
}

export function makeGuessLimit({ clock }: { clock: Pick<Clock, 'nowMs'> }): GuessLimit {
  const wrong = new Map<number, number[]>();
  const recent = (terminal: number): number[] =>
    (wrong.get(terminal) ?? []).filter((atMs) => clock.nowMs() - atMs < guessesMs);
  return {
    check(terminal) {
      if (recent(terminal).length >= guessesMax) throw new Fault('too-many-tries', 'codes of vouchers');
    },
    noteWrong: (terminal) => void wrong.set(terminal, [...recent(terminal), clock.nowMs()]),
  };
}
