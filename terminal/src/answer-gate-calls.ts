/** The calls of a gate's page as the core answers them; and which calls are none of a gate's, or of a gate alone. */
import { Fault } from '@marquee/shared/errors';
import { z } from 'zod';
import type { AnswerWith } from './answer-till-calls.ts';
import type { CallName, GateCalls } from './calls.ts';
import type { Core } from './core.ts';
import { scanCharsMax, scanTicket, seeGate } from './gate/gate.ts';
import type { BridgeHandler } from './platform/bridge-calls.ts';

type CallHandlers = Record<CallName, BridgeHandler>;

const nothing = z.object({}) as z.ZodType<Record<string, never>>;

export function makeGateHandlers(core: Core, answer: AnswerWith): Pick<CallHandlers, keyof GateCalls> {
  const findGate = () => {
    if (!core.gate) throw new Fault('message-malformed', 'this terminal is no gate');
    return core.gate;
  };
  return {
    'scan-ticket': answer<'scan-ticket'>(z.object({ text: z.string().max(scanCharsMax) }), ({ text }) => {
      const gate = findGate();
      const code = core.outOfService();
      if (code) throw new Fault(code);
      return scanTicket(gate, text);
    }),
    'see-gate': answer<'see-gate'>(nothing, () => seeGate(findGate())),
  };
}

/** What a gate's page may ask for: nothing that sells, takes money or moves a drawer. */
const ofGate: ReadonlySet<CallName> = new Set<CallName>([
  'see-terminal',
  'scan-ticket',
  'see-gate',
  'list-staff',
  'sign-in',
  'sign-out',
  'lock',
]);

/** At a gate every other call is refused before it is looked at. */
export function keepToRole(core: Core, handlers: CallHandlers): CallHandlers {
  if (!core.gate) return handlers;
  const refuse = () => {
    throw new Fault('message-malformed', 'a gate sells nothing');
  };
  const kept = Object.entries(handlers).map(([call, handler]) => [
    call,
    ofGate.has(call as CallName) ? handler : { args: z.unknown(), run: refuse },
  ]);
  return Object.fromEntries(kept) as CallHandlers;
}
