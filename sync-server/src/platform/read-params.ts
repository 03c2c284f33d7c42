import { type OrderId, parseOrderKey } from '@marquee/shared/ids';
import { z } from 'zod';

/** A column holds no larger id. */
export const idMax = 0x7fff_ffff;
/** A number as a URL has it. */
export const numberText = (max: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, 'must be a number')
    .transform(Number)
    .pipe(z.int().min(1).max(max));
/** What every order of a manager names: its maker's own id, saved before it is sent, and who gave it. */
export const OrderFields = { operationId: z.string().min(8).max(64), by: z.string().trim().min(1).max(80) };

/** An order as people read it out, such as T17-000123. */
export const orderKeyText = z.string().transform((text, context): OrderId => {
  const order = parseOrderKey(text);
  if (order) return order;
  context.addIssue('must be an order key');
  return z.NEVER;
});
