import { z } from 'zod';
import { seatKinds } from '../seating/seat-map.ts';
import { displays, ticketClasses } from './ticket-class.ts';

const perKey = <K extends string>(keys: readonly [K, ...K[]], value: z.ZodInt) => z.record(z.enum(keys), value);

/** A cinema's price rules in force. A screening's own base price is the price of an adult's standard seat in 2D. */
export const PriceList = z.object({
  currency: z.string().length(3),
  /** Percent of the base price that each ticket class pays. */
  classPercent: perKey(ticketClasses, z.int().min(0).max(1000)),
  /** Added per seat, in minor units. */
  seatKindMinor: perKey(seatKinds, z.int()),
  displayMinor: perKey(displays, z.int()),
  /** A class price is rounded to a multiple of this, half up: 10 for tens of cents. */
  roundToMinor: z.int().positive(),
  /** Hundredths of a percent, included in every price. */
  taxBasisPoints: z.int().min(0).max(10_000),
});
export type PriceList = z.infer<typeof PriceList>;
