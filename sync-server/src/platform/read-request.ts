import { Fault } from '@marquee/shared/errors';
import type { z } from 'zod';

/** What came in, checked. Throws Fault `message-malformed`, which names each wrong field and never repeats its value. */
export function readRequest<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  const wrong = read.error.issues
    .slice(0, 5)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
  throw new Fault('message-malformed', wrong.join('; '));
}
