/** The live seat map (docs/live-seats.md): what is taken now, and what changes. */
import { useEffect, useState } from 'react';
import { io } from 'socket.io-client';
import type { SeatMap } from './api-types.ts';

export interface LiveSeats {
  taken: ReadonlySet<number>;
  /** Where guests sit where they like. */
  freePlaces: number;
  isLive: boolean;
}

type Snapshot = { screeningId: number; revision: number; taken: number[]; freePlaces?: number };
type FollowAnswer = ({ ok: true } & Snapshot) | { ok: false; reason: string };
type Changed = { screeningId: number; seats: { seatId: number; taken: boolean }[]; freePlaces?: number };

const isTaken = ({ state }: SeatMap['seats'][number]): boolean => state === 'taken' || state === 'blocked';
const unavailableMs = 5000;

const asRead = (map: SeatMap): LiveSeats => ({
  taken: new Set(map.seats.filter(isTaken).map(({ seatId }) => seatId)),
  freePlaces: map.freePlaces,
  isLive: false,
});

/** Begins with the map that was read, and follows it while it is shown. */
export function useLiveSeats(screeningId: number, map: SeatMap): LiveSeats {
  const [live, setLive] = useState<LiveSeats>(() => asRead(map));
  useEffect(() => {
    setLive(asRead(map));
    const socket = io('/seats', { path: '/live/', transports: ['websocket', 'polling'] });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const showAll = ({ taken, freePlaces }: Snapshot) =>
      setLive((before) => ({ taken: new Set(taken), freePlaces: freePlaces ?? before.freePlaces, isLive: true }));
    const follow = async () => {
      const answer: FollowAnswer = await socket
        .timeout(5000)
        .emitWithAck('seats:follow', { screeningId, revision: map.cursor.revision })
        .catch(() => ({ ok: false, reason: 'unavailable' }));
      if (answer.ok) showAll(answer);
      else if (answer.reason === 'unavailable' && socket.connected)
        timer = setTimeout(() => void follow(), unavailableMs);
    };
    // Also after every reconnect: a new connection follows nothing.
    socket.on('connect', () => void follow());
    socket.on('seats:snapshot', showAll);
    socket.on('seats:changed', ({ seats, freePlaces }: Changed) =>
      setLive((before) => {
        const taken = new Set(before.taken);
        for (const seat of seats) {
          if (seat.taken) taken.add(seat.seatId);
          else taken.delete(seat.seatId);
        }
        return { taken, freePlaces: freePlaces ?? before.freePlaces, isLive: true };
      }),
    );
    socket.on('disconnect', () => setLive((before) => ({ ...before, isLive: false })));
    return () => {
      clearTimeout(timer);
      socket.disconnect();
    };
  }, [screeningId, map]);
  return live;
}
