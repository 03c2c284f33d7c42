/** How large a room is drawn, and which part of it is seen. All lengths in CSS pixels but x and y, in seat widths. */
import type { SeatView } from '../../calls.ts';

/** A seat smaller than this is missed by too many fingers; then the room is drawn larger than its frame. */
export const touchablePx = 40;
const comfortablePx = 48;
const pitchMaxPx = 74;
/** Room for the row letters on either side, in seat widths. */
export const gutter = 0.75;

export interface Room {
  originX: number;
  originY: number;
  columns: number;
  rows: number;
}

export function measureRoom(seats: readonly SeatView[]): Room {
  if (seats.length === 0) return { originX: 0, originY: 0, columns: 1, rows: 1 };
  const xs = seats.map((seat) => seat.x);
  const ys = seats.map((seat) => seat.y);
  const [originX, originY] = [Math.min(...xs), Math.min(...ys)];
  return { originX, originY, columns: Math.max(...xs) - originX + 1, rows: Math.max(...ys) - originY + 1 };
}

/** The distance from seat to seat at which the whole room fits its frame. */
export function fitPitch(room: Room, frame: { width: number; height: number }): number {
  const fit = Math.min(frame.width / (room.columns + 2 * gutter), frame.height / room.rows);
  return Math.max(8, Math.min(fit, pitchMaxPx));
}

/** Close to, the width is kept where fingers allow it, so that there is only one direction to scroll in. */
export function choosePitch(
  room: Room,
  frame: { width: number; height: number },
  view: 'whole' | 'close',
  touchPx = touchablePx,
): number {
  const fit = fitPitch(room, frame);
  if (view === 'whole' || fit >= touchPx) return fit;
  const across = frame.width / (room.columns + 2 * gutter);
  return across >= touchPx ? Math.min(across, comfortablePx) : comfortablePx;
}

/** The middle of these seats, in seat widths from the room's corner; null for none. */
export function middleOf(
  seats: readonly SeatView[],
  ids: ReadonlySet<number>,
  room: Room,
): { x: number; y: number } | null {
  const of = seats.filter((seat) => ids.has(seat.seatId));
  if (of.length === 0) return null;
  const sum = of.reduce((total, seat) => ({ x: total.x + seat.x, y: total.y + seat.y }), { x: 0, y: 0 });
  return { x: sum.x / of.length - room.originX + 0.5, y: sum.y / of.length - room.originY + 0.5 };
}
