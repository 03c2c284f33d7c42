/**
 * The compare-and-sets of single seats: what a journal says of seats that are withheld, quarantined or contradicted, and
 * what a manager does. Each writes the row that guards it.
 */
import { first, marks, type Queries, type Transaction } from '../platform/database.ts';
import { type RightRow, selectRight } from './rights.sql.ts';

/** Where a seat goes that comes back: one that is withheld is blocked from then on. */
const backToServer =
  "state = CASE WHEN blocked_for IS NULL THEN 'free' ELSE 'blocked' END, holder = 0, recall_answer = NULL";
const noTicket = 'ticket_terminal = NULL, ticket_seq = NULL, ticket_line = NULL';

export interface SeatAt {
  screeningId: number;
  seatId: number;
  version: number;
}
/** A ticket by its id; its line as its seat tells it (shared/src/tickets/ticket-issue.ts). */
export interface TicketAt {
  terminal: number;
  seq: number;
  line: number;
}

const isOne = ({ changes }: { changes: number }): boolean => changes === 1;

/** Held by this terminal, also where it was closed meanwhile -> sold with that ticket. */
export async function sellHeld(tx: Transaction, seat: SeatAt, ticket: TicketAt): Promise<boolean> {
  return isOne(
    await tx.run(
      `UPDATE seat_right SET state = 'sold', ticket_terminal = ?, ticket_seq = ?, ticket_line = ?
        WHERE screening_id = ? AND seat_id = ? AND version = ? AND holder = ? AND state IN ('granted', 'quarantined')`,
      [ticket.terminal, ticket.seq, ticket.line, seat.screeningId, seat.seatId, seat.version, ticket.terminal],
    ),
  );
}

/**
 * Taken from its holder by an override, but not handed out since: the version says so. The holder's late sale is as good
 * as if nobody had overridden it.
 */
export async function sellOverridden(tx: Transaction, seat: SeatAt, ticket: TicketAt): Promise<boolean> {
  return isOne(
    await tx.run(
      `UPDATE seat_right SET state = 'sold', holder = ?, ticket_terminal = ?, ticket_seq = ?, ticket_line = ?
        WHERE screening_id = ? AND seat_id = ? AND version = ? AND holder = 0 AND state = 'free'`,
      [ticket.terminal, ticket.terminal, ticket.seq, ticket.line, seat.screeningId, seat.seatId, seat.version],
    ),
  );
}

/** Handed back by its holder's journal. */
export async function returnHeld(tx: Transaction, seat: SeatAt, terminal: number): Promise<boolean> {
  return isOne(
    await tx.run(
      `UPDATE seat_right SET ${backToServer}
        WHERE screening_id = ? AND seat_id = ? AND version = ? AND holder = ? AND state IN ('granted', 'quarantined')`,
      [seat.screeningId, seat.seatId, seat.version, terminal],
    ),
  );
}

/** Sold by this very ticket, which its holder has undone: the terminal holds the right again, a closed one's is quarantined. */
export async function unsell(
  tx: Transaction,
  seat: SeatAt,
  ticket: TicketAt,
  to: 'granted' | 'quarantined',
): Promise<boolean> {
  return isOne(
    await tx.run(
      `UPDATE seat_right SET state = ?, ${noTicket}
        WHERE screening_id = ? AND seat_id = ? AND version = ? AND state = 'sold'
          AND ticket_terminal = ? AND ticket_seq = ? AND ticket_line = ?`,
      [to, seat.screeningId, seat.seatId, seat.version, ticket.terminal, ticket.seq, ticket.line],
    ),
  );
}

/** Sold by this very ticket, which the server has refunded. */
export async function freeSold(tx: Transaction, seat: SeatAt, ticket: TicketAt): Promise<boolean> {
  return isOne(
    await tx.run(
      `UPDATE seat_right SET ${backToServer}, ${noTicket}, operation_id = NULL
        WHERE screening_id = ? AND seat_id = ? AND version = ? AND state = 'sold'
          AND ticket_terminal = ? AND ticket_seq = ? AND ticket_line = ?`,
      [seat.screeningId, seat.seatId, seat.version, ticket.terminal, ticket.seq, ticket.line],
    ),
  );
}

/** Its ticket was issued again, for somebody else: neither the right nor its version has moved. */
export async function renameSold(tx: Transaction, seat: SeatAt, ticket: TicketAt, toldLine: number): Promise<boolean> {
  return isOne(
    await tx.run(
      `UPDATE seat_right SET ticket_line = ?
        WHERE screening_id = ? AND seat_id = ? AND version = ? AND state = 'sold'
          AND ticket_terminal = ? AND ticket_seq = ? AND ticket_line = ?`,
      [toldLine, seat.screeningId, seat.seatId, seat.version, ticket.terminal, ticket.seq, ticket.line],
    ),
  );
}

export function selectHeldBy(
  queries: Queries,
  terminal: number,
  states: readonly ('granted' | 'quarantined')[],
): Promise<RightRow[]> {
  return queries.all(
    `${selectRight} WHERE holder = ? AND state IN (${marks(states.length)}) ORDER BY screening_id, seat_id`,
    [terminal, ...states],
  );
}

/** Everything unsold that a terminal holds. Answers how many rights. */
export async function quarantineAll(tx: Transaction, terminal: number): Promise<number> {
  const { changes } = await tx.run(
    "UPDATE seat_right SET state = 'quarantined' WHERE holder = ? AND state = 'granted'",
    [terminal],
  );
  return changes;
}

/** Its journal has come to its end: whatever it did not sell is the server's. Answers how many rights. */
export async function freeAllHeld(tx: Transaction, terminal: number): Promise<number> {
  const { changes } = await tx.run(
    `UPDATE seat_right SET ${backToServer} WHERE holder = ? AND state IN ('granted', 'quarantined')`,
    [terminal],
  );
  return changes;
}

/** A manager takes quarantined seats back without the word of their holder. Answers how many rights. */
export async function overrideQuarantined(
  tx: Transaction,
  screeningId: number,
  seatIds: readonly number[],
): Promise<number> {
  const { changes } = await tx.run(
    `UPDATE seat_right SET ${backToServer}
      WHERE screening_id = ? AND seat_id IN (${marks(seatIds.length)}) AND state = 'quarantined'`,
    [screeningId, ...seatIds],
  );
  return changes;
}

/** What the holder answered to a recall; only while it still holds that very grant. */
export async function noteRecallAnswer(
  tx: Transaction,
  terminal: number,
  seat: SeatAt,
  answer: string,
): Promise<boolean> {
  return isOne(
    await tx.run(
      `UPDATE seat_right SET recall_answer = ?
        WHERE screening_id = ? AND seat_id = ? AND version = ? AND holder = ? AND state = 'granted'`,
      [answer, seat.screeningId, seat.seatId, seat.version, terminal],
    ),
  );
}

/** Answers the cinema of the terminal, or null where it was not open. */
export async function closeTerminal(
  tx: Transaction,
  terminal: number,
  { as, reason, by, nowMs }: { as: 'dead' | 'stolen'; reason: string; by: string; nowMs: number },
): Promise<number | null> {
  const { changes } = await tx.run(
    `UPDATE terminal SET state = 'closed', closed_as = ?, closed_at_ms = ?, closed_by = ?, closed_reason = ?
      WHERE id = ? AND state = 'open'`,
    [as, nowMs, by.slice(0, 80), reason.slice(0, 200), terminal],
  );
  if (changes !== 1) return null;
  const row = await first<{ cinema_id: number }>(tx, 'SELECT cinema_id FROM terminal WHERE id = ?', [terminal]);
  return row?.cinema_id ?? null;
}
