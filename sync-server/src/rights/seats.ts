/** What every part of rights needs, and how seats are told of after a write. */
import type { Clock } from '@marquee/shared/clock';
import { type ScreeningChange, type SeatChange, screeningStream } from '@marquee/shared/protocol/streams';
import type { Randomness } from '@marquee/shared/randomness';
import type { ChangeToWrite, Feed } from '../feed/feed.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { ServerKeys } from '../platform/keys.ts';
import { type RightRow, selectSeats } from './rights.sql.ts';

export interface RightsDeps {
  database: Database;
  clock: Clock;
  randomness: Randomness;
  feed: Pick<Feed, 'announce'>;
  incarnation: number;
  /** Sign what is told of phones' bookings, so that any terminal can print them. */
  serverKeys: ServerKeys;
  /** Whether a terminal can be asked to return something now; where nobody knows, it is asked. */
  isReachable?: (terminal: number) => boolean;
  /** A terminal was closed here: its connection, if it has one to this instance, is to end. */
  onClosed?: (terminal: number) => void;
}

export function toSeatChange(row: RightRow): SeatChange {
  const { ticket_terminal, ticket_seq, ticket_line } = row;
  const sold = ticket_terminal !== null && ticket_seq !== null && ticket_line !== null;
  return {
    seatId: row.seat_id,
    state: row.state as SeatChange['state'],
    version: row.version,
    holder: row.holder,
    ticket: sold ? { terminal: ticket_terminal, seq: ticket_seq, line: ticket_line } : null,
  };
}

/** What a screening's seats are after this transaction's writes, as a change for everybody who follows it. */
export async function describeSeats(
  tx: Transaction,
  screeningId: number,
  seatIds: readonly number[],
  covered: ScreeningChange['covered'] = [],
): Promise<ChangeToWrite> {
  const rows = await selectSeats(tx, screeningId, seatIds);
  const body: ScreeningChange = { seats: rows.map(toSeatChange), covered };
  return { stream: screeningStream(screeningId), body };
}

/** What became of these rights, as changes of their screenings. */
export function describeRows(
  tx: Transaction,
  rows: readonly Pick<RightRow, 'screening_id' | 'seat_id'>[],
): Promise<ChangeToWrite[]> {
  const perScreening = Map.groupBy(rows, (row) => row.screening_id);
  return Promise.all(
    [...perScreening].map(([screeningId, seats]) =>
      describeSeats(
        tx,
        screeningId,
        seats.map((row) => row.seat_id),
      ),
    ),
  );
}
