/** Same operation, same answer: a repeated message gets the answer that its first copy got. */
import type { Acknowledgement } from '@marquee/shared/protocol/calls';
import { type Evidence, Violation } from './evidence.ts';

/** A refusal that changed nothing is not remembered: a repeat may then be granted, once, and from then on always. */
export function checkAnswers(promises: { note(violation: Violation): void }, evidence: Pick<Evidence, 'hasLost'>) {
  const given = new Map<string, string>();
  return (call: string, request: string, acknowledgement: Acknowledgement<unknown>): void => {
    // A database that lost the commit has lost the answer with it.
    const isAsk = call === 'rights:ask' || call === 'vouchers:ask';
    if (!isAsk || !acknowledgement.ok || evidence.hasLost) return;
    const answer = JSON.stringify(acknowledgement.answer);
    const earlier = given.get(request);
    if (earlier !== undefined && earlier !== answer)
      promises.note(new Violation(`one ask has two answers: ${earlier} and ${answer}`));
    // Of a voucher a no is remembered as well: nothing would tell its terminal of a grant that comes later.
    const isKept = call === 'vouchers:ask' || (acknowledgement.answer as { outcome: string }).outcome !== 'refused';
    if (isKept) given.set(request, answer);
  };
}
