/** The seats of a venue as somebody draws them: without ids, which are the server's to give. */
import { Seat } from '@marquee/shared/seating/seat-map';
import { z } from 'zod';
import { insertRows, type Transaction } from '../platform/database.ts';
import { foldText } from './fold-text.ts';

const PlannedSeat = z.strictObject(Seat.omit({ id: true }).shape);
export type PlannedSeat = z.output<typeof PlannedSeat>;
const NewSeat = z.strictObject({ ...PlannedSeat.shape, available: z.boolean().default(true) });

const isUnique = (keys: readonly string[]) => new Set(keys).size === keys.length;
const hasLabelsOnce = (seats: readonly PlannedSeat[]) => isUnique(seats.map(({ label }) => foldText(label)));
const hasPlacesOnce = (seats: readonly PlannedSeat[]) => isUnique(seats.map(({ x, y }) => `${x} ${y}`));
const seatsMax = 3000;
const labelsOnce = 'a label is there once';
const placesOnce = 'no two seats are in one place';

export const NewSeats = z
  .array(NewSeat)
  .min(1)
  .max(seatsMax)
  .refine(hasLabelsOnce, labelsOnce)
  .refine(hasPlacesOnce, placesOnce);
/** Whether a seat is broken is no part of a plan. */
export const PlannedSeats = z
  .array(PlannedSeat)
  .min(1)
  .max(seatsMax)
  .refine(hasLabelsOnce, labelsOnce)
  .refine(hasPlacesOnce, placesOnce);

export function insertSeats(
  tx: Transaction,
  venueId: number,
  seats: readonly (PlannedSeat & { available?: boolean })[],
): Promise<void> {
  const columns = ['venue_id', 'x', 'y', 'row_label', 'label', 'kind', 'vip', 'available'];
  const rows = seats.map(({ x, y, row, label, kind, available = true }) => {
    return [venueId, x, y, row, label, kind, kind === 'vip' ? 1 : 0, available ? 1 : 0];
  });
  return insertRows(tx, 'seats', columns, rows);
}
