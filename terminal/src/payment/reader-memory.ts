import { readFileSync } from 'node:fs';
import { Fault } from '@marquee/shared/errors';
import { z } from 'zod';
import { orMissing, replaceFile } from '../platform/write-file.ts';
import type { ReaderMemory } from './simulated-reader.ts';

const Attempts = z.record(
  z.string(),
  z.object({
    amountMinor: z.int(),
    currency: z.string(),
    outcome: z.enum(['approved', 'declined', 'voided', 'none', 'refunded']),
    authorisation: z.string(),
    stored: z.literal(true).exactOptional(),
    forwarded: z.enum(['accepted', 'declined']).exactOptional(),
    forwardedAs: z.int().exactOptional(),
    ofAttemptId: z.string().exactOptional(),
  }),
);

/** The simulated reader's memory in a file. Throws Fault `database-corrupt` where the file holds something else. */
export function openReaderMemory(path: string): ReaderMemory {
  return {
    load() {
      const text = orMissing(() => readFileSync(path, 'utf8'));
      return text === null ? {} : readAttempts(text, path);
    },
    save: (attempts) => replaceFile(path, JSON.stringify(attempts)),
  };
}

function readAttempts(text: string, path: string): z.infer<typeof Attempts> {
  try {
    return Attempts.parse(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof z.ZodError)
      throw new Fault('database-corrupt', path, { cause });
    throw cause;
  }
}
