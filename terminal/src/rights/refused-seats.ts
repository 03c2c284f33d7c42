/** Seats that were asked for and could not be had, so that a map doesn't go on offering them. */
import type { Clock } from '@marquee/shared/clock';

export interface RefusedSeats {
  note(screeningId: number, seatIds: readonly number[]): void;
  has(screeningId: number, seatId: number): boolean;
}

const refusedMs = 60_000;
const seatsMax = 5000;

export function makeRefusedSeats(clock: Clock): RefusedSeats {
  const untilMs = new Map<string, number>();
  return {
    note(screeningId, seatIds) {
      if (untilMs.size + seatIds.length > seatsMax) untilMs.clear();
      for (const seatId of seatIds) untilMs.set(`${screeningId}:${seatId}`, clock.monotonicMs() + refusedMs);
    },
    has: (screeningId, seatId) => (untilMs.get(`${screeningId}:${seatId}`) ?? 0) > clock.monotonicMs(),
  };
}
