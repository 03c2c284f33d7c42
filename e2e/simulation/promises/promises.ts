/** All promises of the design, watched while the run goes on; what only holds at rest is in healed.ts. */
import type { Row, RowChange } from '../row-log.ts';
import type { Cluster } from '../server-node.ts';
import type { TerminalNode } from '../terminal-node.ts';
import type { FaultName, Weather } from '../weather.ts';
import { type Evidence, rightKey, seatKey, Violation } from './evidence.ts';
import { keepServerBooks, type ServerBooks } from './server-books.ts';
import { keepTerminalBooks, type TerminalBooks } from './terminal-books.ts';
import { type LiveTickets, makeLiveTickets } from './tickets.ts';
import { keepVoucherBooks, voucherKey } from './voucher-books.ts';

export interface Promises {
  readonly tickets: LiveTickets;
  readonly server: ServerBooks;
  /** From now on this terminal's disk is watched too. */
  watch(terminal: TerminalNode): void;
  /** Call after each commit of the server, before anybody learns of it. Answers what it changed. */
  committed(): RowChange[];
  /** The database has forgotten commits: what it changed back is taken in, not judged. */
  lost(): void;
  /** Call after each step. Throws what was found, also in a callback. */
  look(): void;
  note(violation: Violation): void;
}

export interface PromisesOptions {
  cluster: Cluster;
  evidence: Evidence;
  weather: Weather;
  count(what: string): void;
}

export function watchPromises({ cluster, evidence, weather, count }: PromisesOptions): Promises {
  const tickets = makeLiveTickets(evidence);
  const terminals: TerminalBooks[] = [];
  let found: Violation | null = null;
  const note = (violation: Violation) => {
    found ??= violation;
  };
  const server: ServerBooks = keepServerBooks({
    rights: cluster.handle.prepare('SELECT * FROM seat_right').all() as Row[],
    evidence,
    tickets,
    mayGrow: weather.has('move'),
    hashOf: (terminal, seq) => terminals.find((books) => books.number() === terminal)?.hashOf(seq),
    mayRaise(exception) {
      count(`exception raised: ${exception.kind}`);
      return mayRaise(exception, evidence, weather);
    },
  });
  const vouchers = keepVoucherBooks({
    rows: cluster.handle.prepare('SELECT * FROM voucher').all() as Row[],
    evidence,
    isClosed: server.isClosed,
  });
  return {
    tickets,
    server,
    watch: (terminal) =>
      terminals.push(keepTerminalBooks(terminal, { server: () => server, tickets, vouchers, evidence })),
    committed() {
      const changes = cluster.rows.take();
      try {
        server.committed(changes);
        vouchers.committed(changes);
      } catch (thrown) {
        if (!(thrown instanceof Violation)) throw thrown;
        note(thrown);
      }
      return changes;
    },
    lost() {
      const changes = cluster.rows.take();
      server.lost(changes);
      vouchers.lost(changes);
    },
    look() {
      // Nothing writes to the server's database but its transactions; a test that does so by hand is seen here.
      if (!cluster.handle.inTransaction) {
        const changes = cluster.rows.take();
        server.committed(changes);
        vouchers.committed(changes);
      }
      for (const terminal of terminals) terminal.look();
      if (found) throw found;
    },
    note,
  };
}

/** Raised by a loss, whatever it names. */
const ofLoss = new Set([
  'stream-lost',
  'journal-lost',
  'holdings-differ',
  'sale-contradicts-right',
  'sale-after-override',
  'return-contradicts-right',
  'refund-contradicts-ticket',
  'terminal-cloned',
  'journal-forked',
  'late-capture',
  'refund-refused',
  'voucher-contradicts',
  'voucher-spent-after-take-back',
  'voucher-return-contradicts',
  'voucher-refund-contradicts',
]);
const ofOverride = new Set(['sale-contradicts-right', 'sale-after-override', 'return-contradicts-right']);

/** An honest run raises none; in any other each must be explained by what was done to that terminal or seat. */
function mayRaise(exception: Row, evidence: Evidence, weather: Weather): boolean {
  const kind = String(exception.kind);
  if (evidence.hasLost && ofLoss.has(kind)) return true;
  if (kind === 'entries-wait' || kind === 'refund-contradicts-ticket')
    return evidence.broken.has(Number(exception.terminal_id));
  if (ofOverride.has(kind)) {
    const { version } = JSON.parse(String(exception.detail)) as { version?: number };
    return evidence.overridden.has(rightKey(seatKey(exception.screening_id, exception.seat_id), version));
  }
  if (kind === 'voucher-refund-contradicts') return evidence.broken.has(Number(exception.terminal_id ?? 0));
  if (kind.startsWith('voucher-')) {
    const { there } = JSON.parse(String(exception.detail)) as { there: { voucherId: number; version: number } };
    return evidence.takenBack.has(voucherKey(there.voucherId, there.version));
  }
  if (kind === 'sale-of-blocked-seat' || kind === 'sold-seat-blocked')
    return weather.has('block') || weather.has('move');
  if (kind === 'screening-moved-without-place') return weather.has('move');
  if (kind === 'sale-for-cancelled-screening') return weather.has('cancel');
  if (kind === 'stored-charge-declined') return weather.has('bank-away');
  const mayBeLate: FaultName[] = ['payment-lost', 'block', 'cancel', 'move'];
  return kind === 'late-capture' && mayBeLate.some((fault) => weather.has(fault));
}
