/** What the run knows beside the disks: what customers were told, and which exceptions to the promises were really made. */
export class Violation extends Error {}

export interface Evidence {
  /** What customers were told, and by whom: `terminal` is null for what the server sold to a phone. */
  toldPaid: { orderKey: string; totalMinor: number; seats: number; terminal: string | null }[];
  /** `screening:seat` that a manager is about to override, whatever the answer. */
  overriding: Set<string>;
  /** `screening:seat:version` of rights that were taken from their holder by an override: what only they may be sold twice for. */
  overridden: Set<string>;
  /** Vouchers that a manager is about to take back. */
  takingBack: Set<number>;
  /** `voucher:version` that were taken from their holder without its word. */
  takenBack: Set<string>;
  /** Terminals that a manager broke. */
  broken: Set<number>;
  /** The database forgot a commit that it had acknowledged: what follows is judged by what is recognised. */
  hasLost: boolean;
  /** Of such commits: terminals that had been told of an acknowledgement which is gone. */
  forgottenMarks: Set<number>;
}

export const makeEvidence = (): Evidence => ({
  toldPaid: [],
  overriding: new Set(),
  overridden: new Set(),
  takingBack: new Set(),
  takenBack: new Set(),
  broken: new Set(),
  hasLost: false,
  forgottenMarks: new Set(),
});

export const seatKey = (screeningId: unknown, seatId: unknown): string => `${screeningId}:${seatId}`;
export const rightKey = (seat: string, version: unknown): string => `${seat}:${version}`;
export const ticketKey = (terminal: unknown, seq: unknown, line: unknown): string => `${terminal}-${seq}/${line}`;
