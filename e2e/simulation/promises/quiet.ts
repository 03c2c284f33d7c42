/** Whether all that was begun is finished: then the run can be judged. */
import type { Stage } from '../stage.ts';
import type { TerminalNode } from '../terminal-node.ts';

/** What is still going on; null when nothing is. */
export function whyNotQuiet({ cluster, terminals }: Stage): string | null {
  if (!cluster.database.isAtRest()) return 'a transaction is open';
  const ask = (sql: string, ...values: unknown[]) =>
    cluster.handle
      .prepare(sql)
      .pluck()
      .get(...values) as number;
  for (const instance of cluster.instances) if (!instance.running()) return `${instance.name} is down`;
  if (ask("SELECT COUNT(*) FROM seat_right WHERE state IN ('held', 'paying')") > 0) return 'a phone holds seats';
  for (const terminal of terminals) {
    const why = whyBusy(terminal, (stream) => ask('SELECT revision FROM `stream` WHERE name = ?', stream));
    if (why) return `${terminal.name} ${why}`;
  }
  return null;
}

function whyBusy(terminal: TerminalNode, revisionOf: (stream: string) => number): string | null {
  const ask = (sql: string) => terminal.handle.prepare(sql).pluck().get() as number;
  const core = terminal.core();
  if (!core) return 'is down';
  if (!core.sync.isOnline()) return `is offline: ${core.sync.fault()?.code ?? 'no fault'}`;
  if (ask('SELECT (SELECT MAX(seq) FROM journal) - acked_seq FROM sent') !== 0) return 'has unsent entries';
  if (ask("SELECT COUNT(*) FROM charge WHERE state IN ('charging', 'approved', 'voiding')") !== 0)
    return 'has open charges';
  const cursors = terminal.handle.prepare('SELECT stream, revision FROM cursor').all() as {
    stream: string;
    revision: number;
  }[];
  const behind = cursors.find(({ stream, revision }) => revisionOf(stream) !== revision);
  return behind ? `is behind in ${behind.stream}` : null;
}
