/**
 * The screenings that phones look at through this instance. Each is read once and told to all who follow it: however many
 * they are, a change costs one read. What is told is the difference between two readings and never a change's own words,
 * which say who has a seat; so nothing is missed, and changes in quick succession are one message.
 */
import type { Clock } from '@marquee/shared/clock';
import type { Broadcast } from '@marquee/shared/protocol/calls';
import type { Cursor } from '@marquee/shared/protocol/streams';
import { type IsReachable, judgeSeat, readSeatsNow, type SeatsNow } from '../catalogue/catalogue.ts';
import type { Feed } from '../feed/feed.ts';
import type { Queries } from '../platform/database.ts';
import { repeat } from '../platform/repeat.ts';
import type { SeatsChanged, SeatsSnapshot } from './messages.ts';

export interface RoomDeps {
  database: Queries;
  clock: Clock;
  feed: Pick<Feed, 'follow'>;
  incarnation: number;
  isReachable?: IsReachable;
  log: { warn(context: object, message: string): void; error(context: object, message: string): void };
}

/** To all who follow the screening; resolves when the last of them was told. */
export interface Tell {
  (event: 'seats:changed', news: SeatsChanged): Promise<void>;
  (event: 'seats:snapshot', news: SeatsSnapshot): Promise<void>;
}

export interface Room {
  readonly screeningId: number;
  /** False: there is no such screening. Rejects where it could not be read. */
  readonly isThere: Promise<boolean>;
}

export interface Rooms {
  /** Everybody who enters leaves once. Null: so many screenings are followed here that no other can be. */
  enter(screeningId: number): Room | null;
  leave(room: Room): void;
  /** As it was told last; what changes after this call is told to those who were there. */
  describe(room: Room): SeatsSnapshot;
  /** Reads anew unless it was told up to there already. */
  catchUp(room: Room, revision: number): Promise<void>;
  stop(): Promise<void>;
}

/** A message at most in this time, however fast a screening sells. */
const restMs = 200;
/** What could not be read, or was not there yet at this node of the database, is read again; terminals are looked for. */
const lookMs = 5000;

interface OpenRoom extends Room {
  isThere: Promise<boolean>;
  followers: number;
  /** Null until it was read. */
  now: SeatsKept | null;
  taken: ReadonlyMap<number, boolean>;
  freePlaces: number;
  /** The newest revision of which the feed has spoken. */
  heard: number;
  hasGap: boolean;
  /** A reading that has not begun: whoever wants one shares it. */
  queued: Promise<void> | null;
  unfollow: () => void;
}

/** Without the places, of which a thousand screenings would fill the memory. */
type SeatsKept = Omit<SeatsNow, 'seats'> & { seats: SeatKept[] };
type SeatKept = Pick<SeatsNow['seats'][number], 'seat_id' | 'state' | 'holder' | 'blocked_for' | 'recall_answer'>;

export function makeRooms(deps: RoomDeps, tell: Tell, roomsMax: number): Rooms {
  const { clock, log } = deps;
  const rooms = new Map<number, OpenRoom>();
  const stale = new Set<OpenRoom>();
  const inTurn = makeTurns();
  const round = repeat({ name: 'telling phones', everyMs: lookMs, restMs, clock, log, work: readStale });
  const look = repeat({ name: 'looking for terminals', everyMs: lookMs, clock, log, work: judgeAgain });

  async function read({ screeningId }: OpenRoom): Promise<SeatsKept | null> {
    const now = await readSeatsNow(deps.database, deps.incarnation, screeningId);
    return now && { ...now, seats: now.seats.map(keepSeat) };
  }

  async function open(room: OpenRoom): Promise<boolean> {
    const now = await read(room);
    if (now === null) return false;
    takeUp(room, now);
    room.heard = now.cursor.revision;
    // Nobody is there any more: whoever comes next opens another.
    if (rooms.get(room.screeningId) === room) {
      room.unfollow = deps.feed.follow(now.stream, room.heard, (broadcast) => hear(room, broadcast));
    }
    return true;
  }

  function hear(room: OpenRoom, { changes }: Broadcast): void {
    const [first, last] = [changes[0]?.revision ?? 0, changes.at(-1)?.revision ?? 0];
    if (first > room.heard + 1) room.hasGap = true;
    room.heard = Math.max(room.heard, last);
    if (!room.hasGap && room.heard <= toldRevision(room)) return;
    stale.add(room);
    round.wake();
  }

  async function readStale(signal: { readonly aborted: boolean }): Promise<void> {
    for (const room of [...stale]) {
      if (signal.aborted) return;
      await readSoon(room);
    }
  }

  function readSoon(room: OpenRoom): Promise<void> {
    room.queued ??= inTurn(() => {
      room.queued = null;
      return readAgain(room);
    });
    return room.queued;
  }

  async function readAgain(room: OpenRoom): Promise<void> {
    const now = room.followers === 0 ? null : await read(room);
    if (now === null || room.followers === 0) {
      stale.delete(room);
      return;
    }
    // Another node of the database, which has not come as far: it stays stale.
    if (now.cursor.revision < toldRevision(room)) return;
    if (now.cursor.revision >= room.heard) stale.delete(room);
    await takeUpAndTell(room, now);
  }

  /** Terminals come and go without any change of a screening, and with them what can be asked for. */
  async function judgeAgain(signal: { readonly aborted: boolean }): Promise<void> {
    for (const room of [...rooms.values()]) {
      if (signal.aborted) return;
      const asks = room.now?.seats.some(({ state }) => state === 'granted') ?? false;
      if (asks) await inTurn(async () => room.now && takeUpAndTell(room, room.now));
    }
  }

  async function takeUpAndTell(room: OpenRoom, now: SeatsKept): Promise<void> {
    const before = { taken: room.taken, freePlaces: room.freePlaces };
    takeUp(room, now);
    const hasOtherSeats =
      before.taken.size !== room.taken.size || [...room.taken.keys()].some((id) => !before.taken.has(id));
    if (room.hasGap || hasOtherSeats) {
      room.hasGap = false;
      return tell('seats:snapshot', toSnapshot(room, now));
    }
    const changed = [...room.taken].filter(([seatId, taken]) => before.taken.get(seatId) !== taken);
    if (changed.length === 0 && (now.isNumbered || before.freePlaces === room.freePlaces)) return;
    const seats = changed.map(([seatId, taken]) => ({ seatId, taken }));
    await tell('seats:changed', { ...toPlace(room, now), seats });
  }

  function takeUp(room: OpenRoom, now: SeatsKept): void {
    const judged = now.seats.map((row) => [row.seat_id, judgeSeat(row, deps.isReachable)] as const);
    room.now = now;
    room.taken = new Map(
      now.isNumbered ? judged.map(([seatId, state]) => [seatId, state === 'taken' || state === 'blocked']) : [],
    );
    room.freePlaces = judged.filter(([, state]) => state === 'free').length;
  }

  return {
    enter(screeningId) {
      const known = rooms.get(screeningId);
      if (known) {
        known.followers += 1;
        return known;
      }
      if (rooms.size >= roomsMax) return null;
      const room: OpenRoom = { ...emptyRoom, screeningId, isThere: Promise.resolve(false) };
      rooms.set(screeningId, room);
      room.isThere = inTurn(() => open(room));
      return room;
    },
    leave(left) {
      const room = left as OpenRoom;
      room.followers -= 1;
      if (room.followers > 0) return;
      rooms.delete(room.screeningId);
      stale.delete(room);
      room.unfollow();
    },
    describe(described) {
      const room = described as OpenRoom;
      return toSnapshot(room, room.now as SeatsKept);
    },
    async catchUp(behind, revision) {
      const room = behind as OpenRoom;
      if (toldRevision(room) < revision) await readSoon(room);
    },
    stop: async () => {
      await Promise.all([round.stop(), look.stop()]);
      for (const room of rooms.values()) room.unfollow();
      rooms.clear();
    },
  };
}

const emptyRoom = {
  followers: 1,
  now: null,
  taken: new Map<number, boolean>(),
  freePlaces: 0,
  heard: 0,
  hasGap: false,
  queued: null,
  unfollow: () => undefined,
};

const keepSeat = ({ seat_id, state, holder, blocked_for, recall_answer }: SeatKept): SeatKept => ({
  seat_id,
  state,
  holder,
  blocked_for,
  recall_answer,
});

const toldRevision = (room: OpenRoom): number => room.now?.cursor.revision ?? 0;

const toPlace = (room: OpenRoom, { cursor, isNumbered }: { cursor: Cursor; isNumbered: boolean }) => ({
  screeningId: room.screeningId,
  revision: cursor.revision,
  ...(isNumbered ? {} : { freePlaces: room.freePlaces }),
});

const toSnapshot = (room: OpenRoom, now: SeatsKept): SeatsSnapshot => ({
  ...toPlace(room, now),
  cursor: now.cursor,
  taken: [...room.taken].filter(([, taken]) => taken).map(([seatId]) => seatId),
});

/**
 * One after the other: nobody is told of a reading before all have been told of the one before, and phones never take
 * more than one of the connections that sales need. Rooms are bounded, so are turns.
 */
function makeTurns(): <R>(work: () => Promise<R>) => Promise<R> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const own = last.then(work);
    last = Promise.allSettled([own]);
    return own;
  };
}
