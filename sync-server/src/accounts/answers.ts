/** What several routes of accounts answer. */
import { z } from 'zod';

export const Tokens = z
  .strictObject({
    accessToken: z.string().meta({ description: 'For Authorization: Bearer.' }),
    refreshToken: z.string().meta({ description: 'For one refresh; the answer has the next one.' }),
    expiresInSeconds: z.int(),
  })
  .meta({ id: 'Tokens' });
export const Done = z.strictObject({ ok: z.literal(true) }).meta({ id: 'Done' });
export const done = { ok: true } as const;
