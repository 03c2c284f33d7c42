import { z } from 'zod';
import { seatKinds } from '../seating/seat-map.ts';
import { displays, ticketClasses } from './ticket-class.ts';

const perKey = <K extends string>(keys: readonly [K, ...K[]], value: z.ZodInt) => z.record(z.enum(keys), value);

/**
 * A price that holds at certain times or for certain people. Of those that apply to a ticket, the one with the lowest number
 * in `rank` takes the place of the class price; surcharges for seat and display come on top as ever.
 */
export const PriceRule = z.object({
  id: z.int().min(1).max(0xffff_ffff),
  rank: z.int().min(0).max(1000),
  name: z.string().min(1).max(40),
  /** When the screening starts, by the clock on the cinema's wall. Weekdays: 1 is Monday. Minutes of the day, `to` excluded. */
  weekdays: z.array(z.int().min(1).max(7)).max(7).optional(),
  fromMinute: z.int().min(0).max(1440).optional(),
  toMinute: z.int().min(0).max(1440).optional(),
  /** `YYYY-MM-DD`, both included. */
  fromDate: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
  toDate: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
  ticketClasses: z.array(z.enum(ticketClasses)).optional(),
  seatKinds: z.array(z.enum(seatKinds)).optional(),
  displays: z.array(z.enum(displays)).optional(),
  /** Only who shows a member's card. */
  membersOnly: z.boolean().optional(),
  price: z.discriminatedUnion('kind', [
    /** Of the class price that it replaces. */
    z.object({ kind: z.literal('percent'), percent: z.int().min(0).max(1000) }),
    z.object({ kind: z.literal('fixed'), minor: z.int().nonnegative() }),
    z.object({ kind: z.literal('less'), minor: z.int().nonnegative() }),
  ]),
});
export type PriceRule = z.infer<typeof PriceRule>;

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
  rules: z.array(PriceRule).max(100).optional(),
});
export type PriceList = z.infer<typeof PriceList>;
