/**
 * Bounds what phones may ask terminals for: a recall takes seats from a lobby, and whoever waits for one reads the seats
 * again and again. Of this instance; no right depends on it.
 */
import type { Clock } from '@marquee/shared/clock';

export interface RecallGate {
  /** Whether this person may still ask for so many seats. */
  mayAsk(userId: number, seats: number): boolean;
  noteAsked(userId: number, seatIds: readonly string[]): void;
  /** Null: too many wait already. The answer ends the waiting. */
  enter(userId: number): (() => void) | null;
}

/** As many as a person may hold. */
const seatsAskedMax = 20;
/** A seat that was asked for stays counted so long, held or not. */
const askedMs = 10 * 60_000;
const waitingMax = 32;
const peopleMax = 10_000;

export function makeRecallGate({ clock }: { clock: Pick<Clock, 'monotonicMs'> }): RecallGate {
  /** By person, seat and when it was asked for last. */
  const asked = new Map<number, Map<string, number>>();
  const waiting = new Set<number>();

  function recent(userId: number): Map<string, number> {
    const sinceMs = clock.monotonicMs() - askedMs;
    const seats = asked.get(userId) ?? new Map<string, number>();
    for (const [seat, atMs] of seats) if (atMs <= sinceMs) seats.delete(seat);
    if (seats.size === 0) asked.delete(userId);
    return seats;
  }

  /** People who asked once and never came back. */
  function forgetOld(): void {
    if (asked.size < peopleMax) return;
    for (const userId of [...asked.keys()]) recent(userId);
  }

  return {
    mayAsk: (userId, seats) => recent(userId).size + seats <= seatsAskedMax,
    noteAsked(userId, seatIds) {
      const seats = recent(userId);
      for (const seat of seatIds) seats.set(seat, clock.monotonicMs());
      asked.set(userId, seats);
      forgetOld();
    },
    enter(userId) {
      if (waiting.has(userId) || waiting.size >= waitingMax) return null;
      waiting.add(userId);
      return () => waiting.delete(userId);
    },
  };
}
