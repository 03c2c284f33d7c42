/** The calls of a gate's page, as the core answers them. */
import { z } from 'zod';
import type { AnswerWith, CallHandlers } from './answer-calls.ts';
import type { Core } from './core.ts';
import type { GateCalls } from './gate-calls.ts';

/** A scanner may read anything that lies about; a ticket has 137 characters. */
const textMax = 400;

export function makeGateHandlers(core: Core, answer: AnswerWith): Pick<CallHandlers, keyof GateCalls> {
  return {
    'scan-ticket': answer<'scan-ticket'>(z.object({ text: z.string().max(textMax) }), () => ({
      verdict: 'unreadable',
      orderKey: null,
      line: null,
      film: null,
      seat: null,
      ticketClass: null,
      used: null,
      named: false,
      atMs: core.time.nowMs(),
    })),
    'see-gate': answer<'see-gate'>(z.object({}) as z.ZodType<Record<string, never>>, () => ({
      terminal: core.identity.terminal,
      online: core.sync.isOnline(),
      timeZone: core.catalogue.current()?.cinema.timeZone ?? 'UTC',
      screenings: [],
    })),
  };
}
