/** Price rules as managers send them. */
import { PriceRule } from '@marquee/shared/tickets/price-list';
import { z } from 'zod';

export const rulesMax = 100;
const amountMinorMax = 10_000_000;

const isInOrder = <T>(from: T | undefined, to: T | undefined, isBefore: (a: T, b: T) => boolean): boolean =>
  from === undefined || to === undefined || isBefore(from, to);
export const NewRule = z
  .strictObject(PriceRule.omit({ id: true }).shape)
  .refine(({ fromMinute, toMinute }) => isInOrder(fromMinute, toMinute, (a, b) => a < b), 'ends before it begins')
  .refine(({ fromDate, toDate }) => isInOrder(fromDate, toDate, (a, b) => a <= b), 'ends before it begins')
  .refine(({ price }) => price.kind === 'percent' || price.minor <= amountMinorMax, 'no amount is beyond ten million')
  .meta({ id: 'NewPriceRule' });
export const NewRules = z.array(NewRule).max(rulesMax);
