import { type Acknowledgement, calls } from '@marquee/shared/protocol/calls';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { first, type Queries } from '../platform/database.ts';
import { readStatusTotals } from './status.sql.ts';

export interface TerminalMetrics {
  noteAnswer(call: string, acknowledgement: Acknowledgement<unknown>): void;
  noteAllotted(grants: number): void;
  noteLag(lagMs: number): void;
}

interface Watched {
  database: Queries;
  connected: ReadonlyMap<number, unknown>;
}

/** What terminals do here, and how far the server is with it. */
export function makeTerminalMetrics(registry: Registry, watched: Watched): TerminalMetrics {
  const registers = [registry];
  const answered = new Counter({
    name: 'marquee_calls_total',
    help: 'Calls of terminals by outcome: ok, or the fault code',
    labelNames: ['call', 'outcome'] as const,
    registers,
  });
  const granted = new Counter({
    name: 'marquee_grants_total',
    help: 'Grants of seats to terminals, asked for or allotted',
    labelNames: ['reason'] as const,
    registers,
  });
  const lag = new Histogram({
    name: 'marquee_feed_lag_seconds',
    help: 'From a change to its broadcast, by the clocks of the instances that made and told it',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  new Gauge({
    name: 'marquee_connected_terminals',
    help: 'Terminals connected to this instance',
    registers,
    collect() {
      this.set(watched.connected.size);
    },
  });
  gaugeFromDatabase('marquee_journal_entries', 'Journal entries taken in, of all terminals', {
    registry,
    read: () => readCount(watched.database, 'SELECT SUM(acked) AS n FROM terminal'),
  });
  gaugeFromDatabase('marquee_open_exceptions', 'Exceptions that a manager has not settled yet', {
    registry,
    read: () => readCount(watched.database, 'SELECT COUNT(*) AS n FROM `exception` WHERE settled_at_ms IS NULL'),
  });
  gaugeFromDatabase('marquee_unsent_entries', 'Journal entries that open terminals last said they had not sent', {
    registry,
    read: async () => (await readStatusTotals(watched.database)).unsent,
  });
  gaugeFromDatabase('marquee_oldest_unsent_seconds', 'Since 1970, when the oldest of these was written; 0: none', {
    registry,
    read: async () => ((await readStatusTotals(watched.database)).oldestUnsentAtMs ?? 0) / 1000,
  });
  gaugeFromDatabase('marquee_terminals_out', 'Terminals that are in an outage, or a drill of one', {
    registry,
    read: () => readCount(watched.database, 'SELECT COUNT(*) AS n FROM outage WHERE ended_at_ms IS NULL'),
  });
  return {
    noteAnswer(call, acknowledgement) {
      const outcome = acknowledgement.ok ? 'ok' : acknowledgement.code;
      answered.inc({ call: Object.hasOwn(calls, call) ? call : 'unknown', outcome });
      const isGrant = call === 'rights:ask' && acknowledgement.ok;
      if (isGrant && (acknowledgement.answer as { outcome: string }).outcome === 'granted')
        granted.inc({ reason: 'asked' });
    },
    noteAllotted: (grants) => granted.inc({ reason: 'allotted' }, grants),
    noteLag: (lagMs) => lag.observe(lagMs / 1000),
  };
}

/** While the database is away the other metrics must still be had. */
function gaugeFromDatabase(
  name: string,
  help: string,
  { registry, read }: { registry: Registry; read: () => Promise<number> },
): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.set(await read().catch(() => Number.NaN));
    },
  });
}

async function readCount(database: Queries, sql: string): Promise<number> {
  return (await first<{ n: number | null }>(database, sql))?.n ?? 0;
}
