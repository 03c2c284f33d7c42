/** What every seat of a screening is now: read once for those who ask, and for those who follow. */
import { type Cursor, screeningStream, streamStart } from '@marquee/shared/protocol/streams';
import type { z } from 'zod';
import type { Queries } from '../platform/database.ts';
import { isOnRequest } from '../rights/rights.ts';
import type { SeatNow } from './answers.ts';
import * as sql from './programme.sql.ts';

export interface SeatsNow {
  stream: string;
  cursor: Cursor;
  isNumbered: boolean;
  /** Also of a screening without numbered seats, where they only count. */
  seats: sql.SeatNowRow[];
}

/** Null where there is no such screening. */
export async function readSeatsNow(
  queries: Queries,
  incarnation: number,
  screeningId: number,
): Promise<SeatsNow | null> {
  const stream = screeningStream(screeningId);
  const screening = await sql.selectOne(queries, screeningId);
  if (!screening) return null;
  const seats = await sql.selectSeatsNow(queries, screeningId, stream);
  const at = seats[0] ?? (await sql.selectStreamPlace(queries, stream));
  if (!at) return null;
  const cursor = { incarnation, revision: at.revision, changeId: at.change_id ?? streamStart };
  return { stream, cursor, isNumbered: screening.seating === 'numbered', seats };
}

/** Whether a terminal can be asked to give up a seat now; where nobody knows, it is asked. */
export type IsReachable = (terminal: number) => boolean;

export function judgeSeat(
  {
    state,
    holder,
    blocked_for,
    recall_answer,
  }: Pick<sql.SeatNowRow, 'state' | 'holder' | 'blocked_for' | 'recall_answer'>,
  isReachable: IsReachable = () => true,
): z.infer<typeof SeatNow> {
  if (state === 'blocked') return 'blocked';
  if (state !== 'free' && state !== 'granted') return 'taken';
  if (blocked_for !== null) return 'blocked';
  if (state === 'free') return 'free';
  return isOnRequest({ isReachable }, { state, holder, blocked_for, recall_answer }) ? 'on-request' : 'taken';
}
