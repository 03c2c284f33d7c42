/** What the server's committed rows must always be, checked at each commit for the rows that it changed. */
import { tellLine } from '@marquee/shared/tickets/ticket-issue';
import type { Row, RowChange } from '../row-log.ts';
import { type Evidence, rightKey, seatKey, ticketKey, Violation } from './evidence.ts';
import type { LiveTickets } from './tickets.ts';

export interface RightSeen {
  state: string;
  holder: number;
  version: number;
  /** The one valid ticket of a sold seat. */
  ticket: string | null;
  /** The phone's hold. */
  hold: string;
}

/** From which state a right may come into which. */
const moves: Record<string, readonly string[]> = {
  free: ['held', 'granted', 'blocked', 'sold'],
  held: ['free', 'paying', 'blocked'],
  paying: ['free', 'held', 'sold', 'blocked'],
  granted: ['free', 'blocked', 'sold', 'quarantined'],
  quarantined: ['free', 'blocked', 'sold'],
  sold: ['granted', 'quarantined', 'free', 'blocked'],
  blocked: ['free'],
};

export interface ServerBooks {
  right(screeningId: number, seatId: number): RightSeen | undefined;
  acked(terminal: number): number;
  isClosed(terminal: number): boolean;
  /** Whether a phone's payment, its reference, and the seats that it pays for are on their way in the server's books. */
  isPaying(attempt: { id: string; ref: string }): boolean;
  /** The rows of one commit, or of several. */
  committed(changes: readonly RowChange[]): void;
  /** Rows that a lost commit has put back: they are taken in, not judged. */
  lost(changes: readonly RowChange[]): void;
}

export interface ServerBooksOptions {
  /** As the house opens. */
  rights: readonly Row[];
  evidence: Evidence;
  tickets: LiveTickets;
  /** The hash of an entry on the terminal's own disk. */
  hashOf(terminal: number, seq: number): string | undefined;
  /** A move gives a screening the seats of its new venue beside those that it has. */
  mayGrow: boolean;
  /** Whether this weather can explain the exception. */
  mayRaise(exception: Row): boolean;
}

const text = (row: Row | null, column: string): string => String(row?.[column] ?? '');
const number = (row: Row | null, column: string): number => Number(row?.[column] ?? 0);

export function keepServerBooks(options: ServerBooksOptions): ServerBooks {
  const { evidence, tickets } = options;
  const rights = new Map(options.rights.map((row) => [seatKey(row.screening_id, row.seat_id), toRight(row)]));
  const terminals = new Map<number, { acked: number; chain: string; closed: boolean }>();
  const lastEntry = new Map<number, { seq: number; hash: string }>();
  /** `terminal:screening:seat:version` that a terminal's own journal has given back, sold, or got back by a refund. */
  const returned = new Set<string>();
  const refunded = new Set<string>();
  const closedByJournal = new Set<number>();
  /** Valid tickets in the server's own books, by seat; bookings by (terminal, seq). */
  const valid = new Map<string, Set<string>>();
  const money = new Map<string, { total: number; tickets: number; payments: number }>();
  /** Holds whose `paying` has ended in the commit that is judged. */
  const ended: { hold: string; what: string }[] = [];
  const attempts = new Map<string, { hold: string; state: string; ref: string }>();
  const refunds = new Map<string, { state: string; amount: number; lines: number; tenders: number }>();
  const revisions = new Map<string, number>();

  function noteEntry(row: Row): void {
    const [terminal, seq] = [number(row, 'terminal_id'), number(row, 'seq')];
    const last = lastEntry.get(terminal)?.seq ?? 0;
    if (seq !== last + 1) throw new Violation(`terminal ${terminal}'s entry ${seq} was recorded after entry ${last}`);
    const own = options.hashOf(terminal, seq);
    if (own !== undefined && own !== row.hash && !evidence.hasLost)
      throw new Violation(`entry ${seq} of terminal ${terminal} is another one on its own disk`);
    lastEntry.set(terminal, { seq, hash: text(row, 'hash') });
    if (row.type === 'terminal.closed') closedByJournal.add(terminal);
    if (row.type === 'rights.returned') {
      const { screeningId, seats } = JSON.parse(text(row, 'payload')) as {
        screeningId: number;
        seats: { seatId: number; version: number }[];
      };
      for (const { seatId, version } of seats) returned.add(`${terminal}:${seatKey(screeningId, seatId)}:${version}`);
    }
    if (row.type === 'tickets.refunded') {
      const { saleSeq, lines } = JSON.parse(text(row, 'payload')) as { saleSeq: number; lines: { line: number }[] };
      for (const { line } of lines) refunded.add(ticketKey(terminal, saleSeq, line));
    }
  }

  function noteRight({ before, after }: RowChange, judge: boolean): void {
    if (!before && after && options.mayGrow) {
      rights.set(seatKey(after.screening_id, after.seat_id), toRight(after));
      if (after.holder === 0 && (after.state === 'free' || after.state === 'blocked')) return;
    }
    if (!before || !after) throw new Violation('a right appeared or vanished: rights are as many as seats');
    const seat = seatKey(after.screening_id, after.seat_id);
    const [from, to] = [toRight(before), toRight(after)];
    rights.set(seat, to);
    if (!judge) return;
    const what = `seat ${seat} ${describe(from)} -> ${describe(to)}`;
    if (from.state === 'paying' && to.state !== 'paying') ended.push({ hold: from.hold, what });
    const handedOut =
      (from.state === 'free' && to.state === 'granted') || (from.state === 'paying' && to.state === 'sold');
    if (to.version !== from.version + (handedOut ? 1 : 0))
      throw new Violation(`a version counts hand-outs and nothing else: ${what}`);
    if (from.state === to.state) {
      if (from.holder !== to.holder) throw new Violation(`a right changed its holder in passing: ${what}`);
      return;
    }
    if (!moves[from.state]?.includes(to.state)) throw new Violation(`no right moves like this: ${what}`);
    judgeHolder(what, seat, from, to);
    judgeReason(what, seat, from, to);
  }

  function judgeHolder(what: string, seat: string, from: RightSeen, to: RightSeen): void {
    const isServers = to.state === 'free' || to.state === 'held' || to.state === 'paying' || to.state === 'blocked';
    if (isServers && to.holder !== 0) throw new Violation(`the server holds what is ${to.state}: ${what}`);
    if (to.state === 'granted' && (to.holder === 0 || terminals.get(to.holder)?.closed !== false))
      throw new Violation(`only an open terminal is granted a right: ${what}`);
    if (to.state === 'quarantined' && terminals.get(to.holder)?.closed !== true)
      throw new Violation(`only a closed terminal's rights are quarantined: ${what}`);
    // What was handed out may be in a commit that was lost: its sale is a fact all the same.
    const isExcused = evidence.hasLost || evidence.overridden.has(rightKey(seat, to.version));
    if (from.state === 'free' && to.state === 'sold' && !isExcused)
      throw new Violation(`what is free is handed out before it is sold: ${what}`);
    if (from.state === 'granted' && (to.state === 'sold' || to.state === 'quarantined') && from.holder !== to.holder)
      throw new Violation(`only the holder sells: ${what}`);
  }

  /** Time never moves a right: each way back to the server has its reason in a terminal's journal, or a manager's act. */
  function judgeReason(what: string, seat: string, from: RightSeen, to: RightSeen): void {
    const back = to.state === 'free' || to.state === 'blocked';
    if ((from.state === 'granted' || from.state === 'quarantined') && back) {
      const isReturned = returned.has(`${from.holder}:${seat}:${from.version}`);
      const isFinal = closedByJournal.has(from.holder);
      const isOverride = from.state === 'quarantined' && evidence.overriding.has(seat);
      if (isOverride && !isReturned && !isFinal) evidence.overridden.add(rightKey(seat, from.version));
      else if (!isReturned && !isFinal)
        throw new Violation(`nothing in its holder's journal gave this right back: ${what}`);
    }
    if (
      from.state === 'sold' &&
      (to.state === 'granted' || to.state === 'quarantined') &&
      !refunded.has(from.ticket ?? '')
    )
      throw new Violation(`its holder refunded no ticket ${from.ticket}: ${what}`);
  }

  function noteTicket({ before, after }: RowChange, judge: boolean): void {
    const row = after ?? before;
    if (!row) return;
    const seat = seatKey(row.screening_id, row.seat_id);
    const ticket = toldTicket(row);
    const sold = bookingOf(row);
    sold.tickets += (before ? 0 : number(row, 'price_minor')) - (after ? 0 : number(row, 'price_minor'));
    const here = valid.get(seat) ?? new Set<string>();
    valid.set(seat, here);
    // One that was passed on was issued again: nobody gets in by the code of before.
    if (before && after && toldTicket(before) !== ticket) {
      here.delete(toldTicket(before));
      if (judge) tickets.end(seat, toldTicket(before));
      if (judge && number(after, 'valid') === 1) tickets.add(seat, ticket, number(after, 'version'));
    }
    if (after && number(after, 'valid') === 1) here.add(ticket);
    else here.delete(ticket);
    if (!judge) {
      // A phone's sale that is lost is known to the payment provider only, until a restore asks it.
      if (!after && row.terminal_id === 0) tickets.forget(seat, ticket);
      return;
    }
    if (!after) throw new Violation(`ticket ${ticket} was deleted`);
    if (!before && number(after, 'terminal_id') === 0) tickets.add(seat, ticket, number(after, 'version'));
    const isExcused = evidence.hasLost || evidence.overridden.has(rightKey(seat, after.version));
    if (!before && number(after, 'valid') === 0 && !isExcused)
      throw new Violation(`I1 the server recorded ticket ${ticket} as not valid`);
    if (before && number(before, 'valid') === 1 && number(after, 'valid') === 0) endTicket(seat, ticket, before, after);
  }

  function endTicket(seat: string, ticket: string, before: Row, after: Row): void {
    tickets.end(seat, ticket);
    // Its holder may have undone it as well, and sold the seat again under the same version.
    if (after.ended_as === 'override') evidence.overridden.add(rightKey(seat, after.version));
    const holder = number(before, 'holder');
    if (after.ended_as === 'override' || holder === 0 || refunded.has(ticket)) return;
    throw new Violation(`ticket ${ticket} was ended as ${after.ended_as} although terminal ${holder} holds it`);
  }

  function bookingOf(row: Row) {
    const key = `${row.terminal_id}-${row.seq}`;
    const booking = money.get(key) ?? { total: 0, tickets: 0, payments: 0 };
    money.set(key, booking);
    return booking;
  }

  function refundOf(id: string) {
    const refund = refunds.get(id) ?? { state: '', amount: 0, lines: 0, tenders: 0 };
    refunds.set(id, refund);
    return refund;
  }
  function noteRefund(table: string, before: Row | null, after: Row | null): void {
    if (table === 'refund') {
      const refund = refundOf(text(after ?? before, 'id'));
      refund.state = text(after, 'state');
      refund.amount = number(after, 'amount_minor');
      return;
    }
    const sum = table === 'refund_tender' ? 'tenders' : 'lines';
    if (before) refundOf(text(before, 'refund_id'))[sum] -= number(before, 'amount_minor');
    if (after) refundOf(text(after, 'refund_id'))[sum] += number(after, 'amount_minor');
  }

  function noteTerminal(after: Row): void {
    const closed = after.state !== 'open';
    terminals.set(number(after, 'id'), { acked: number(after, 'acked'), chain: text(after, 'chain'), closed });
  }

  function note(change: RowChange, judge: boolean): void {
    const { table, before, after } = change;
    const row = (after ?? before) as Row;
    const sign = (after ? 1 : 0) - (before ? 1 : 0);
    if (table === 'seat_right') noteRight(change, judge);
    else if (table === 'ticket') noteTicket(change, judge);
    else if (table === 'booking') bookingOf(row).total = after ? number(after, 'total_minor') : 0;
    else if (table === 'booking_item') bookingOf(row).tickets += sign * number(row, 'price_minor');
    else if (table === 'payment') bookingOf(row).payments += sign * number(row, 'amount_minor');
    else if (table === 'terminal' && after) noteTerminal(after);
    else if (table === 'payment_attempt')
      attempts.set(text(row, 'id'), {
        hold: text(row, 'hold_id'),
        state: text(after, 'state'),
        ref: text(after, 'provider_ref'),
      });
    else if (table.startsWith('refund')) noteRefund(table, before, after);
    else if (table === 'stream' && after) noteRevision(after, judge);
    else if (table === 'exception' && judge && !before) {
      if (after && !options.mayRaise(after))
        throw new Violation(
          `nothing in this run may raise ${text(after, 'kind')}: ${text(after, 'detail').slice(0, 600)}`,
        );
    }
  }

  function noteRevision(after: Row, judge: boolean): void {
    const [name, revision] = [text(after, 'name'), number(after, 'revision')];
    if (judge && revision < (revisions.get(name) ?? 0)) throw new Violation(`stream ${name} went back to ${revision}`);
    revisions.set(name, revision);
  }

  /** After the commit, for all that it touched. */
  function judgeWhole(changes: readonly RowChange[]): void {
    for (const { hold, what } of ended.splice(0)) {
      const isOpen = ({ state }: { state: string }) => state === 'paying' || state === 'cancelling';
      if ([...attempts.values()].some((attempt) => attempt.hold === hold && isOpen(attempt)))
        throw new Violation(`I5 only the provider's answer ends a payment: ${what}`);
    }
    for (const { table, before, after } of changes) {
      const row = (after ?? before) as Row;
      if (table === 'seat_right') judgeSeat(row);
      if (table === 'booking' || table === 'payment') judgeMoney(row);
      if (table === 'terminal') judgeMark(number(row, 'id'));
      if (table === 'terminal' && before?.state === 'open' && after?.state !== 'open') judgeClosing(number(row, 'id'));
      if (table === 'refund' || table === 'refund_tender')
        judgeRefund(text(row, table === 'refund' ? 'id' : 'refund_id'));
      if (table === 'journal_entry') judgeMark(number(row, 'terminal_id'));
    }
  }

  function judgeSeat(row: Row): void {
    const seat = seatKey(row.screening_id, row.seat_id);
    const here = [...(valid.get(seat) ?? [])];
    const right = rights.get(seat);
    const expected = right?.state === 'sold' ? [right.ticket] : [];
    if (here.length !== expected.length || here[0] !== expected[0])
      throw new Violation(
        `I1 seat ${seat} is ${right?.state} with ticket ${right?.ticket}, its valid tickets are: ${here.join(', ') || 'none'}`,
      );
  }

  function judgeMoney(row: Row): void {
    const { total, tickets: sum, payments } = bookingOf(row);
    if (total !== sum || total !== payments)
      throw new Violation(
        `I3 booking ${row.terminal_id}-${row.seq} of ${total} has tickets and items of ${sum} and payments of ${payments}`,
      );
  }

  /** Nothing that a closed terminal holds may be sold or handed on as if it were open. */
  function judgeClosing(terminal: number): void {
    for (const [seat, right] of rights)
      if (right.state === 'granted' && right.holder === terminal)
        throw new Violation(`seat ${seat} is still granted to terminal ${terminal}, which was closed`);
  }

  function judgeRefund(id: string): void {
    const { state, amount, lines, tenders } = refundOf(id);
    if (state === 'refunded' && tenders !== amount)
      throw new Violation(`I3 refund ${id} of ${amount} was paid out by tenders of ${tenders}`);
    if (lines > amount && state !== 'superseded')
      throw new Violation(`I3 refund ${id} of ${amount} has lines of ${lines}`);
  }

  function judgeMark(terminal: number): void {
    const mark = terminals.get(terminal);
    const last = lastEntry.get(terminal);
    if (!mark || (mark.acked === (last?.seq ?? 0) && (!last || last.hash === mark.chain))) return;
    throw new Violation(
      `terminal ${terminal} is acknowledged up to ${mark.acked}, its recorded entries end at ${last?.seq ?? 0}`,
    );
  }

  return {
    right: (screeningId, seatId) => rights.get(seatKey(screeningId, seatId)),
    acked: (terminal) => terminals.get(terminal)?.acked ?? 0,
    isClosed: (terminal) => terminals.get(terminal)?.closed === true,
    isPaying({ id, ref }) {
      const attempt = attempts.get(id);
      if (attempt?.ref !== ref) return false;
      if (attempt.state !== 'paying') return attempt.state !== '';
      for (const right of rights.values()) if (right.state === 'paying' && right.hold === attempt.hold) return true;
      return false;
    },
    committed(changes) {
      // The effects of a batch are written before its entries: what the entries say is read first.
      for (const { table, before, after } of changes)
        if (table === 'journal_entry' && !before && after) noteEntry(after);
      for (const change of changes) note(change, true);
      judgeWhole(changes);
    },
    lost(changes) {
      for (const { table, before, after } of changes) {
        if (table !== 'journal_entry' || after || !before) continue;
        const [terminal, seq] = [number(before, 'terminal_id'), number(before, 'seq')];
        if (seq === 1) lastEntry.delete(terminal);
        else lastEntry.set(terminal, { seq: seq - 1, hash: options.hashOf(terminal, seq - 1) ?? '' });
      }
      for (const change of changes) note(change, false);
    },
  };
}

/** As a seat names it. */
const toldTicket = (row: Row): string =>
  ticketKey(row.terminal_id, row.seq, tellLine(number(row, 'line'), number(row, 'issue')));

const toRight = (row: Row): RightSeen => ({
  state: text(row, 'state'),
  holder: number(row, 'holder'),
  version: number(row, 'version'),
  ticket: row.ticket_terminal === null ? null : ticketKey(row.ticket_terminal, row.ticket_seq, row.ticket_line),
  hold: text(row, 'operation_id'),
});
const describe = ({ state, holder, version }: RightSeen): string => `${state} (holder ${holder}, version ${version})`;
