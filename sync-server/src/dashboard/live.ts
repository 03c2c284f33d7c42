/**
 * Tells open dashboards what has changed, over Socket.IO at a path of its own: never the thing itself, only what to ask for
 * again, so that what a manager may see is decided in one place. A day of a cinema is followed once for all who look at it.
 */
import type { Server as HttpServer } from 'node:http';
import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import { cinemaStream, screeningStream } from '@marquee/shared/protocol/streams';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import { maySeeCinema } from '../accounts/accounts.ts';
import { type Feed, readRevisions } from '../feed/feed.ts';
import { selectRunning } from '../long-actions/long-actions.ts';
import type { Caller } from '../platform/api.ts';
import type { Database } from '../platform/database.ts';
import { idMax } from '../platform/read-params.ts';
import { repeat } from '../platform/repeat.ts';
import { selectExceptionMark, selectOutageMark, selectScreeningStreams, selectTerminalMarks } from './live.sql.ts';

export interface DashboardLiveDeps {
  database: Database;
  clock: Clock;
  feed: Pick<Feed, 'follow'>;
  log: { warn(context: object, message: string): void; error(context: object, message: string): void };
  isReachable?: (terminal: number) => boolean;
  /** Whose access token this is. Throws Fault `token-refused`. */
  authenticate(token: string): Promise<Caller>;
}

export const dashboardLivePath = '/dashboard-live/';
const Follow = z.strictObject({ cinemaId: z.int().min(1).max(idMax), day: z.iso.date() });
type Follow = z.output<typeof Follow>;
type FollowAnswer = { ok: true } | { ok: false; reason: 'message-malformed' | 'not-found' | 'unavailable' };

const socketsMax = 200;
const messageBytesMax = 4096;
const screeningsMax = 500;
/** Sales in quick succession are told together. */
const tellMs = 250;
const lookMs = 2000;

interface Room extends Follow {
  name: string;
  changed: Set<number>;
  unfollow: (() => void)[];
  stopTimer: (() => void) | null;
  /** By terminal: whether it can be reached, and when it last said something new of itself. Null before the first look. */
  terminals: Map<number, string> | null;
  outages: string;
  /** How far each long action is. */
  actions: ReadonlyMap<string, number>;
}

export function openDashboardLive(http: HttpServer, deps: DashboardLiveDeps): { stop(): Promise<void> } {
  const io = new Server({
    path: dashboardLivePath,
    serveClient: false,
    maxHttpBufferSize: messageBytesMax,
    connectTimeout: 5000,
    destroyUpgrade: false,
  });
  io.attach(http);
  const rooms = new Map<string, Room>();
  let exceptions = '';

  io.use(async (socket, next) => {
    try {
      if (io.sockets.sockets.size >= socketsMax) throw new Fault('too-many-tries');
      await identify(socket);
      next();
    } catch {
      next(new Error('token-refused'));
    }
  });

  async function identify(socket: Socket): Promise<Caller> {
    const token = z.string().max(4096).parse(socket.handshake.auth.token);
    const caller = await deps.authenticate(token);
    if (caller.role !== 'manager' && caller.role !== 'admin') throw new Fault('access-refused');
    return caller;
  }

  function tellSoon(room: Room, screeningId: number): void {
    room.changed.add(screeningId);
    room.stopTimer ??= deps.clock.setTimer(tellMs, () => {
      room.stopTimer = null;
      io.to(room.name).emit('screenings', { ids: [...room.changed] });
      room.changed.clear();
    });
  }

  async function open(wish: Follow, name: string): Promise<Room> {
    const rows = await selectScreeningStreams(deps.database, { ...wish, limit: screeningsMax });
    const programme = cinemaStream(wish.cinemaId);
    const revisions = await readRevisions(deps.database, [programme, ...rows.map(({ id }) => screeningStream(id))]);
    const known = rooms.get(name);
    if (known) return known;
    const room: Room = {
      ...wish,
      name,
      changed: new Set(),
      unfollow: [],
      stopTimer: null,
      terminals: null,
      outages: '',
      actions: new Map(),
    };
    const follow = (stream: string, hear: () => void) =>
      room.unfollow.push(deps.feed.follow(stream, revisions.get(stream) ?? 0, hear));
    for (const { id } of rows) follow(screeningStream(id), () => tellSoon(room, id));
    follow(programme, () => io.to(name).emit('programme', {}));
    rooms.set(name, room);
    return room;
  }

  function closeEmpty(): void {
    for (const room of rooms.values()) {
      if (io.sockets.adapter.rooms.has(room.name)) continue;
      rooms.delete(room.name);
      close(room);
    }
  }

  async function follow(socket: Socket, request: unknown): Promise<FollowAnswer> {
    const read = Follow.safeParse(request);
    if (!read.success) return { ok: false, reason: 'message-malformed' };
    try {
      if (!(await maySeeCinema(deps.database, await identify(socket), read.data.cinemaId)))
        return { ok: false, reason: 'not-found' };
      const name = `${read.data.cinemaId} ${read.data.day}`;
      for (const other of socket.rooms) if (other !== socket.id && other !== name) await socket.leave(other);
      // Joined first: a room that nobody is in is closed.
      await socket.join(name);
      await open(read.data, name);
      closeEmpty();
      return { ok: true };
    } catch (thrown) {
      deps.log.warn({ err: thrown }, 'a dashboard could not follow');
      return { ok: false, reason: 'unavailable' };
    }
  }

  io.on('connection', (socket) => {
    socket.on('follow', (request: unknown, acknowledge: unknown) => {
      if (typeof acknowledge !== 'function') return socket.disconnect(true);
      return void follow(socket, request).then((answer) => acknowledge(answer));
    });
    socket.on('disconnect', closeEmpty);
  });

  /** What no stream tells: terminals come and go, exceptions are raised and settled, sessions end. */
  async function look(): Promise<void> {
    if (io.sockets.sockets.size === 0) return;
    const mark = await selectExceptionMark(deps.database);
    if (mark !== exceptions && exceptions !== '') io.emit('exceptions', {});
    exceptions = mark;
    for (const room of rooms.values()) {
      await lookAtTerminals(room);
      const mark = await selectOutageMark(deps.database, room.cinemaId);
      if (room.outages !== '' && room.outages !== mark) io.to(room.name).emit('outages', {});
      room.outages = mark;
      await lookAtActions(room);
    }
    for (const socket of io.sockets.sockets.values()) await endRefused(socket);
  }

  async function lookAtTerminals(room: Room): Promise<void> {
    const marks = await selectTerminalMarks(deps.database, room.cinemaId);
    const now = new Map(marks.map(({ id, mark }) => [id, `${deps.isReachable?.(id) === false ? '-' : '+'}${mark}`]));
    const before = room.terminals;
    room.terminals = now;
    if (before === null) return;
    const ids = [...new Set([...before.keys(), ...now.keys()])].filter((id) => before.get(id) !== now.get(id));
    // They speak of themselves all the time; where a screening's seats are changes with whether they can be reached.
    if (ids.some((id) => before.get(id)?.[0] !== now.get(id)?.[0])) io.to(room.name).emit('reach', {});
    if (ids.length > 0) io.to(room.name).emit('terminals', { ids });
  }
  /** Those that have gone on, and those that are over. */
  async function lookAtActions(room: Room): Promise<void> {
    const running = new Map((await selectRunning(deps.database, room.cinemaId)).map(({ id, step }) => [id, step]));
    const ids = [...new Set([...room.actions.keys(), ...running.keys()])];
    const changed = ids.filter((id) => room.actions.get(id) !== running.get(id));
    room.actions = running;
    if (changed.length > 0) io.to(room.name).emit('long-actions', { ids: changed });
  }

  async function endRefused(socket: Socket): Promise<void> {
    try {
      await identify(socket);
    } catch (thrown) {
      const isOver = thrown instanceof Fault && ['token-refused', 'access-refused'].includes(thrown.code);
      if (isOver) socket.disconnect(true);
      else deps.log.warn({ err: thrown }, 'a dashboard’s session could not be looked at');
    }
  }

  const looking = repeat({
    name: 'looking for dashboards',
    everyMs: lookMs,
    clock: deps.clock,
    log: deps.log,
    work: look,
  });
  return {
    async stop() {
      await looking.stop();
      io.disconnectSockets(true);
      for (const room of rooms.values()) close(room);
      rooms.clear();
      io.engine.close();
    },
  };
}

function close(room: Room): void {
  for (const unfollow of room.unfollow) unfollow();
  room.stopTimer?.();
}
