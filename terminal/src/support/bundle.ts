/**
 * What whoever helps from afar needs to know of this terminal, and nothing else: versions, settings, states of devices and
 * queues, how far the journal is and its hashes. No entry's content, no name, no secret.
 */
import { bundleBytesMax, type TerminalStatus } from '@marquee/shared/protocol/status';
import { protocolVersion } from '@marquee/shared/protocol/version';
import { readAcked } from '../journal/journal.ts';
import type { Store } from '../platform/store.ts';
import type { LogLine } from './log-memory.ts';

export type Setting = string | number | boolean | null | readonly string[];

export interface BundleDeps {
  store: Store;
  nowMs(): number;
  terminal: number;
  cinemaId: number;
  appVersion: string;
  /** Of the program and the machine, by name. */
  versions: Readonly<Record<string, string>>;
  /** Without secrets. */
  settings: Readonly<Record<string, Setting>>;
  status(): TerminalStatus;
  lines(): readonly LogLine[];
}

const entriesMax = 50;
/** Tables whose rows wait for something, with the column that says for what. */
const queues = [
  ['slips', 'print_job', 'state'],
  ['reports', 'report_job', 'state'],
  ['charges', 'charge', 'state'],
  ['baskets', 'basket', 'state'],
  ['rights', 'seat_right', 'state'],
  ['vouchers', 'voucher', 'state'],
] as const;

/** JSON of at most `bundleBytesMax` bytes: the oldest lines of the log are left out where it would be more. */
export function makeBundle(deps: BundleDeps): string {
  const { store } = deps;
  const head = {
    madeAtMs: deps.nowMs(),
    terminal: deps.terminal,
    cinema: deps.cinemaId,
    versions: { app: deps.appVersion, protocol: protocolVersion, ...deps.versions },
    settings: deps.settings,
    status: deps.status(),
    database: {
      version: store.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? null,
      pages: store.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? null,
      check: store.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check === 'ok' ? 'ok' : 'damaged',
    },
    journal: describeJournal(store),
    queues: Object.fromEntries(queues.map(([name, table, column]) => [name, countBy(store, table, column)])),
    streams: store.all('SELECT stream, incarnation, revision FROM cursor ORDER BY stream LIMIT 100'),
    stoppedScreenings: store.all(
      'SELECT screening_id, code, since_ms FROM stopped_screening ORDER BY screening_id LIMIT 50',
    ),
    drills: store.all('SELECT began_at_ms, left_ms, ended_at_ms FROM drill ORDER BY rowid DESC LIMIT 10'),
  };
  const lines = [...deps.lines()];
  for (;;) {
    const text = JSON.stringify({ ...head, log: lines });
    if (Buffer.byteLength(text) <= bundleBytesMax || lines.length === 0) return text;
    lines.splice(0, Math.ceil(lines.length / 8));
  }
}

function describeJournal(store: Store) {
  const entries = store.all<{ seq: number }>(
    'SELECT seq, type, at_ms AS atMs, hash FROM journal ORDER BY seq DESC LIMIT ?',
    entriesMax,
  );
  return { lastSeq: entries[0]?.seq ?? 0, ackedSeq: readAcked(store), last: entries };
}

function countBy(store: Store, table: string, column: string): Record<string, number> {
  const rows = store.all<{ state: string; n: number }>(
    `SELECT ${column} AS state, COUNT(*) AS n FROM ${table} GROUP BY ${column} ORDER BY ${column}`,
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}
