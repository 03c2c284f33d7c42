/** I1 over all disks: the tickets that customers hold, whoever sold them, at most one for a seat of a screening. */
import { type Evidence, rightKey, Violation } from './evidence.ts';

export interface LiveTickets {
  /** A terminal's disk, or the server's own books, have sold it. */
  add(seat: string, ticket: string, version: number): void;
  /** A void, a refund, an exchange or an audited override ended it. */
  end(seat: string, ticket: string): void;
  /** Of the server's own: the database has lost it, and may give its number again. */
  forget(seat: string, ticket: string): void;
  /** Seats that were sold twice although no manager overrode them: only after a loss, and each must be recognised. */
  readonly doubled: ReadonlySet<string>;
}

export function makeLiveTickets(evidence: Evidence): LiveTickets {
  const live = new Map<string, Map<string, number>>();
  const ended = new Set<string>();
  const doubled = new Set<string>();
  return {
    doubled,
    add(seat, ticket, version) {
      if (ended.has(ticket)) return;
      const tickets = live.get(seat) ?? new Map<string, number>();
      live.set(seat, tickets.set(ticket, version));
      // A ticket of a right that was overridden is the one that the manager answers for.
      const honest = [...tickets].filter(([, of]) => !evidence.overridden.has(rightKey(seat, of)));
      if (honest.length < 2) return;
      if (!evidence.hasLost)
        throw new Violation(`I1 double sale of seat ${seat}: ${honest.map(([name]) => name).join(' and ')}`);
      doubled.add(seat);
    },
    forget: (seat, ticket) => void live.get(seat)?.delete(ticket),
    end(seat, ticket) {
      ended.add(ticket);
      live.get(seat)?.delete(ticket);
    },
  };
}
