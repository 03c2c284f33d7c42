/** All promises of the design, watched while the run goes on; what only holds at rest is in healed.ts. */

import type { Row } from '../row-log.ts';
import type { Cluster } from '../server-node.ts';
import type { TerminalNode } from '../terminal-node.ts';
import type { Weather } from '../weather.ts';
import { type Evidence, Violation } from './evidence.ts';
import { keepServerBooks, type ServerBooks } from './server-books.ts';
import { keepTerminalBooks } from './terminal-books.ts';
import { type LiveTickets, makeLiveTickets } from './tickets.ts';

export interface Promises {
  readonly server: ServerBooks;
  readonly tickets: LiveTickets;
  /** Call after each commit of the server, before anybody learns of it. */
  committed(): void;
  /** Call after each step. */
  look(): void;
  /** What was found in a callback, where nothing may be thrown. */
  found(): Violation | null;
  note(violation: unknown): void;
}

/** Which exceptions a run may raise, by what is in its weather. An honest run raises none. */
const brings: Record<string, readonly string[]> = {
  break: [
    'entries-wait',
    'sale-after-override',
    'sale-contradicts-right',
    'return-contradicts-right',
    'refund-contradicts-ticket',
  ],
  cancel: ['sale-for-cancelled-screening', 'late-capture'],
  block: ['sale-of-blocked-seat'],
  'payment-lost': ['late-capture'],
  'lost-commit': [
    'stream-lost',
    'journal-lost',
    'holdings-differ',
    'sale-contradicts-right',
    'return-contradicts-right',
    'refund-contradicts-ticket',
    'terminal-cloned',
    'journal-forked',
    'late-capture',
  ],
};

export function watchPromises(options: {
  cluster: Cluster;
  terminals: readonly TerminalNode[];
  evidence: Evidence;
  weather: Weather;
}): Promises {
  const { cluster, evidence } = options;
  const tickets = makeLiveTickets(evidence);
  const allowed = new Set([...options.weather.keys()].flatMap((fault) => brings[fault] ?? []));
  let found: Violation | null = null;
  const note = (thrown: unknown) => {
    if (!(thrown instanceof Violation)) throw thrown;
    found ??= thrown;
  };
  const terminals = options.terminals.map((terminal) =>
    keepTerminalBooks(terminal, { server: () => server, tickets, evidence }),
  );
  const server: ServerBooks = keepServerBooks({
    rights: cluster.handle.prepare('SELECT * FROM seat_right').all() as Row[],
    evidence,
    tickets,
    hashOf: (terminal, seq) => terminals.find((books) => books.number() === terminal)?.hashOf(seq),
    mayRaise: (kind) => allowed.has(kind),
  });
  return {
    server,
    tickets,
    committed() {
      try {
        server.committed(cluster.rows.take());
      } catch (thrown) {
        note(thrown);
      }
    },
    look() {
      // Nothing writes to the server's database but its transactions; a test that does so by hand is seen here.
      if (!cluster.handle.inTransaction) server.committed(cluster.rows.take());
      for (const terminal of terminals) terminal.look();
    },
    found: () => found,
    note,
  };
}
