/** Terminals' sessions over Socket.IO, in the namespace `/terminals`. */
import type { Broadcast } from '@marquee/shared/protocol/calls';
import type { Namespace, Server } from 'socket.io';
import { openSession, type SessionDeps } from './session.ts';

/** One message at most: a batch of entries and its envelope. */
export const messageBytesMax = 1024 * 1024;
/** Whoever hasn't said a good hello by then is no terminal. */
const helloMs = 10_000;

export function attachSockets(io: Server, deps: SessionDeps): void {
  // Elsewhere nobody would ever be asked for a hello.
  io.use((_socket, next) => next(new Error('no such place')));
  const namespace = io.of('/terminals');
  const tell = gatherBroadcasts(namespace);
  namespace.on('connection', (socket) => {
    const session = openSession(deps, {
      broadcast: (broadcast) => tell(socket.id, broadcast),
      nudge: () => socket.emit('asked'),
      close: () => socket.disconnect(true),
    });
    const cancelHello = deps.clock.setTimer(helloMs, () => session.end());
    socket.emit('challenge', session.challenge);
    socket.on('call', (name: unknown, request: unknown, acknowledge: unknown) => {
      if (typeof name !== 'string' || typeof acknowledge !== 'function') return socket.disconnect(true);
      // `handle` never throws; its promise needs no catch.
      void session.handle(name, request).then((acknowledgement) => {
        if (name === 'hello' && acknowledgement.ok) cancelHello();
        acknowledge(acknowledgement);
      });
    });
    socket.on('disconnect', () => {
      cancelHello();
      session.end();
    });
  });
}

/**
 * The feed tells a thousand sockets of the very same changes one after the other: these are gathered until it pauses, and
 * all sockets that were told alike get one message, which is encoded once. Each socket hears in the order told.
 */
export function gatherBroadcasts(namespace: Pick<Namespace, 'to'>): (socketId: string, broadcast: Broadcast) => void {
  let gathered = new Map<string, Broadcast[]>();

  function send(): void {
    const numbers = new Map<Broadcast, number>();
    const numberOf = (broadcast: Broadcast) => {
      const number = numbers.get(broadcast) ?? numbers.size;
      numbers.set(broadcast, number);
      return number;
    };
    const alike = Map.groupBy(gathered, ([, broadcasts]) => broadcasts.map(numberOf).join());
    gathered = new Map();
    for (const told of alike.values()) {
      namespace.to(told.map(([socketId]) => socketId)).emit('changes', told[0]?.[1]);
    }
  }

  return (socketId, broadcast) => {
    if (gathered.size === 0) queueMicrotask(send);
    const broadcasts = gathered.get(socketId);
    if (broadcasts) broadcasts.push(broadcast);
    else gathered.set(socketId, [broadcast]);
  };
}
