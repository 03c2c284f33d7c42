/**
 * The link over Socket.IO, to the server's namespace `/terminals` (sync-server/src/terminals/socket.ts): `challenge`
 * first, then our `call`s with their acknowledgements and the server's `changes`. What comes in is checked here; a
 * server that sends nonsense is hung up on, and sync tries again later.
 */
import type { Clock } from '@marquee/shared/clock';
import { Fault, type FaultCode, faultTable } from '@marquee/shared/errors';
import {
  answerMsMax,
  type Broadcast,
  Broadcasts,
  type CallAnswer,
  type CallName,
  type CallRequest,
  calls,
} from '@marquee/shared/protocol/calls';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import type { Connection, Link } from './link.ts';

/** From the first byte to the server's challenge. */
const connectMsMax = 3000;

const Challenge = z.string().min(16).max(200);
const Acknowledgement = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), answer: z.unknown() }),
  z.object({ ok: z.literal(false), code: z.string(), detail: z.string() }),
]);

export interface SocketLinkOptions {
  serverUrl: string;
  clock: Clock;
  log: { warn(context: object, message: string): void };
}

export function makeSocketLink(options: SocketLinkOptions): Link {
  return { open: (onBroadcast, onAsked) => openConnection(options, onBroadcast, onAsked) };
}

function openConnection(
  { serverUrl, clock, log }: SocketLinkOptions,
  onBroadcast: (broadcast: Broadcast) => void,
  onAsked: () => void = () => undefined,
): Promise<Connection> {
  const socket = io(`${serverUrl.replace(/\/$/, '')}/terminals`, {
    // Sync itself decides when to try again, with its own jitter.
    reconnection: false,
    forceNew: true,
    autoConnect: false,
    // A proxy that lets no WebSocket through still carries long polling.
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
  });
  const closed = new Promise<void>((resolve) => socket.once('disconnect', () => resolve()));
  socket.on('changes', (message: unknown) => {
    const broadcasts = Broadcasts.safeParse(message);
    if (broadcasts.success) return broadcasts.data.forEach(onBroadcast);
    log.warn({ at: broadcasts.error.issues[0]?.path.join('.') }, 'a malformed broadcast: hanging up');
    socket.disconnect();
  });
  socket.on('asked', () => onAsked());
  return new Promise((resolve, reject) => {
    const fail = (detail: string, cause?: unknown) => {
      cancel();
      reject(new Fault('link-down', detail, { cause }));
      socket.disconnect();
    };
    const cancel = clock.setTimer(connectMsMax, () => fail(`no answer within ${connectMsMax} ms`));
    socket.once('connect_error', (cause) => fail(cause.message, cause));
    socket.once('disconnect', (reason) => fail(reason));
    socket.once('challenge', (message: unknown) => {
      const challenge = Challenge.safeParse(message);
      if (!challenge.success) return fail('a malformed challenge');
      cancel();
      resolve(makeConnection(socket, { clock, closed, challenge: challenge.data }));
    });
    socket.connect();
  });
}

function makeConnection(
  socket: Socket,
  { clock, closed, challenge }: { clock: Clock; closed: Promise<void>; challenge: string },
): Connection {
  /** Requests without an answer; the library forgets them when the connection ends. */
  const pending = new Set<() => void>();
  void closed.then(() => {
    for (const loseAnswer of pending) loseAnswer();
  });

  function send(call: CallName, request: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (!socket.connected) return reject(new Fault('link-down', call));
      const settle = (answer: () => void) => {
        cancel();
        pending.delete(loseAnswer);
        answer();
      };
      const loseAnswer = () => settle(() => reject(new Fault('link-down', `${call} got no answer`)));
      const cancel = clock.setTimer(answerMsMax, () => {
        settle(() => reject(new Fault('request-timed-out', call)));
        socket.disconnect();
      });
      pending.add(loseAnswer);
      socket.emit('call', call, request, (answer: unknown) => settle(() => resolve(answer)));
    });
  }

  return {
    challenge,
    closed,
    close: () => {
      socket.disconnect();
    },
    async request<N extends CallName>(call: N, request: CallRequest<N>): Promise<CallAnswer<N>> {
      const acknowledgement = Acknowledgement.safeParse(await send(call, request));
      if (!acknowledgement.success) throw hangUp(socket, call);
      if (!acknowledgement.data.ok) throw new Fault(readCode(acknowledgement.data.code), acknowledgement.data.detail);
      const answer = calls[call].answer.safeParse(acknowledgement.data.answer);
      if (!answer.success) throw hangUp(socket, call);
      return answer.data as CallAnswer<N>;
    },
  };
}

function hangUp(socket: Socket, call: string): Fault {
  socket.disconnect();
  return new Fault('message-malformed', `the answer to ${call}`);
}

/** A newer server may know codes that this terminal doesn't. */
function readCode(code: string): FaultCode {
  return Object.hasOwn(faultTable, code) ? (code as FaultCode) : 'internal-error';
}
