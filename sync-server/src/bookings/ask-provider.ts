import { Fault } from '@marquee/shared/errors';
import type { RightsDeps } from '../rights/rights.ts';

/** A provider has this long for an answer; what needs longer is asked about by the sweeper. */
const answerMsMax = 20_000;

export type AskingDeps = Pick<RightsDeps, 'clock'> & { log?: { warn(context: object, message: string): void } };

/** What the provider says; null where nobody knows. `about` is our id of what is asked. */
export async function askProvider<R>(deps: AskingDeps, about: string, call: () => Promise<R>): Promise<R | null> {
  let cancelTimer = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    cancelTimer = deps.clock.setTimer(answerMsMax, () => reject(new Fault('request-timed-out', 'payment provider')));
  });
  try {
    return await Promise.race([call(), late]);
  } catch (thrown) {
    deps.log?.warn({ err: thrown, about }, 'the payment provider did not answer; it is asked again');
    return null;
  } finally {
    cancelTimer();
  }
}
