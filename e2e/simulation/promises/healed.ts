/** What holds when links are up again and work has stopped: nothing is missing, nothing is twice, everybody sees the same. */
import type { Cluster } from '../server-node.ts';
import type { TerminalNode } from '../terminal-node.ts';
import { type Evidence, Violation } from './evidence.ts';

type Ask = (sql: string, ...values: unknown[]) => unknown[];
const asking =
  ({ handle }: Pick<Cluster | TerminalNode, 'handle'>): Ask =>
  (sql, ...values) =>
    handle.prepare(sql).all(...values);
const count = (ask: Ask, sql: string, ...values: unknown[]): number =>
  Object.values(ask(sql, ...values)[0] as Record<string, number>)[0] ?? 0;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export function checkHealed(cluster: Cluster, terminals: readonly TerminalNode[], evidence: Evidence): void {
  const server = asking(cluster);
  for (const told of evidence.toldPaid) {
    const [row] = server(
      `SELECT total_minor, (SELECT COUNT(*) FROM ticket t WHERE t.terminal_id = b.terminal_id AND t.seq = b.seq) AS seats
         FROM booking b WHERE order_key = ?`,
      told.orderKey,
    ) as { total_minor: number; seats: number }[];
    if (!row) throw new Violation(`I2 lost sale ${told.orderKey}`);
    if (row.total_minor !== told.totalMinor || row.seats !== told.seats)
      throw new Violation(`I2 sale ${told.orderKey} arrived changed`);
  }
  for (const terminal of terminals) checkTerminal(server, terminal);
  checkSeats(server);
}

function checkTerminal(server: Ask, terminal: TerminalNode): void {
  const { name } = terminal;
  const own = asking(terminal);
  const number = count(own, 'SELECT terminal FROM identity');
  const marks = {
    written: count(own, 'SELECT MAX(seq) FROM journal'),
    acknowledged: count(own, 'SELECT acked_seq FROM sent'),
    recorded: count(server, 'SELECT acked FROM terminal WHERE id = ?', number),
  };
  if (marks.written !== marks.acknowledged || marks.written !== marks.recorded)
    throw new Violation(`I4 ${name}'s journal has not drained: ${JSON.stringify(marks)}`);
  const chain = 'SELECT seq, hash FROM journal';
  if (!same(own(`${chain} ORDER BY seq`), server(`${chain}_entry WHERE terminal_id = ? ORDER BY seq`, number)))
    throw new Violation(`the chains of ${name} differ`);
  const sales = count(own, 'SELECT COUNT(*) FROM sale');
  const bookings = count(server, 'SELECT COUNT(*) FROM booking WHERE terminal_id = ?', number);
  if (sales !== bookings) throw new Violation(`I2 ${name} made ${sales} sales, the server has ${bookings}`);
  checkPicture(server, own, name);
  checkHoldings(server, own, { name, number });
  checkCharges(server, own, terminal, number);
}

function checkPicture(server: Ask, own: Ask, name: string): void {
  const columns = 'screening_id, seat_id, state, version, holder, ticket_terminal, ticket_seq, ticket_line';
  const picture = own(`SELECT ${columns} FROM seat_picture ORDER BY screening_id, seat_id`);
  const rights = server(`SELECT ${columns} FROM seat_right ORDER BY screening_id, seat_id`);
  if (!same(picture, rights)) throw new Violation(`I4 ${name} sees other seats than the server`);
}

function checkHoldings(server: Ask, own: Ask, { name, number }: { name: string; number: number }): void {
  const held = own(
    "SELECT screening_id, seat_id, version FROM seat_right WHERE state IN ('held', 'basket') ORDER BY screening_id, seat_id",
  );
  const granted = server(
    "SELECT screening_id, seat_id, version FROM seat_right WHERE state = 'granted' AND holder = ? ORDER BY screening_id, seat_id",
    number,
  );
  if (!same(held, granted)) throw new Violation(`I4 ${name} and the server disagree about what it holds`);
}

/** I5, for what this terminal charged: captured by the reader = sold by card; nothing is left open. */
function checkCharges(server: Ask, own: Ask, terminal: TerminalNode, number: number): void {
  const open = count(own, "SELECT COUNT(*) FROM charge WHERE state IN ('charging', 'approved', 'voiding')");
  if (open !== 0) throw new Violation(`I5 ${terminal.name} has ${open} charges that are neither sold nor voided`);
  const captured = terminal.reader.captured().map((attempt) => `${attempt.attemptId} ${attempt.amountMinor}`);
  const paid = server(
    "SELECT attempt_id, amount_minor FROM payment WHERE terminal_id = ? AND kind = 'card'",
    number,
  ) as {
    attempt_id: string;
    amount_minor: number;
  }[];
  const sold = paid.map((row) => `${row.attempt_id} ${row.amount_minor}`);
  if (!same(captured.sort(), sold.sort()))
    throw new Violation(`I5 ${terminal.name}: captured ${captured.length} charges, sold ${sold.length}`);
}

function checkSeats(server: Ask): void {
  const tickets = server(
    'SELECT terminal_id, seq, line, screening_id, seat_id FROM ticket WHERE valid = 1 ORDER BY screening_id, seat_id',
  );
  const sold = server(
    "SELECT ticket_terminal AS terminal_id, ticket_seq AS seq, ticket_line AS line, screening_id, seat_id FROM seat_right WHERE state = 'sold' ORDER BY screening_id, seat_id",
  );
  if (!same(tickets, sold)) throw new Violation('the sold seats and the valid tickets differ');
}
