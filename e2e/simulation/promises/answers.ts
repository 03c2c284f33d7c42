/** Same operation, same answer: a repeated message gets the answer that its first copy got. */
import type { Acknowledgement } from '@marquee/shared/protocol/calls';
import { Violation } from './evidence.ts';

/** A refusal that changed nothing is not remembered: a repeat may then be granted, once, and from then on always. */
export function checkAnswers(promises: { note(violation: Violation): void }) {
  const given = new Map<string, string>();
  return (call: string, request: string, acknowledgement: Acknowledgement<unknown>): void => {
    if (call !== 'rights:ask' || !acknowledgement.ok) return;
    const answer = JSON.stringify(acknowledgement.answer);
    const earlier = given.get(request);
    if (earlier !== undefined && earlier !== answer)
      promises.note(new Violation(`one ask has two answers: ${earlier} and ${answer}`));
    if ((acknowledgement.answer as { outcome: string }).outcome !== 'refused') given.set(request, answer);
  };
}
