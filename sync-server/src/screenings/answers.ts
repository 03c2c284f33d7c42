/** What several routes of screenings read and answer. */
import { z } from 'zod';

/** Up to the year 2100. */
export const timeMs = z.int().min(0).max(4_102_444_800_000);
