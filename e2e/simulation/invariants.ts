/** The promises of the design, checked against what is on the disks. */
import type { ServerNode } from './server-node.ts';
import type { TerminalNode } from './terminal-node.ts';
import type { World } from './world.ts';

export interface Evidence {
  /** What customers were told. */
  toldPaid: { orderKey: string; totalMinor: number; seats: number }[];
}

export class Violation extends Error {}

interface TicketRow {
  sale_seq: number;
  line: number;
  screening_id: number;
  seat_id: number;
}

/** After every step: at most one ticket for each seat of a screening, wherever it was sold. */
export function watchDoubleSales(world: World, server: ServerNode, terminals: readonly TerminalNode[]): () => void {
  const sold = new Map<string, string>();
  const seen = new Map<string, number>();
  const statements = terminals.map((terminal) => ({
    name: terminal.name,
    rows: terminal.handle.prepare(
      'SELECT sale_seq, line, screening_id, seat_id FROM ticket WHERE sale_seq > ? ORDER BY sale_seq',
    ),
  }));
  const serverTickets = server.handle.prepare(
    'SELECT seq AS sale_seq, line, screening_id, seat_id FROM ticket WHERE terminal_id = 0 AND seq > ? ORDER BY seq',
  );
  const invalid = server.handle.prepare('SELECT COUNT(*) FROM ticket WHERE valid = 0').pluck();
  const note = (name: string, rows: TicketRow[]) => {
    for (const row of rows) {
      const seat = `${row.screening_id}:${row.seat_id}`;
      const ticket = `${name} ${row.sale_seq}/${row.line}`;
      const other = sold.get(seat);
      if (other) throw new Violation(`I1 double sale of seat ${seat}: ${other} and ${ticket}`);
      sold.set(seat, ticket);
      seen.set(name, Math.max(seen.get(name) ?? 0, row.sale_seq));
      world.count('ticket');
    }
  };
  return () => {
    for (const { name, rows } of statements) note(name, rows.all(seen.get(name) ?? 0) as TicketRow[]);
    // Inside an open transaction the server's tables may still change their mind.
    if (server.handle.inTransaction) return;
    note('server', serverTickets.all(seen.get('server') ?? 0) as TicketRow[]);
    if (invalid.get() !== 0) throw new Violation('I1 the server has recorded an invalid ticket');
  };
}

/** After healing: nothing is missing, nothing is twice, everybody sees the same. */
export function checkHealed(server: ServerNode, terminals: readonly TerminalNode[], evidence: Evidence): void {
  const booking = server.handle.prepare(
    'SELECT order_key, total_minor, (SELECT COUNT(*) FROM ticket t WHERE t.terminal_id = b.terminal_id AND t.seq = b.seq AND t.valid = 1) AS seats FROM booking b WHERE order_key = ?',
  );
  for (const told of evidence.toldPaid) {
    const row = booking.get(told.orderKey) as { total_minor: number; seats: number } | undefined;
    if (!row) throw new Violation(`I2 lost sale ${told.orderKey}`);
    if (row.total_minor !== told.totalMinor || row.seats !== told.seats)
      throw new Violation(`I2 sale ${told.orderKey} arrived changed`);
  }
  if (count(server, 'SELECT COUNT(*) FROM `exception`') !== 0) {
    throw new Violation(
      `an honest run raised exceptions: ${JSON.stringify(server.handle.prepare('SELECT kind, detail FROM `exception` LIMIT 3').all())}`,
    );
  }
  for (const terminal of terminals) checkTerminal(server, terminal);
  checkSeats(server);
}

function count(node: { handle: ServerNode['handle'] }, sql: string, ...values: unknown[]): number {
  return node.handle
    .prepare(sql)
    .pluck()
    .get(...values) as number;
}

function checkTerminal(server: ServerNode, terminal: TerminalNode): void {
  const number = count(terminal, 'SELECT terminal FROM identity');
  const last = count(terminal, 'SELECT MAX(seq) FROM journal');
  const acked = count(terminal, 'SELECT acked_seq FROM sent');
  const here = count(server, 'SELECT acked FROM terminal WHERE id = ?', number);
  if (last !== acked || here !== last)
    throw new Violation(
      `I4 ${terminal.name}'s journal has not drained: ${last} written, ${acked} acknowledged, ${here} on the server`,
    );
  const own = terminal.handle.prepare('SELECT seq, hash FROM journal ORDER BY seq').all();
  const theirs = server.handle
    .prepare('SELECT seq, hash FROM journal_entry WHERE terminal_id = ? ORDER BY seq')
    .all(number);
  if (JSON.stringify(own) !== JSON.stringify(theirs)) throw new Violation(`the chains of ${terminal.name} differ`);
  const sales = count(terminal, 'SELECT COUNT(*) FROM sale');
  const bookings = count(server, 'SELECT COUNT(*) FROM booking WHERE terminal_id = ?', number);
  if (sales !== bookings) throw new Violation(`I2 ${terminal.name} made ${sales} sales, the server has ${bookings}`);
  const picture = terminal.handle
    .prepare(
      'SELECT screening_id, seat_id, state, version, holder, ticket_terminal, ticket_seq, ticket_line FROM seat_picture ORDER BY screening_id, seat_id',
    )
    .all();
  const rights = server.handle
    .prepare(
      'SELECT screening_id, seat_id, state, version, holder, ticket_terminal, ticket_seq, ticket_line FROM seat_right ORDER BY screening_id, seat_id',
    )
    .all();
  if (JSON.stringify(picture) !== JSON.stringify(rights))
    throw new Violation(`I4 ${terminal.name} sees other seats than the server`);
  const held = terminal.handle
    .prepare(
      "SELECT screening_id, seat_id, version FROM seat_right WHERE state IN ('held', 'basket') ORDER BY screening_id, seat_id",
    )
    .all();
  const granted = server.handle
    .prepare(
      "SELECT screening_id, seat_id, version FROM seat_right WHERE state = 'granted' AND holder = ? ORDER BY screening_id, seat_id",
    )
    .all(number);
  if (JSON.stringify(held) !== JSON.stringify(granted))
    throw new Violation(`${terminal.name} and the server disagree about what it holds`);
  checkMoney(server, terminal, number);
}

/** I5, for what this terminal charged: captured by the reader = sold by card; nothing is left open. */
function checkMoney(server: ServerNode, terminal: TerminalNode, number: number): void {
  const open = count(terminal, "SELECT COUNT(*) FROM charge WHERE state IN ('charging', 'approved', 'voiding')");
  if (open !== 0) throw new Violation(`I5 ${terminal.name} has ${open} charges that are neither sold nor voided`);
  const captured = terminal.reader
    .captured()
    .map((attempt) => `${attempt.attemptId} ${attempt.amountMinor}`)
    .sort();
  const paid = server.handle
    .prepare("SELECT attempt_id, amount_minor FROM payment WHERE terminal_id = ? AND kind = 'card'")
    .all(number) as { attempt_id: string; amount_minor: number }[];
  const sold = paid.map((row) => `${row.attempt_id} ${row.amount_minor}`).sort();
  if (JSON.stringify(captured) !== JSON.stringify(sold))
    throw new Violation(`I5 ${terminal.name}: captured ${captured.length} charges, sold ${sold.length}`);
}

function checkSeats(server: ServerNode): void {
  const tickets = server.handle
    .prepare(
      'SELECT terminal_id, seq, line, screening_id, seat_id FROM ticket WHERE valid = 1 ORDER BY screening_id, seat_id',
    )
    .all();
  const sold = server.handle
    .prepare(
      "SELECT ticket_terminal AS terminal_id, ticket_seq AS seq, ticket_line AS line, screening_id, seat_id FROM seat_right WHERE state = 'sold' ORDER BY screening_id, seat_id",
    )
    .all();
  if (JSON.stringify(tickets) !== JSON.stringify(sold))
    throw new Violation('the sold seats and the valid tickets differ');
  const unbalanced = count(
    server,
    'SELECT COUNT(*) FROM booking b WHERE total_minor <> (SELECT SUM(amount_minor) FROM payment p WHERE p.terminal_id = b.terminal_id AND p.seq = b.seq) OR total_minor <> (SELECT SUM(price_minor) FROM ticket t WHERE t.terminal_id = b.terminal_id AND t.seq = b.seq)',
  );
  if (unbalanced !== 0) throw new Violation(`I3 ${unbalanced} bookings don't add up`);
}
