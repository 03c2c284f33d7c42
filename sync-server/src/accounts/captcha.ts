import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import { z } from 'zod';

/** Whether a person solved it. Throws Fault `link-down` where nobody can say. */
export type CheckCaptcha = (token: string, address: string) => Promise<boolean>;

const Verdict = z.object({ success: z.boolean() });
const answerMsMax = 5000;

/** reCAPTCHA's siteverify, which others (hCaptcha, Turnstile) speak as well. */
export function makeCaptchaCheck({
  url,
  secret,
  clock,
}: {
  url: string;
  secret: string;
  clock: Pick<Clock, 'setTimer'>;
}): CheckCaptcha {
  return async (token, address) => {
    const late = new AbortController();
    const cancelTimer = clock.setTimer(answerMsMax, () => late.abort());
    try {
      const body = new URLSearchParams({ secret, response: token, remoteip: address });
      const answer = await fetch(url, { method: 'POST', body, signal: late.signal });
      return Verdict.parse(await answer.json()).success;
    } catch (thrown) {
      throw new Fault('link-down', 'the CAPTCHA provider does not answer', { cause: thrown });
    } finally {
      cancelTimer();
    }
  };
}

/** For development only: whoever says so is a person. */
export function makeDevelopmentCaptcha(): CheckCaptcha {
  return async (token) => token === 'development';
}
