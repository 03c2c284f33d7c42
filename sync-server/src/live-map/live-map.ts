/**
 * The live seat map for phones, over Socket.IO: who follows a screening is told which seats are taken, and then what
 * changes. Anyone may, so everything is bounded. It has a path of its own (`/live/`), so that phones neither share the
 * terminals' heartbeat of a second nor are able to disturb them.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { toFault } from '@marquee/shared/errors';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import type { Config } from '../platform/config.ts';
import { type Addresses, addressOf, isOriginAllowed, type LiveLimits, liveLimits, makeAddresses } from './bounds.ts';
import {
  Follow,
  type FollowAnswer,
  type LiveRefusal,
  type Refused,
  Unfollow,
  type UnfollowAnswer,
} from './messages.ts';
import { makeRooms, type Room, type RoomDeps, type Rooms } from './rooms.ts';

export interface LiveMapDeps extends RoomDeps {
  config: Pick<Config, 'corsOrigins' | 'trustProxy' | 'liveSocketsMax' | 'liveSocketsPerAddressMax'>;
  /** Others in a test. */
  limits?: Partial<LiveLimits>;
}

export interface LiveMap {
  /** Ends the phones' connections; the HTTP server goes on. */
  stop(): Promise<void>;
}

export const livePath = '/live/';
/** A message is a few numbers. */
const messageBytesMax = 4096;
/** Whoever follows nothing for so long is not looking any more. */
const idleMs = 60_000;
const tellPauseMs = 20;
/** At once, whatever still waits to be sent. */
const cut = (socket: Socket) => socket.conn.close(true);
const roomName = (screeningId: number) => `screening:${screeningId}`;

export function openLiveMap(http: HttpServer, deps: LiveMapDeps): LiveMap {
  const { trustProxy, liveSocketsMax: socketsMax, liveSocketsPerAddressMax: socketsPerAddressMax } = deps.config;
  const limits = { ...liveLimits, socketsMax, socketsPerAddressMax, ...deps.limits };
  const addresses = makeAddresses(deps.clock, limits);
  const io = listen(http, deps.config, addresses);
  const phones = io.of('/seats');
  const isSlow = (socket: Socket): boolean => waitingFor(socket) > limits.waitingMessagesMax;

  /** Whoever is to hear of this screening, still follows it, and reads what it is sent. */
  function mayTell(id: string, name: string): boolean {
    const socket = phones.sockets.get(id);
    if (!socket?.rooms.has(name)) return false;
    if (!isSlow(socket)) return true;
    cut(socket);
    return false;
  }

  const tell = async (event: string, news: { screeningId: number }) => {
    const name = roomName(news.screeningId);
    // Who comes from now on has been told already.
    const ids = [...(phones.adapter.rooms.get(name) ?? [])];
    for (let from = 0; from < ids.length; from += limits.toldAtOnceMax) {
      // Terminals must not wait until thousands of phones are told.
      if (from > 0) await deps.clock.sleep(tellPauseMs);
      const there = ids.slice(from, from + limits.toldAtOnceMax).filter((id) => mayTell(id, name));
      if (there.length > 0) phones.to(there).emit(event, news);
    }
  };
  const rooms = makeRooms(deps, tell, limits.roomsMax);

  phones.on('connection', (socket) => {
    countWaiting(socket);
    const address = addressOf(socket.request, trustProxy);
    const phone = openPhone(socket, { deps, limits, rooms });
    listenTo(socket, phone, () => (isSlow(socket) ? 'flood' : addresses.noteMessage(address)));
    socket.on('disconnect', () => {
      phone.end();
      // Without its only namespace a connection would stay for nothing.
      socket.conn.close();
    });
  });

  return {
    async stop() {
      phones.disconnectSockets(true);
      await rooms.stop();
      io.engine.close();
    },
  };
}

/** Messages that wait in this process because the phone doesn't read them. */
function countWaiting(socket: Socket): void {
  socket.data.waiting = 0;
  socket.conn.on('packetCreate', () => {
    socket.data.waiting += 1;
  });
  socket.conn.on('flush', (packets: readonly unknown[]) => {
    // Some were made before anybody counted.
    socket.data.waiting = Math.max(0, socket.data.waiting - packets.length);
  });
}
const waitingFor = (socket: Socket): number => socket.data.waiting;

/** Refuses before anything is kept of whoever comes: 403, and the client tries again later by itself. */
function listen(http: HttpServer, { corsOrigins, trustProxy }: LiveMapDeps['config'], addresses: Addresses): Server {
  const io = new Server({
    path: livePath,
    serveClient: false,
    maxHttpBufferSize: messageBytesMax,
    connectTimeout: 5000,
    // The terminals' own sockets end what nobody has asked for.
    destroyUpgrade: false,
    cors: { origin: [...corsOrigins] },
    allowRequest: (request, answer) => {
      const isAllowed = isOriginAllowed(request, corsOrigins) && addresses.mayConnect(addressOf(request, trustProxy));
      answer(isAllowed ? null : 'not allowed, or too many connections', isAllowed);
    },
  });
  io.attach(http);
  io.engine.on(
    'connection',
    (connection: { request: IncomingMessage; once(event: 'close', run: () => void): void }) => {
      const address = addressOf(connection.request, trustProxy);
      addresses.connect(address);
      connection.once('close', () => addresses.disconnect(address));
    },
  );
  io.use((_socket, next) => next(new Error('no such place')));
  return io;
}

interface Phone {
  follow(request: unknown): Promise<FollowAnswer>;
  unfollow(request: unknown): UnfollowAnswer;
  end(): void;
}

const refuse = (reason: LiveRefusal, detail?: string): Refused =>
  detail === undefined ? { ok: false, reason } : { ok: false, reason, detail };

function openPhone(
  socket: Socket,
  { deps, limits, rooms }: { deps: LiveMapDeps; limits: LiveLimits; rooms: Rooms },
): Phone {
  const followed = new Map<number, Room>();
  const endIdle = () => deps.clock.setTimer(idleMs, () => socket.disconnect(true));
  let stopIdle = endIdle();

  function drop(screeningId: number, room: Room): void {
    if (followed.get(screeningId) !== room) return;
    followed.delete(screeningId);
    void socket.leave(roomName(screeningId));
    rooms.leave(room);
    stopIdle();
    if (followed.size === 0 && socket.connected) stopIdle = endIdle();
  }

  async function enter(screeningId: number, revision: number): Promise<FollowAnswer> {
    const known = followed.get(screeningId);
    if (!known && followed.size >= limits.screeningsPerSocketMax) return refuse('too-many-screenings');
    const room = known ?? rooms.enter(screeningId);
    if (room === null) return refuse('server-busy');
    followed.set(screeningId, room);
    stopIdle();
    try {
      if (!(await room.isThere)) {
        drop(screeningId, room);
        return refuse('not-found');
      }
      await rooms.catchUp(room, revision);
    } catch (thrown) {
      drop(screeningId, room);
      deps.log.warn({ err: toFault(thrown), screeningId }, 'the seats could not be read for a phone');
      return refuse('unavailable');
    }
    if (followed.get(screeningId) !== room) return refuse('unfollowed');
    // Joined and described at once: what changes after this answer is told, and nothing before it.
    void socket.join(roomName(screeningId));
    return { ok: true, ...rooms.describe(room) };
  }

  return {
    async follow(request) {
      const read = Follow.safeParse(request);
      if (!read.success) return refuse('message-malformed', z.prettifyError(read.error).slice(0, 300));
      return enter(read.data.screeningId, read.data.revision ?? 0);
    },
    unfollow(request) {
      const read = Unfollow.safeParse(request);
      if (!read.success) return refuse('message-malformed', z.prettifyError(read.error).slice(0, 300));
      const room = followed.get(read.data.screeningId);
      if (room) drop(read.data.screeningId, room);
      return { ok: true };
    },
    end() {
      stopIdle();
      for (const [screeningId, room] of followed) drop(screeningId, room);
    },
  };
}

/** Every message is answered, whatever it is; one that gives no way to be answered ends the connection. */
function listenTo(socket: Socket, phone: Phone, noteMessage: () => ReturnType<Addresses['noteMessage']>): void {
  socket.onAny((event: string, ...sent: unknown[]) => {
    const acknowledge = sent.at(-1);
    const noted = noteMessage();
    if (noted === 'flood' || typeof acknowledge !== 'function') {
      cut(socket);
      return;
    }
    if (noted === 'too-many') acknowledge(refuse('too-many-tries'));
    else if (sent.length !== 2)
      acknowledge(refuse('message-malformed', 'a message has one object and an acknowledgement'));
    else if (event === 'seats:unfollow') acknowledge(phone.unfollow(sent[0]));
    else if (event === 'seats:follow') void phone.follow(sent[0]).then((answer) => acknowledge(answer));
    else acknowledge(refuse('message-malformed', 'there is seats:follow and seats:unfollow'));
  });
}
