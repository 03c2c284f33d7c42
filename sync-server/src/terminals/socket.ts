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
 * The feed tells a thousand sockets of the very same change one after the other: these are gathered and the change is
 * encoded once for all of them. Another change sends what is gathered first, so each socket hears in the order told.
 */
export function gatherBroadcasts(namespace: Pick<Namespace, 'to'>): (socketId: string, broadcast: Broadcast) => void {
  let gathered: Broadcast | null = null;
  let socketIds: string[] = [];
  const send = () => {
    if (gathered) namespace.to(socketIds).emit('changes', gathered);
    gathered = null;
    socketIds = [];
  };
  return (socketId, broadcast) => {
    if (broadcast !== gathered) {
      send();
      gathered = broadcast;
      queueMicrotask(send);
    }
    socketIds.push(socketId);
  };
}
