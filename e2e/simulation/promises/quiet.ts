/** Whether all that was begun is finished: then the run can be judged. */
import type { Stage } from '../stage.ts';
import type { TerminalNode } from '../terminal-node.ts';

type Ask = (sql: string, ...values: unknown[]) => unknown;

/** What is still going on; null when nothing is. */
export function whyNotQuiet({ cluster, terminals, evidence }: Stage): string | null {
  if (!cluster.database.isAtRest()) return 'a transaction is open';
  const ask: Ask = (sql, ...values) =>
    cluster.handle
      .prepare(sql)
      .pluck()
      .get(...values);
  for (const instance of cluster.instances) if (!instance.running()) return `${instance.name} is down`;
  if (ask("SELECT COUNT(*) FROM seat_right WHERE state IN ('held', 'paying')") !== 0) return 'a phone holds seats';
  if (ask("SELECT COUNT(*) FROM journal_entry WHERE state = 'waiting'") !== 0) return 'entries wait for a manager';
  if (
    ask("SELECT COUNT(*) FROM payment_attempt WHERE state IN ('paying', 'cancelling', 'watching', 'refunding')") !== 0
  )
    return 'a phone is paying';
  if (ask("SELECT COUNT(*) FROM refund WHERE state = 'refunding'") !== 0)
    return 'a provider owes an answer on a refund';
  for (const terminal of terminals) {
    const number = terminal.number();
    const isBroken = number !== null && evidence.broken.has(number);
    const why = isBroken ? whyNotAtEnd(terminal, ask) : whyBusy(terminal, ask, evidence.hasLost);
    if (why) return `${terminal.name} ${why}`;
  }
  return null;
}

const onDisk =
  ({ handle }: TerminalNode): Ask =>
  (sql) =>
    handle.prepare(sql).pluck().get();

const unforwarded = `SELECT COUNT(*) FROM charge WHERE stored = 1 AND state = 'sold'
  AND attempt_id NOT IN (SELECT attempt_id FROM forwarded_charge)`;

function whyBusy(terminal: TerminalNode, ask: Ask, hasLost: boolean): string | null {
  const own = onDisk(terminal);
  const core = terminal.core();
  if (!core) return 'is down';
  // After a loss a terminal may have stopped for good: that is recognising it.
  if (hasLost && core.outOfService()) return null;
  if (!core.sync.isOnline()) return `is offline: ${core.sync.fault()?.code ?? 'no fault'}`;
  if (ask('SELECT acked FROM terminal WHERE id = ?', terminal.number()) !== own('SELECT MAX(seq) FROM journal'))
    return 'has unsent entries';
  if (own("SELECT COUNT(*) FROM charge WHERE state IN ('charging', 'approved', 'voiding')") !== 0)
    return 'has open charges';
  if (own("SELECT COUNT(*) FROM refund WHERE state = 'refunding'") !== 0) return 'has open refunds';
  if (own('SELECT COUNT(*) FROM voucher_ask') !== 0) return 'has asked for a voucher';
  if (terminal.reader.stored().length > 0) return 'has stored charges in its reader';
  if (own(unforwarded) !== 0) return 'does not know what became of its stored charges';
  const cursors = terminal.handle
    .prepare(
      "SELECT stream, revision FROM cursor WHERE stream NOT IN (SELECT 'screening:' || screening_id FROM stopped_screening) ORDER BY stream",
    )
    .all() as { stream: string; revision: number }[];
  // A cancelled screening is not followed any more.
  const isFollowed = (stream: string) =>
    !stream.startsWith('screening:') ||
    ask('SELECT state FROM screening WHERE id = ?', Number(stream.split(':')[1])) === 'published';
  const behind = cursors
    .filter(({ stream }) => isFollowed(stream))
    .find(({ stream, revision }) => ask('SELECT revision FROM `stream` WHERE name = ?', stream) !== revision);
  return behind ? `is behind in ${behind.stream}` : null;
}

/** A broken terminal is done when the server has its whole journal, by whatever way. */
function whyNotAtEnd(terminal: TerminalNode, ask: Ask): string | null {
  const own = onDisk(terminal);
  const last = own('SELECT MAX(seq) FROM journal');
  if (ask('SELECT acked FROM terminal WHERE id = ?', terminal.number()) !== last) return 'has a journal to recover';
  if (terminal.isOff()) return null;
  const core = terminal.core();
  if (!core) return 'is down';
  // After a loss it may be taken for a clone; then the manager has handed in its journal.
  if (core.outOfService() === 'terminal-cloned') return null;
  if (core.outOfService() !== 'terminal-closed') return 'has not learned that it is closed';
  if (own("SELECT COUNT(*) FROM charge WHERE state IN ('charging', 'approved', 'voiding')") !== 0)
    return 'has open charges';
  if (own('SELECT type FROM journal ORDER BY seq DESC LIMIT 1') !== 'terminal.closed')
    return 'has not ended its journal';
  return null;
}
