/**
 * The page's only way to the terminal core: one WebSocket to `/bridge` on the page's own origin.
 * Page -> core {id, call, args}; core -> page {id, ok, ...} for each call, and announcements {event, ...}.
 */
import { Fault, type FaultCode, faultTable } from '@marquee/shared/errors';
import { z } from 'zod';
import type { CallAnswer, CallArgs, CallName, CoreEvent } from '../calls.ts';

// The page's Content-Security-Policy forbids compiling code at run time, which zod would try.
z.config({ jitless: true });

const Announcement = z.discriminatedUnion('event', [
  z.object({ event: z.literal('terminal-changed') }),
  z.object({ event: z.literal('catalogue-changed') }),
  z.object({ event: z.literal('screening-changed'), screeningId: z.int() }),
  z.object({ event: z.literal('basket-changed'), basketId: z.string() }),
  z.object({ event: z.literal('scanned'), code: z.string() }),
  z.object({ event: z.literal('counter-changed') }),
]) satisfies z.ZodType<CoreEvent>;
const Answer = z.discriminatedUnion('ok', [
  z.object({ id: z.int(), ok: z.literal(true), answer: z.unknown() }),
  z.object({ id: z.int(), ok: z.literal(false), code: z.string(), detail: z.string() }),
]);
const Frame = z.union([Answer, Announcement]);

/** The connection to the core broke: what became of the call is unknown until the page has asked again. */
export class LinkLost extends Error {
  constructor() {
    super('the terminal core is not connected');
    this.name = 'LinkLost';
  }
}

export type LinkState = 'open' | 'lost';

export interface Bridge {
  /** Rejects with a Fault that the core answered, or with LinkLost. */
  call<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallAnswer<N>>;
  onEvent(listener: (event: CoreEvent) => void): () => void;
  /** Tells the present state at once, then each change. */
  onLink(listener: (link: LinkState) => void): () => void;
  close(): void;
}

/** The part of a WebSocket that the bridge needs; a test brings its own. */
export interface BridgeSocket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

export interface BridgePorts {
  openSocket: () => BridgeSocket;
  /** Runs `then` after so many milliseconds; the answer cancels it. */
  wait: (ms: number, then: () => void) => () => void;
  /** Told about a frame that makes no sense; the page goes on. */
  report: (problem: string) => void;
}

const reconnectMs = [250, 500, 1000, 2000, 4000];
const answerWithinMs = 15_000;
/** As late as the card reader and its customer. */
const slowCalls: ReadonlySet<CallName> = new Set<CallName>([
  'pay',
  'pay-mixed',
  'void-sale',
  'refund-sale',
  'exchange-sale',
]);

interface Pending {
  resolve: (answer: unknown) => void;
  reject: (reason: Error) => void;
  cancelTimeout: () => void;
}

export function openBridge(ports: BridgePorts): Bridge {
  const pending = new Map<number, Pending>();
  const eventListeners = new Set<(event: CoreEvent) => void>();
  const linkListeners = new Set<(link: LinkState) => void>();
  let socket: BridgeSocket | null = null;
  let link: LinkState = 'lost';
  let attempts = 0;
  let lastId = 0;
  let closed = false;
  let cancelReconnect: () => void = () => undefined;

  const setLink = (next: LinkState) => {
    if (link === next) return;
    link = next;
    for (const listener of linkListeners) listener(next);
  };

  const loseSocket = () => {
    socket = null;
    const lost = [...pending.values()];
    pending.clear();
    for (const call of lost) {
      call.cancelTimeout();
      call.reject(new LinkLost());
    }
    setLink('lost');
    if (closed) return;
    cancelReconnect = ports.wait(reconnectMs[Math.min(attempts, reconnectMs.length - 1)] ?? 0, connect);
    attempts += 1;
  };

  const settle = (id: number, settleCall: (call: Pending) => void) => {
    const call = pending.get(id);
    if (!call) return;
    pending.delete(id);
    call.cancelTimeout();
    settleCall(call);
  };

  const receive = (data: unknown) => {
    const frame = readFrame(data);
    if (!frame) return ports.report(`unreadable frame from the core: ${String(data).slice(0, 200)}`);
    if ('event' in frame) {
      for (const listener of eventListeners) listener(frame);
      return;
    }
    settle(frame.id, (call) => {
      if (frame.ok) call.resolve(frame.answer);
      else call.reject(new Fault(readFaultCode(frame.code), frame.detail));
    });
  };

  function connect() {
    const opened = ports.openSocket();
    opened.onopen = () => {
      socket = opened;
      attempts = 0;
      setLink('open');
    };
    opened.onmessage = (message) => receive(message.data);
    opened.onclose = loseSocket;
  }
  connect();

  return {
    call: (name, args) =>
      new Promise((resolve, reject) => {
        if (!socket) return reject(new LinkLost());
        lastId += 1;
        const id = lastId;
        // A payment takes as long as the customer and the card reader do; everything else is quick or broken.
        const cancelTimeout = slowCalls.has(name)
          ? () => undefined
          : ports.wait(answerWithinMs, () => settle(id, (call) => call.reject(new Fault('request-timed-out', name))));
        pending.set(id, { resolve: resolve as (answer: unknown) => void, reject, cancelTimeout });
        socket.send(JSON.stringify({ id, call: name, args }));
      }),
    onEvent: (listener) => {
      eventListeners.add(listener);
      return () => eventListeners.delete(listener);
    },
    onLink: (listener) => {
      linkListeners.add(listener);
      listener(link);
      return () => linkListeners.delete(listener);
    },
    close: () => {
      closed = true;
      cancelReconnect();
      socket?.close();
    },
  };
}

function readFrame(data: unknown): z.infer<typeof Frame> | null {
  if (typeof data !== 'string') return null;
  try {
    return Frame.safeParse(JSON.parse(data)).data ?? null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

function readFaultCode(code: string): FaultCode {
  return code in faultTable ? (code as FaultCode) : 'internal-error';
}

/** The bridge of a page in a browser; the customer's screen has one of its own. */
export function openPageBridge(path = '/bridge'): Bridge {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return openBridge({
    openSocket: () => new WebSocket(`${scheme}://${location.host}${path}`) as BridgeSocket,
    wait: (ms, then) => {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
    report: (problem) => console.error(problem),
  });
}
