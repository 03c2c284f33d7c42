/** One frame from the page in, one frame out: what a page sends is checked here and nowhere else. */
import { Fault, type FaultCode, toFault } from '@marquee/shared/errors';
import { type ZodType, z } from 'zod';

/** The part of pino that the bridge uses. */
export interface BridgeLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface BridgeHandler {
  args: ZodType;
  /** Gets what `args` made of the page's input. May be asynchronous; throws Fault for a fault. */
  run(args: never): unknown;
}
export type BridgeHandlers = Record<string, BridgeHandler>;

/** Ties a call's schema to the code that answers it, so that the compiler compares the two. */
export function answerCall<S extends ZodType>(args: S, run: (args: z.output<S>) => unknown): BridgeHandler {
  return { args, run };
}

const Frame = z.object({ id: z.int().min(0), call: z.string().max(100), args: z.unknown() });
const FrameId = z.object({ id: z.int().min(0) });

/** `text` is null for a frame that is not text. */
export async function answerFrame(text: string | null, handlers: BridgeHandlers, log: BridgeLog): Promise<string> {
  const raw = parseJson(text);
  const frame = Frame.safeParse(raw);
  if (!frame.success) {
    log.warn({ problem: describeProblem(frame.error) }, 'frame of the page refused');
    return refuseFrame(FrameId.safeParse(raw).data?.id, 'message-malformed', describeProblem(frame.error));
  }
  const { id, call, args } = frame.data;
  try {
    return JSON.stringify({ id, ok: true, answer: (await runCall(call, args, handlers)) ?? null });
  } catch (thrown) {
    const fault = toFault(thrown);
    // The page gets the code; the log gets the rest. A stack trace tells a stranger at the kiosk too much.
    log[fault.code === 'internal-error' ? 'error' : 'warn']({ call, err: thrown }, 'call of the page failed');
    return refuseFrame(id, fault.code, fault.detail);
  }
}

async function runCall(call: string, input: unknown, handlers: BridgeHandlers): Promise<unknown> {
  const handler = Object.hasOwn(handlers, call) ? handlers[call] : undefined;
  if (handler === undefined) throw new Fault('message-malformed', 'unknown call');
  const args = handler.args.safeParse(input);
  if (!args.success) throw new Fault('message-malformed', describeProblem(args.error));
  return handler.run(args.data as never);
}

function refuseFrame(id: number | undefined, code: FaultCode, detail: string): string {
  return JSON.stringify({ id, ok: false, code, detail });
}

/** Where and what kind, never the value: it may be personal. */
function describeProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? '' : `${issue.path.join('.') || 'frame'}: ${issue.code}`;
}

function parseJson(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
