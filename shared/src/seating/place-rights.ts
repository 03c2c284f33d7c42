import type { Seat } from './seat-map.ts';

/**
 * A venue's seats under the names of the rights that sit there, for a screening that was moved. A seat that is named
 * neither as a right nor as a place is itself.
 */
export function placeRights<S extends Seat>(
  seats: readonly S[],
  places: readonly { seatId: number; placeId: number }[],
): readonly S[] {
  if (places.length === 0) return seats;
  const rightAt = new Map(places.map(({ seatId, placeId }) => [placeId, seatId]));
  const moved = new Set(places.map(({ seatId }) => seatId));
  return seats.flatMap((seat) => {
    const right = rightAt.get(seat.id);
    if (right !== undefined) return [{ ...seat, id: right }];
    return moved.has(seat.id) ? [] : [seat];
  });
}
