/** What the run knows beside the disks: what customers were told, and which exceptions to the promises were really made. */
export class Violation extends Error {}

export interface Evidence {
  /** What customers were told. `server` marks a booking that the server sold itself. */
  toldPaid: { orderKey: string; totalMinor: number; seats: number }[];
  /** `screening:seat` of rights that a manager overrode: the only seats that may be sold twice. */
  overridden: Set<string>;
  /** Terminals that a manager broke. */
  broken: Set<number>;
  /** The database forgot a commit that it had acknowledged: what follows is judged by what is recognised. */
  hasLost: boolean;
}

export const makeEvidence = (): Evidence => ({
  toldPaid: [],
  overridden: new Set(),
  broken: new Set(),
  hasLost: false,
});

export const seatKey = (screeningId: unknown, seatId: unknown): string => `${screeningId}:${seatId}`;
export const ticketKey = (terminal: unknown, seq: unknown, line: unknown): string => `${terminal}-${seq}/${line}`;
