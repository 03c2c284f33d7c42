/** What a terminal's disk must always be, checked after each step for the rows that it changed. */
import type { Row, RowChange } from '../row-log.ts';
import type { TerminalNode } from '../terminal-node.ts';
import { type Evidence, rightKey, seatKey, ticketKey, Violation } from './evidence.ts';
import type { ServerBooks } from './server-books.ts';
import type { LiveTickets } from './tickets.ts';
import type { VoucherBooks } from './voucher-books.ts';

/** From which state a right may come into which under one version; a higher version begins anew as `held`. */
const moves: Record<string, readonly string[]> = {
  held: ['basket', 'returned'],
  basket: ['held', 'sold'],
  sold: ['held'],
  returned: [],
};

export interface TerminalBooks {
  look(): void;
  number(): number | null;
  hashOf(seq: number): string | undefined;
}

export function keepTerminalBooks(
  terminal: TerminalNode,
  {
    server,
    tickets,
    vouchers,
    evidence,
  }: { server: () => ServerBooks; tickets: LiveTickets; vouchers: VoucherBooks; evidence: Evidence },
): TerminalBooks {
  const { name } = terminal;
  const hash = terminal.handle.prepare('SELECT hash FROM journal WHERE seq = ?').pluck();
  let lastSeq = 0;
  let known: number | null = null;
  const number = (): number | null => {
    known ??= terminal.number();
    return known;
  };

  function noteTicket({ before, after }: RowChange): void {
    if (!after) throw new Violation(`${name} deleted a ticket`);
    const seat = seatKey(after.screening_id, after.seat_id);
    const ticket = ticketKey(number(), after.sale_seq, after.line);
    if (after.state === 'refunded') tickets.end(seat, ticket);
    if (before) return;
    tickets.add(seat, ticket, Number(after.version));
    const here = server().right(Number(after.screening_id), Number(after.seat_id));
    if (evidence.hasLost || evidence.overridden.has(rightKey(seat, after.version))) return;
    if (here?.holder === number() && here?.version === after.version) return;
    throw new Violation(
      `${name} sold seat ${seat} of version ${after.version}, which it doesn't hold: it is ${JSON.stringify(here)}`,
    );
  }

  function noteRight({ before, after }: RowChange, undone: ReadonlySet<string>): void {
    if (!after) throw new Violation(`${name} deleted a right`);
    if (!before || before.state === after.state) return;
    const [from, to] = [String(before.state), String(after.state)];
    const what = `${name}'s seat ${seatKey(after.screening_id, after.seat_id)}: ${from} ${before.version} -> ${to} ${after.version}`;
    const older = Number(after.version) - Number(before.version);
    if (older < 0) throw new Violation(`a version went back: ${what}`);
    if (older > 0 ? to !== 'held' : !moves[from]?.includes(to))
      throw new Violation(`no right moves like this: ${what}`);
    const right = rightKey(seatKey(after.screening_id, after.seat_id), after.version);
    if (from === 'sold' && older === 0 && !undone.has(right))
      throw new Violation(`a sold seat came back without a refund: ${what}`);
  }

  /** Money and what it stands for, in the entry itself; a sale and its entry are one transaction. */
  function noteEntry(row: Row, sales: ReadonlySet<number>): void {
    const seq = Number(row.seq);
    if (seq !== lastSeq + 1) throw new Violation(`${name} wrote entry ${seq} after entry ${lastSeq}`);
    lastSeq = seq;
    if (row.type !== 'sale.made' && row.type !== 'tickets.refunded') return;
    const entry = JSON.parse(String(row.payload)) as {
      lines: { priceMinor?: number; amountMinor?: number }[];
      items?: { priceMinor?: number; amountMinor?: number }[];
      tenders: { amountMinor: number }[];
      totalMinor: number;
    };
    const lines = [...entry.lines, ...(entry.items ?? [])].reduce(
      (sum, line) => sum + (line.priceMinor ?? line.amountMinor ?? 0),
      0,
    );
    const tenders = entry.tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
    if (lines !== entry.totalMinor || tenders !== entry.totalMinor)
      throw new Violation(
        `I3 ${name}'s entry ${seq} of ${entry.totalMinor} has lines of ${lines} and tenders of ${tenders}`,
      );
    if (row.type === 'sale.made' && !sales.has(seq))
      throw new Violation(`${name}'s entry ${seq} reports a sale that isn't there`);
  }

  function noteSent(after: Row | null): void {
    const acked = Number(after?.acked_seq ?? 0);
    const me = number();
    if (me === null || evidence.hasLost || acked <= server().acked(me)) return;
    throw new Violation(`I2 ${name} was told that ${acked} is acknowledged, the server has ${server().acked(me)}`);
  }

  return {
    number,
    hashOf: (seq) => hash.get(seq) as string | undefined,
    look() {
      const changes = terminal.rows.take();
      if (changes.length === 0) return;
      const sales = new Set<number>();
      const undone = new Set<string>();
      for (const { table, after } of changes) {
        if (table === 'sale' && after) sales.add(Number(after.seq));
        if (table === 'ticket' && after?.state === 'refunded')
          undone.add(rightKey(seatKey(after.screening_id, after.seat_id), after.version));
      }
      for (const change of changes) {
        if (change.table === 'seat_right') noteRight(change, undone);
        else if (change.table === 'ticket') noteTicket(change);
        else if (change.table === 'voucher') vouchers.noteHeld({ name, number: number() }, change);
        else if (change.table === 'sent') noteSent(change.after);
        else if (change.table === 'journal') {
          if (change.before || !change.after) throw new Violation(`${name}'s journal was changed`);
          noteEntry(change.after, sales);
        }
      }
    },
  };
}
