/** How the core's answers to a page's calls are written down; apart, so that the files of each role can use it. */
import type { z } from 'zod';
import type { CallAnswer, CallArgs, CallName } from './calls.ts';
import type { BridgeHandler } from './platform/bridge-calls.ts';

export type AnswerWith = <N extends CallName>(
  args: z.ZodType<CallArgs<N>>,
  run: (args: CallArgs<N>) => CallAnswer<N> | Promise<CallAnswer<N>>,
) => BridgeHandler;
export type CallHandlers = Record<CallName, BridgeHandler>;
