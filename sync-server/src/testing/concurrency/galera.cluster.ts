/**
 * npm run test:cluster: the races on a Galera cluster of three nodes, with an instance of the server at each, and what
 * becomes of a busy evening when nodes are killed in the middle of it.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../platform/clock.ts';
import { migrateDatabase } from '../../platform/data-source.ts';
import { openMysqlDatabase } from '../../platform/mysql-database.ts';
import { systemRandomness } from '../../platform/randomness.ts';
import { audit, auditCaptures, compareNodes } from './audit.ts';
import { testConcurrency } from './concurrency.ts';
import { type Evening, spendEvening } from './evening.ts';
import { type Office, openOffice } from './office.ts';
import type { SmallTerminal } from './small-terminal.ts';

interface GaleraNode {
  name: string;
  /** mysql://root@127.0.0.1:PORT */
  url: string;
  send(sql: string): Promise<unknown>;
  kill(): Promise<void>;
  /** Resolves when it is in step with the others. */
  start(): Promise<void>;
}
interface Galera {
  nodes: GaleraNode[];
  startAll(): Promise<void>;
  stop(): Promise<void>;
}

let galera: Galera;
beforeAll(async () => {
  const { startGalera } = await import(new URL('../../../../scripts/galera.mjs', import.meta.url).href);
  const folder = process.env.GALERA_FOLDER;
  galera = await startGalera(folder === undefined ? {} : { folder });
}, 180_000);
afterAll(async () => {
  await galera?.stop();
}, 60_000);

/** An instance at each node; where its own is away, it uses the next one. */
async function openCluster(): Promise<{ office: Office; name: string }> {
  const name = `marquee_${randomBytes(6).toString('hex')}`;
  const hosts = galera.nodes.map((node) => new URL(node.url).host);
  await galera.nodes[0]?.send(`CREATE DATABASE \`${name}\``);
  const urlFrom = (index: number) =>
    `mysql://root@${[...hosts.slice(index), ...hosts.slice(0, index)].join(',')}/${name}`;
  // All at once, as instances start after an update.
  await Promise.all(hosts.map((_, index) => migrateDatabase(urlFrom(index))));
  const databases = await Promise.all(
    hosts.map((_, index) =>
      openMysqlDatabase(urlFrom(index), { clock: systemClock, randomness: systemRandomness, connectionsMax: 12 }),
    ),
  );
  const office = await openOffice(databases, async () => {
    await Promise.all(databases.map((database) => database.close()));
    await galera.nodes[0]?.send(`DROP DATABASE \`${name}\``);
  });
  return { office, name };
}

testConcurrency('a Galera cluster', async () => (await openCluster()).office);

describe('a busy evening on a Galera cluster', () => {
  let office: Office;
  let name: string;
  let terminals: SmallTerminal[];
  let screeningIds: number[];
  beforeAll(async () => {
    ({ office, name } = await openCluster());
    terminals = await Promise.all(Array.from({ length: 8 }, () => office.aTerminal()));
  }, 60_000);
  afterAll(async () => {
    await office?.close();
  }, 60_000);

  /** Sells until `work` has ended. */
  async function sellDuring(work: () => Promise<void>): Promise<Evening> {
    screeningIds = [];
    for (let made = 0; made < 24; made++) screeningIds.push(await office.aScreening());
    let over = false;
    const evening = spendEvening({ office, terminals, phones: 6, screeningIds, isOver: () => over });
    try {
      await Promise.race([work(), evening]);
    } finally {
      over = true;
    }
    return await evening;
  }

  /** Every answer stands: on each node by itself, and when it is asked for once more. */
  async function settle({ answered }: Evening): Promise<void> {
    const open = (node: GaleraNode) =>
      openMysqlDatabase(`${node.url}/${name}`, { clock: systemClock, randomness: systemRandomness, connectionsMax: 2 });
    const nodes = await Promise.all(galera.nodes.map(open));
    try {
      for (const node of nodes) {
        expect(await audit(node)).toEqual([]);
        expect(await auditCaptures(node, office.provider)).toEqual([]);
        for (const terminal of terminals) {
          const [row] = await node.all('SELECT acked, chain FROM terminal WHERE id = ?', [terminal.number]);
          expect(row).toEqual({ acked: terminal.ackedSeq(), chain: terminal.journal.entries.at(-1)?.hash });
        }
      }
      for (const [index, { answer, repeat }] of answered.entries()) expect(await repeat(index)).toEqual(answer);
      expect(await compareNodes(nodes)).toEqual([]);
    } finally {
      await Promise.all(nodes.map((node) => node.close()));
    }
  }

  /** The longest time without any answer from `fromMs` on. */
  function longestGapMs(fromMs: number): number {
    const times = [fromMs, ...office.clerk.answeredAtMs.filter((atMs) => atMs >= fromMs)];
    return Math.max(...times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs)));
  }

  test('each node is killed once and comes back: nothing that was acknowledged is lost, nothing is done twice', async () => {
    const lines: string[] = [];
    const evening = await sellDuring(async () => {
      for (const node of galera.nodes) {
        await office.clerk.untilAnswered(300);
        const killedAtMs = systemClock.monotonicMs();
        await node.kill();
        await office.clerk.untilAnswered(300);
        const gapMs = longestGapMs(killedAtMs);
        const startedAtMs = systemClock.monotonicMs();
        await node.start();
        const backMs = systemClock.monotonicMs() - startedAtMs;
        lines.push(
          `${node.name} killed with SIGKILL: nothing was acknowledged for ${seconds(gapMs)}; back in step ${seconds(backMs)} after its start`,
        );
      }
      await office.clerk.untilAnswered(100);
    });
    await settle(evening);
    const unknown = office.clerk.faults.get('database-outcome-unknown') ?? 0;
    lines.push(tell(evening), `${unknown} requests whose outcome nobody knew were sent again under the same number`);
    print(lines);
  }, 180_000);

  test('all nodes are killed at once: the one that has most goes on, and nothing that was acknowledged is lost', async () => {
    const lines: string[] = [];
    const evening = await sellDuring(async () => {
      await office.clerk.untilAnswered(300);
      const killedAtMs = systemClock.monotonicMs();
      await Promise.all(galera.nodes.map((node) => node.kill()));
      await galera.startAll();
      await office.clerk.untilAnswered(100);
      lines.push(`all nodes killed: nothing was acknowledged for ${seconds(longestGapMs(killedAtMs))}`);
    });
    await settle(evening);
    lines.push(tell(evening));
    print(lines);
  }, 180_000);

  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  const tell = ({ soldByTerminals, soldByPhones, answered }: Evening) =>
    `${soldByTerminals} seats sold by terminals, ${soldByPhones} by phones, ${answered.length} answers asked for twice`;
  const print = (lines: readonly string[]) => process.stdout.write(`${lines.map((line) => `  ${line}\n`).join('')}`);
});
