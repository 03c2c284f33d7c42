import { z } from 'zod';

export const seatKinds = ['standard', 'vip', 'wheelchair', 'companion'] as const;
export const SeatKind = z.enum(seatKinds);
export type SeatKind = z.infer<typeof SeatKind>;

/**
 * A seat of a venue. `x` grows to the right and `y` away from the screen, in whole seat widths; an aisle is a gap in x,
 * a cross-aisle a gap in y. Two seats are neighbours when they share y and their x differ by 1.
 */
export const Seat = z.object({
  id: z.int().positive(),
  row: z.string().min(1).max(4),
  /** Row and number as printed on the ticket: `F12`. Unique within its venue. */
  label: z.string().min(1).max(8),
  x: z.int().nonnegative().max(999),
  y: z.int().nonnegative().max(999),
  kind: SeatKind,
});
export type Seat = z.infer<typeof Seat>;

export const VenueMap = z.object({
  id: z.int().positive(),
  name: z.string(),
  category: z.string(),
  seats: z.array(Seat).max(3000),
});
export type VenueMap = z.infer<typeof VenueMap>;

/** What a seat map may honestly say of a seat, seen from one terminal. Never "free". */
export const SeatState = z.enum([
  /** This terminal holds the right and may sell it now, with or without a network. */
  'mine',
  /** The server holds it and the link is up: it can be asked for. */
  'on-request',
  /** In this terminal's open basket. */
  'in-basket',
  'sold',
  /** Held elsewhere, blocked, or unknown while offline. */
  'not-ours-now',
]);
export type SeatState = z.infer<typeof SeatState>;
