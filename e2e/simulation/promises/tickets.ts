/** I1 over all disks: the tickets that customers hold, whoever sold them, at most one for a seat of a screening. */
import { type Evidence, Violation } from './evidence.ts';

export interface LiveTickets {
  /** A terminal's disk, or the server's own books, have sold it. */
  add(seat: string, ticket: string): void;
  /** A void, a refund, an exchange or an audited override ended it. */
  end(seat: string, ticket: string): void;
  /** Seats that were sold twice although no manager overrode them: only after a loss, and each must be recognised. */
  readonly doubled: ReadonlySet<string>;
}

export function makeLiveTickets(evidence: Evidence): LiveTickets {
  const live = new Map<string, Set<string>>();
  const ended = new Set<string>();
  const doubled = new Set<string>();
  return {
    doubled,
    add(seat, ticket) {
      if (ended.has(ticket)) return;
      const tickets = live.get(seat) ?? new Set();
      live.set(seat, tickets.add(ticket));
      if (tickets.size < 2 || evidence.overridden.has(seat)) return;
      if (!evidence.hasLost) throw new Violation(`I1 double sale of seat ${seat}: ${[...tickets].join(' and ')}`);
      doubled.add(seat);
    },
    end(seat, ticket) {
      ended.add(ticket);
      live.get(seat)?.delete(ticket);
    },
  };
}
