import Router from '@koa/router';
import { Fault } from '@marquee/shared/errors';
import { Enrol } from '@marquee/shared/protocol/calls';
import { readRequest } from '../platform/read-request.ts';
import { enrolTerminal, type TerminalsDeps } from './terminals.ts';

const minuteMs = 60_000;
/** Of all machines together: a code has 50 bits, so that nobody guesses one at this pace. */
export const enrolTriesPerMinuteMax = 20;

/** POST /api/v1/terminals/enrol: a one-time code and a public key make a machine a terminal. */
export function makeTerminalRoutes(deps: TerminalsDeps): Router {
  const router = new Router();
  let triesMs: number[] = [];

  router.post('/api/v1/terminals/enrol', async (ctx) => {
    const nowMs = deps.clock.monotonicMs();
    triesMs = triesMs.filter((triedMs) => nowMs - triedMs < minuteMs);
    if (triesMs.length >= enrolTriesPerMinuteMax) {
      throw new Fault('too-many-tries', 'enrolments');
    }
    triesMs.push(nowMs);
    const enrol = readRequest(Enrol, ctx.request.body);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = await enrolTerminal(deps, enrol);
  });

  return router;
}
