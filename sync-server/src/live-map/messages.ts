/** What phones and the live seat map say to each other; for their developers it is described in docs/live-seats.md. */
import type { Cursor } from '@marquee/shared/protocol/streams';
import { z } from 'zod';
import { idMax } from '../platform/read-params.ts';

const screeningId = z.int().min(1).max(idMax);
export const Follow = z.strictObject({
  screeningId,
  /** What the phone knows already: it is never answered with less. */
  revision: z.int().nonnegative().max(Number.MAX_SAFE_INTEGER).optional(),
});
export const Unfollow = z.strictObject({ screeningId });

/** All of a screening. What its seats are held or sold for, and to whom, is nobody’s business. */
export interface SeatsSnapshot {
  screeningId: number;
  revision: number;
  cursor: Cursor;
  /** All others are free, or with a terminal that can be asked for them. Empty where guests sit where they like. */
  taken: number[];
  /** Where guests sit where they like, and only there. */
  freePlaces?: number;
}

export interface SeatsChanged {
  screeningId: number;
  revision: number;
  seats: { seatId: number; taken: boolean }[];
  freePlaces?: number;
}

export type LiveRefusal =
  | 'message-malformed'
  | 'not-found'
  | 'too-many-screenings'
  | 'too-many-tries'
  /** So many screenings are followed here that no other can be. */
  | 'server-busy'
  /** Unfollowed before it was answered. */
  | 'unfollowed'
  /** The database could not be read. */
  | 'unavailable';

export type Refused = { ok: false; reason: LiveRefusal; detail?: string };
export type FollowAnswer = ({ ok: true } & SeatsSnapshot) | Refused;
export type UnfollowAnswer = { ok: true } | Refused;
