/** Shows the one-time code to the server. Its answer is checked by whoever asked. */
import type { Clock } from '@marquee/shared/clock';
import { Fault, type FaultCode, faultTable } from '@marquee/shared/errors';
import { z } from 'zod';
import type { SendEnrolment } from './enrol.ts';

const enrolMsMax = 10_000;

/** RFC 9457, with our fault code. */
const Problem = z.object({ code: z.string(), detail: z.string().max(300).optional() });

/** Throws Fault: the server's own code, `link-down` without a server, `message-malformed` for another kind of answer. */
export function makeSendEnrolment({ serverUrl, clock }: { serverUrl: string; clock: Clock }): SendEnrolment {
  return async (enrol) => {
    const late = new AbortController();
    const cancel = clock.setTimer(enrolMsMax, () => late.abort());
    try {
      const response = await fetch(`${serverUrl.replace(/\/$/, '')}/api/v1/terminals/enrol`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(enrol),
        // The key belongs to this server; a redirect would show the code to another one.
        redirect: 'error',
        signal: late.signal,
      });
      const body = await readJson(response);
      if (response.ok) return body;
      throw problemOf(response.status, body);
    } catch (thrown) {
      if (thrown instanceof Fault) throw thrown;
      throw new Fault('link-down', `no answer from ${serverUrl}`, { cause: thrown });
    } finally {
      cancel();
    }
  };
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

function problemOf(status: number, body: unknown): Fault {
  const problem = Problem.safeParse(body);
  if (problem.success && Object.hasOwn(faultTable, problem.data.code)) {
    return new Fault(problem.data.code as FaultCode, problem.data.detail ?? '');
  }
  // A proxy answers for a server that is down.
  if (status >= 500) return new Fault('link-down', `the server answered ${status}`);
  return new Fault('message-malformed', `the server answered ${status}`);
}
