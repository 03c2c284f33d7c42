import type { Clock } from '@marquee/shared/clock';
import type { Randomness } from '@marquee/shared/randomness';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/database.ts';

export type SigningSettings = Config['signing'];

/** What everything about devices needs. */
export interface DeviceDeps {
  database: Database;
  clock: Clock;
  randomness: Randomness;
  signing: SigningSettings;
  log: { warn(context: object, message: string): void };
}
