/** The database forgets commits that it had acknowledged, the newest ones: what a disk or a cluster does that lies about durability. */
import type { Promises } from './promises/promises.ts';
import type { Stage } from './stage.ts';

export function loseCommits({ world, cluster, terminals, evidence }: Stage, promises: Promises): void {
  if (!cluster.database.isAtRest()) return;
  const lost = cluster.forget(world.random.between(1, 4));
  if (lost === 0) return;
  evidence.hasLost = true;
  promises.lost();
  world.note(`${lost} commits are lost`);
  world.count('commits lost');
  const acked = cluster.handle.prepare('SELECT acked FROM terminal WHERE id = ?').pluck();
  for (const terminal of terminals) {
    const number = terminal.number();
    const told = terminal.handle.prepare('SELECT acked_seq FROM sent').pluck().get() as number;
    if (number !== null && told > ((acked.get(number) as number | undefined) ?? 0)) evidence.forgottenMarks.add(number);
  }
  // Mostly the servers are thrown off with it; now and then they only see that their connection was lost.
  if (world.random.chance(0.7)) for (const instance of cluster.instances) instance.crash();
}
