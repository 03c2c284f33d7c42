/**
 * Pages of a list that may change between two requests: a cursor is the sort key of the last row that was sent, and the
 * next page starts after it. Opaque to the app, so that a key may change.
 */
import { z } from 'zod';

export const writeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/** A cursor of the list with this sort key; one of another list is malformed. */
export const cursorText = <S extends z.ZodType>(key: S) =>
  z
    .string()
    .regex(/^[\w-]{1,1500}$/, 'must be a cursor of this list')
    .transform((text, context): unknown => {
      try {
        return JSON.parse(Buffer.from(text, 'base64url').toString());
      } catch {
        context.addIssue({ code: 'custom', message: 'must be a cursor of this list' });
        return z.NEVER;
      }
    })
    .pipe(key);

/** One row more than fits was read: whether it came tells whether there is a next page. */
export function cutPage<R>(
  rows: readonly R[],
  limit: number,
  keyOf: (row: R) => readonly (string | number)[],
): { page: R[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, next: rows.length > limit && last !== undefined ? writeCursor(keyOf(last)) : null };
}
