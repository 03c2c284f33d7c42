/** Terminals' sessions over Socket.IO, in the namespace `/terminals`. */
import type { Server } from 'socket.io';
import { openSession, type SessionDeps } from './session.ts';

/** One message at most: a batch of entries and its envelope. */
export const messageBytesMax = 1024 * 1024;
/** Whoever hasn't said a good hello by then is no terminal. */
const helloMs = 10_000;

export function attachSockets(io: Server, deps: SessionDeps): void {
  // Elsewhere nobody would ever be asked for a hello.
  io.use((_socket, next) => next(new Error('no such place')));
  io.of('/terminals').on('connection', (socket) => {
    const session = openSession(deps, {
      broadcast: (broadcast) => socket.emit('changes', broadcast),
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
