/**
 * Guests of a screening that is cancelled or moved are told by SMS: whoever has an account, once for each booking. What a
 * crash leaves in doubt is not sent again, and shown.
 */
import type { SendSms } from '../accounts/accounts.ts';
import { beginAction, type WorkOutside } from '../long-actions/long-actions.ts';
import type { Queries, Transaction } from '../platform/database.ts';
import type { RightsDeps } from '../rights/rights.ts';
import { type GuestNews, languageOf, writeSms } from './guest-sms.ts';
import type { ScreeningRow } from './screenings.sql.ts';
import * as sql from './tell-guests.sql.ts';

const kind = 'tell-guests';

export interface ToTell {
  screening: Pick<ScreeningRow, 'id' | 'cinema_id' | 'title' | 'venue' | 'cinema' | 'time_zone' | 'starts_at_ms'>;
  about: 'cancelled' | 'moved';
  /** Of a move. */
  to?: { venue: string; startsAtMs: number };
  /** By right: how its seat is called now, or null where it has none. Others keep theirs. */
  labels?: ReadonlyMap<number, string | null>;
  /** Whoever has no place gets their money back. */
  isRefunded?: boolean;
  by: string;
}

interface Guest {
  userId: number;
  orderKey: string;
  isBuyer: boolean;
  seats: string[];
  withoutPlace: string[];
}

/** In the transaction of what they are told of. Answers how many. */
export async function tellGuests(tx: Transaction, deps: RightsDeps, told: ToTell): Promise<number> {
  const { screening, about, to, isRefunded = false, by } = told;
  const lastMs = Math.max(screening.starts_at_ms, to?.startsAtMs ?? 0);
  const guests = lastMs <= deps.clock.nowMs() ? [] : await findGuests(tx, told);
  if (guests.length === 0) return 0;
  const { title, cinema, time_zone: timeZone, starts_at_ms: startsAtMs, venue } = screening;
  const news: GuestNews = { about, title, cinema, timeZone, startsAtMs, venue, to: to ?? null, isRefunded };
  await beginAction(tx, deps, {
    kind,
    cinemaId: screening.cinema_id,
    screeningId: screening.id,
    subject: { ...news },
    items: guests,
    by,
  });
  return guests.length;
}

async function findGuests(queries: Queries, { screening, labels }: ToTell): Promise<Guest[]> {
  const rows = await sql.selectGuestTickets(queries, screening.id);
  return [...Map.groupBy(rows, (row) => `${row.order_key} ${row.user_id}`).values()].flatMap((theirs) => {
    const [first] = theirs;
    if (!first) return [];
    const named = theirs.map(({ seat_id, label }) => ({ old: label, now: labels?.get(seat_id) }));
    return [
      {
        userId: first.user_id,
        orderKey: first.order_key,
        isBuyer: first.user_id === first.buyer_id,
        seats: named.flatMap(({ old, now }) => (now === null ? [] : [now ?? old])),
        withoutPlace: named.flatMap(({ old, now }) => (now === null ? [old] : [])),
      },
    ];
  });
}

/** How many would be told. */
export async function countGuests(queries: Queries, screeningId: number): Promise<number> {
  const rows = await sql.selectGuestTickets(queries, screeningId);
  return new Set(rows.map((row) => `${row.order_key} ${row.user_id}`)).size;
}

export interface TellDeps {
  database: Queries;
  sendSms: SendSms;
}

export const makeTellWork = ({ database, sendSms }: TellDeps): WorkOutside => ({
  kind,
  async send({ subject }, body) {
    const { userId, ...guest } = body as Guest;
    const phone = await sql.selectPhone(database, userId);
    if (phone === null) return { state: 'refused', outcome: { code: 'no-phone' } };
    await sendSms({ to: phone, text: writeSms(languageOf(phone), subject as GuestNews, guest) });
    return { state: 'done', outcome: null };
  },
});
