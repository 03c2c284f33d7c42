/** What holds when links are up again and work has stopped: nothing is missing, nothing is twice, everybody sees the same. */
import { linesPerIssue } from '@marquee/shared/tickets/ticket-issue';
import type { Stage } from '../stage.ts';
import type { TerminalNode } from '../terminal-node.ts';
import { type Ask, asking, checkDrawers } from './drawers.ts';
import { type Evidence, Violation } from './evidence.ts';
import { checkVouchers } from './healed-vouchers.ts';
import type { LiveTickets } from './tickets.ts';

const count = (ask: Ask, sql: string, ...values: unknown[]): number =>
  Object.values((ask(sql, ...values)[0] ?? {}) as Record<string, number>)[0] ?? 0;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export function checkHealed(stage: Stage, tickets: LiveTickets): void {
  const { cluster, terminals, evidence, provider } = stage;
  const server = asking(cluster);
  const stuck = new Set<string>();
  for (const terminal of terminals) {
    const number = terminal.number();
    if (number === null) continue;
    const isBroken = evidence.broken.has(number);
    if (evidence.hasLost && !isBroken && terminal.core()?.outOfService()) {
      stuck.add(terminal.name);
      continue;
    }
    checkJournal(server, terminal, number);
    checkCharges(server, terminal, number);
    checkDrawers(server, terminal, number);
    if (isBroken) {
      checkEnd(server, terminal, number);
      continue;
    }
    if (evidence.hasLost) checkRecognised(server, terminal, number, evidence);
    else {
      checkPicture(server, asking(terminal), terminal.name);
      checkHoldings(server, asking(terminal), { name: terminal.name, number });
    }
  }
  checkTold(server, evidence, stuck);
  checkSeats(server);
  if (!evidence.hasLost) checkProvider(server, provider);
  checkDoubled(server, tickets);
  checkVouchers(stage);
}

/** I2: each sale that a customer was told of is there, once. What a phone was told may be in a commit that was lost. */
function checkTold(server: Ask, evidence: Evidence, stuck: ReadonlySet<string>): void {
  for (const told of evidence.toldPaid) {
    if (evidence.hasLost && (told.terminal === null || stuck.has(told.terminal))) continue;
    const [row] = server(
      `SELECT total_minor, (SELECT COUNT(*) FROM ticket t WHERE t.terminal_id = b.terminal_id AND t.seq = b.seq) AS seats
         FROM booking b WHERE order_key = ?`,
      told.orderKey,
    ) as { total_minor: number; seats: number }[];
    if (!row) throw new Violation(`I2 lost sale ${told.orderKey}`);
    if (row.total_minor !== told.totalMinor || row.seats !== told.seats)
      throw new Violation(`I2 sale ${told.orderKey} arrived changed`);
  }
}

function checkJournal(server: Ask, terminal: TerminalNode, number: number): void {
  const { name } = terminal;
  const own = asking(terminal);
  const marks = {
    written: count(own, 'SELECT MAX(seq) FROM journal'),
    recorded: count(server, 'SELECT acked FROM terminal WHERE id = ?', number),
  };
  if (marks.written !== marks.recorded)
    throw new Violation(`I4 ${name}'s journal has not drained: ${JSON.stringify(marks)}`);
  const chain = 'SELECT seq, hash FROM journal';
  if (!same(own(`${chain} ORDER BY seq`), server(`${chain}_entry WHERE terminal_id = ? ORDER BY seq`, number)))
    throw new Violation(`the chains of ${name} differ`);
  const sales = count(own, 'SELECT COUNT(*) FROM sale');
  const bookings = count(server, 'SELECT COUNT(*) FROM booking WHERE terminal_id = ?', number);
  if (sales !== bookings) throw new Violation(`I2 ${name} made ${sales} sales, the server has ${bookings}`);
}

/** A broken terminal that came to its end by itself holds nothing any more. */
function checkEnd(server: Ask, terminal: TerminalNode, number: number): void {
  if (terminal.isOff() || terminal.core()?.outOfService() !== 'terminal-closed') return;
  const left = count(server, "SELECT COUNT(*) FROM seat_right WHERE holder = ? AND state = 'quarantined'", number);
  if (left > 0)
    throw new Violation(`${terminal.name} has ended its journal, and ${left} of its rights are quarantined`);
}

function checkPicture(server: Ask, own: Ask, name: string): void {
  const columns = 'screening_id, seat_id, state, version, holder, ticket_terminal, ticket_seq, ticket_line';
  // A cancelled screening is not followed any more.
  const published = (server("SELECT id FROM screening WHERE state = 'published'") as { id: number }[]).map(
    ({ id }) => id,
  );
  const where = `WHERE screening_id IN (${published.join(', ')}) ORDER BY screening_id, seat_id`;
  const picture = own(`SELECT ${columns} FROM seat_picture ${where}`);
  const rights = server(`SELECT ${columns} FROM seat_right ${where}`);
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

/** A loss is recognised: what this terminal had been told and the server forgot is named by an exception. */
function checkRecognised(server: Ask, terminal: TerminalNode, number: number, evidence: Evidence): void {
  const raised = (sql: string, ...values: unknown[]) =>
    count(server, `SELECT COUNT(*) FROM \`exception\` WHERE terminal_id = ? AND ${sql}`, number, ...values) > 0;
  // A copy of the lost message that comes late brings the entries back before anybody can notice.
  if (evidence.forgottenMarks.has(number) && terminal.hasNoticedLoss() && !raised("kind = 'journal-lost'"))
    throw new Violation(`${terminal.name} was told of entries that the server has lost, and nobody noticed`);
  const cursors = asking(terminal)('SELECT stream, revision, change_id FROM cursor WHERE revision > 0') as {
    stream: string;
    revision: number;
    change_id: string;
  }[];
  for (const { stream, revision, change_id } of cursors) {
    const here = server('SELECT change_id FROM `change` WHERE stream = ? AND revision = ?', stream, revision) as {
      change_id: string;
    }[];
    if (here[0]?.change_id === change_id) continue;
    if (!raised("kind = 'stream-lost' AND detail LIKE ?", `%"${stream}"%`))
      throw new Violation(`${terminal.name} follows a ${stream} that the server has lost, and nobody noticed`);
  }
}

/**
 * I5, for what this terminal charged: captured by the reader = sold by card, but for what a bank refused when the reader
 * sent it on, of which a manager was told; nothing is left open.
 */
function checkCharges(server: Ask, terminal: TerminalNode, number: number): void {
  if (terminal.isOff()) return;
  const own = asking(terminal);
  const open = count(own, "SELECT COUNT(*) FROM charge WHERE state IN ('charging', 'approved', 'voiding')");
  if (open !== 0) throw new Violation(`I5 ${terminal.name} has ${open} charges that are neither sold nor voided`);
  const book = (rows: unknown[]) =>
    (rows as { id: string; amount: number }[]).map((row) => `${row.id} ${row.amount}`).sort();
  const toRow = (attempt: { attemptId: string; amountMinor: number }) => ({
    id: attempt.attemptId,
    amount: attempt.amountMinor,
  });
  const captured = book(terminal.reader.captured().map(toRow));
  const paid = (state: string) =>
    book(
      server(
        "SELECT attempt_id AS id, amount_minor AS amount FROM payment WHERE terminal_id = ? AND kind = 'card' AND state = ?",
        number,
        state,
      ),
    );
  const sold = paid('paid');
  if (!same(captured, sold))
    throw new Violation(`I5 ${terminal.name}: captured ${captured.join(', ')}; sold ${sold.join(', ')}`);
  const stored = paid('stored');
  if (stored.length > 0) throw new Violation(`I5 ${terminal.name}: nobody knows what became of ${stored.join(', ')}`);
  const told = book(
    server(
      `SELECT json_extract(detail, '$.attempt') AS id, json_extract(detail, '$.lostMinor') AS amount FROM \`exception\`
        WHERE terminal_id = ? AND kind = 'stored-charge-declined'`,
      number,
    ),
  );
  const lost = book(terminal.reader.lost().map(toRow));
  if (!same(lost, paid('declined')) || !same(lost, told))
    throw new Violation(`I5 ${terminal.name}: banks refused ${lost.join(', ')}; managers know of ${told.join(', ')}`);
  const givenBack = book(terminal.reader.refunded().map(toRow));
  const undone = book(
    server(
      `SELECT t.attempt_id AS id, t.amount_minor AS amount FROM refund_tender t JOIN refund r ON r.id = t.refund_id
        WHERE r.terminal_id = ? AND r.requested_by = ? AND t.kind = 'card'`,
      number,
      `T${number}`,
    ),
  );
  if (!same(givenBack, undone))
    throw new Violation(`I5 ${terminal.name}: gave back ${givenBack.join(', ')}; refunded ${undone.join(', ')}`);
}

/**
 * I5, for phones: what was captured is sold or given back, and nothing is sold that was not captured. A capture that came
 * too late goes back whole, under its attempt's own id; tickets go back under their refund's.
 */
function checkProvider(server: Ask, provider: Stage['provider']): void {
  const kept = [...provider.captured].filter(([id]) => !provider.refunded.has(id));
  const captured = kept.map(([id, { amountMinor }]) => `${id} ${amountMinor}`).sort();
  const sold = (
    server(
      "SELECT p.attempt_id AS id, p.amount_minor AS amount FROM payment p WHERE p.terminal_id = 0 AND p.kind = 'card'",
    ) as { id: string; amount: number }[]
  ).map(({ id, amount }) => `${id} ${amount}`);
  if (!same(captured, sold.sort()))
    throw new Violation(`I5 phones: captured ${captured.join(', ')}; sold ${sold.join(', ')}`);
  const givenBack = [...provider.refunded].filter(([id, { attemptId }]) => id !== attemptId);
  const undone = server(
    `SELECT t.refund_id AS id, t.of_attempt_id AS attempt, t.amount_minor AS amount FROM refund_tender t
       JOIN refund r ON r.id = t.refund_id WHERE r.terminal_id = 0 AND t.kind = 'card'`,
  ) as { id: string; attempt: string; amount: number }[];
  const there = givenBack.map(([id, { attemptId, amountMinor }]) => `${id} ${attemptId} ${amountMinor}`).sort();
  const here = undone.map(({ id, attempt, amount }) => `${id} ${attempt} ${amount}`).sort();
  if (!same(there, here)) throw new Violation(`I5 phones: gave back ${there.join(', ')}; refunded ${here.join(', ')}`);
}

function checkSeats(server: Ask): void {
  const tickets = server(
    `SELECT terminal_id, seq, issue * ${linesPerIssue} + line AS line, screening_id, seat_id FROM ticket WHERE valid = 1 ORDER BY screening_id, seat_id`,
  );
  const sold = server(
    "SELECT ticket_terminal AS terminal_id, ticket_seq AS seq, ticket_line AS line, screening_id, seat_id FROM seat_right WHERE state = 'sold' ORDER BY screening_id, seat_id",
  );
  if (!same(tickets, sold)) throw new Violation('the sold seats and the valid tickets differ');
  const twice = server(
    `SELECT k.terminal_id, k.seq, k.line FROM ticket k LEFT JOIN refund_line l USING (terminal_id, seq, line)
      WHERE k.ended_as IS NOT NULL AND l.refund_id IS NULL`,
  );
  if (twice.length > 0) throw new Violation(`I3 a ticket was undone without its money: ${JSON.stringify(twice[0])}`);
  const items = server(
    `SELECT i.terminal_id, i.seq, i.line FROM booking_item i LEFT JOIN refund_item r USING (terminal_id, seq, line)
      WHERE (i.valid = 0) <> (r.refund_id IS NOT NULL) OR r.amount_minor <> i.price_minor`,
  );
  if (items.length > 0) throw new Violation(`I3 items were undone without their money: ${JSON.stringify(items[0])}`);
}

/** A seat may be sold twice only where the loss that made it so is shown to a manager. */
function checkDoubled(server: Ask, { doubled }: LiveTickets): void {
  for (const seat of doubled) {
    const [screeningId, seatId] = seat.split(':').map(Number);
    const shown = count(
      server,
      "SELECT COUNT(*) FROM `exception` WHERE screening_id = ? AND (seat_id = ? OR kind = 'stream-lost') OR kind = 'journal-lost'",
      screeningId,
      seatId,
    );
    if (shown === 0) throw new Violation(`I1 seat ${seat} was sold twice after a loss, and nobody noticed`);
  }
}
