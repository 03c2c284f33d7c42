/** What became of a seat, told by everything that was written down of it: who held it, sold it, refunded it, scanned it. */
import { ScreeningChange, screeningStream } from '@marquee/shared/protocol/streams';
import { z } from 'zod';
import type { Queries } from '../platform/database.ts';
import * as sql from './history.sql.ts';

export const HistoryEvent = z
  .object({
    atMs: z.int(),
    what: z.enum(['moved', 'sold', 'refunded', 'admitted']),
    state: z.string().optional().meta({ description: 'Of `moved`: what the seat was from then on.' }),
    terminal: z.int().optional().meta({ description: 'Who held, sold or scanned it; 0 is the server.' }),
    terminalName: z.string().optional(),
    orderKey: z.string().optional(),
    channel: z.string().optional(),
    by: z.string().optional(),
    ticketClass: z.string().optional(),
    amountMinor: z.int().optional(),
    currency: z.string().optional(),
    reason: z.string().optional(),
    isValid: z.boolean().optional(),
  })
  .meta({ id: 'SeatEvent' });
export type HistoryEvent = z.output<typeof HistoryEvent>;

interface Seat {
  screeningId: number;
  seatId: number;
  names: ReadonlyMap<number, string>;
}

/** A change names some of hundreds of seats, so many are read for the few that name this one. */
const changesPerPage = 2000;

/** The oldest first. `before` of the answer asks for what the screening's stream says of earlier times. */
export async function readHistory(
  queries: Queries,
  seat: Seat,
  before: number,
): Promise<{ events: HistoryEvent[]; before: number | null }> {
  const { screeningId, seatId } = seat;
  const changes = await sql.selectChangesBefore(queries, screeningStream(screeningId), {
    before,
    limit: changesPerPage,
  });
  const moved = keepTurns(changes.reverse().flatMap((change) => readMove(change, seat)));
  const tickets = await sql.selectSeatTickets(queries, screeningId, seatId);
  const admissions = await sql.selectSeatAdmissions(queries, screeningId, seatId);
  const events = [
    ...moved,
    ...tickets.flatMap((ticket) => describeTicket(ticket, seat)),
    ...admissions.map((row) => ({ what: 'admitted' as const, atMs: row.at_ms, ...nameTerminal(seat, row.gate) })),
  ];
  const [oldest] = changes;
  return {
    events: events.sort((a, b) => a.atMs - b.atMs),
    before: changes.length === changesPerPage && oldest ? oldest.revision : null,
  };
}

const nameTerminal = ({ names }: Seat, terminal: number) => {
  const name = names.get(terminal);
  return name === undefined ? { terminal } : { terminal, terminalName: name };
};

function readMove({ body, at_ms }: sql.HistoryChangeRow, seat: Seat): HistoryEvent[] {
  const read = ScreeningChange.safeParse(typeof body === 'string' ? JSON.parse(body) : body);
  const found = read.data?.seats.find(({ seatId }) => seatId === seat.seatId);
  if (!found) return [];
  return [{ atMs: at_ms, what: 'moved', state: found.state, ...nameTerminal(seat, found.holder) }];
}

/** A change that says what was said before tells nothing; that it was sold, its ticket tells better. */
function keepTurns(moves: readonly HistoryEvent[]): HistoryEvent[] {
  const isTurn = (move: HistoryEvent, at: number) => {
    const earlier = moves[at - 1];
    return earlier?.state !== move.state || earlier?.terminal !== move.terminal;
  };
  return moves.filter(isTurn).filter(({ state }) => state !== 'sold');
}

function describeTicket(row: sql.SeatTicketRow, seat: Seat): HistoryEvent[] {
  const { currency } = row;
  const sale: HistoryEvent = {
    what: 'sold',
    atMs: row.sold_at_ms,
    ...nameTerminal(seat, row.terminal_id),
    orderKey: row.order_key,
    channel: row.user_type,
    ...(row.staff_name === null ? {} : { by: row.staff_name }),
    ticketClass: row.ticket_class,
    amountMinor: row.price_minor,
    currency,
    isValid: Number(row.valid) === 1,
  };
  if (row.refund_at_ms === null) return [sale];
  const refund: HistoryEvent = {
    what: 'refunded',
    atMs: row.refund_at_ms,
    orderKey: row.order_key,
    amountMinor: row.refund_minor ?? 0,
    currency,
    reason: row.refund_reason ?? '',
    by: row.refund_by ?? '',
    state: row.refund_state ?? '',
  };
  return [sale, refund];
}
