/** What answers of the catalogue were made from, as one number: by it they are kept. */
import type { Clock } from '@marquee/shared/clock';
import { screeningStream } from '@marquee/shared/protocol/streams';
import { askTogether } from '../platform/ask-together.ts';
import type { Queries } from '../platform/database.ts';
import { sumRevisions } from './programme.sql.ts';

export interface Versions {
  /** Of all that is entered in the catalogue. */
  ofCatalogue(): Promise<string>;
  /** Of a screening's seats as well. */
  ofSeats(screeningId: number): Promise<string>;
}

/** What is showing now is not for ever. And a node of a cluster that lags behind is not believed for longer. */
const momentMs = 10_000;

/**
 * Every edit bumps the stream `catalogue` or its cinema's, and every change of a seat its screening's, in the transaction
 * that makes it. Revisions only grow, so that their sum is the same only where each of them is.
 */
export function makeVersions({ database, clock }: { database: Queries; clock: Pick<Clock, 'nowMs'> }): Versions {
  const sum = askTogether((stream: string) => sumRevisions(database, stream));
  const versionOf = async (stream: string) => `${await sum(stream)} ${Math.floor(clock.nowMs() / momentMs)}`;
  return { ofCatalogue: () => versionOf(''), ofSeats: (screeningId) => versionOf(screeningStream(screeningId)) };
}
