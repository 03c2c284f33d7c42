/** What the promises cost in this run: seats that nobody could sell, customers who were refused. */
import type { Stage } from './stage.ts';

export interface CostReport {
  ticketsSold: number;
  salesRefused: number;
  /** Granted to a terminal and unsold when the run ended: nobody else could sell them meanwhile. */
  seatsStranded: number;
  seatsQuarantined: number;
  grants: number;
  recalls: number;
  exceptions: number;
}

export function reportCost({ world, cluster }: Stage): CostReport {
  const ask = (sql: string) => cluster.handle.prepare(sql).pluck().get() as number;
  const changes = (kind: string) =>
    ask(`SELECT COUNT(*) FROM \`change\` WHERE stream LIKE 'grants:%' AND body LIKE '{"kind":"${kind}"%'`);
  const refused = [...world.counts].filter(([what]) => /^(choice refused|hold refused)/.test(what));
  return {
    ticketsSold: ask('SELECT COUNT(*) FROM ticket'),
    salesRefused: refused.reduce((sum, [, times]) => sum + times, 0),
    seatsStranded: ask("SELECT COUNT(*) FROM seat_right WHERE state = 'granted'"),
    seatsQuarantined: ask("SELECT COUNT(*) FROM seat_right WHERE state = 'quarantined'"),
    grants: changes('grant'),
    recalls: changes('recall'),
    exceptions: ask('SELECT COUNT(*) FROM `exception`'),
  };
}
