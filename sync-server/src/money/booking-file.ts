/** All bookings of some days as a table, however many: page by page, each when the one before it is on its way. */
import { currencyDigits } from '@marquee/shared/money';
import type { Queries } from '../platform/database.ts';
import * as sql from './booking-file.sql.ts';
import { type Cell, csvMark, writeCsvLine } from './csv.ts';
import type { CinemaOf } from './money-days.ts';
import type { Span } from './takings.sql.ts';

const head = [
  'order',
  'sold',
  'channel',
  'terminal',
  'film',
  'venue',
  'starts',
  'staff',
  'shift',
  'member',
  'tickets',
  'comps',
  'tickets total',
  'items total',
  'total',
  'cash',
  'card',
  'voucher',
  'credit',
  'given back',
  'net',
  'currency',
];

/** Few enough to be held, many enough that a question to the database is worth it. */
const rowsPerPage = 500;

export async function* writeBookings(
  queries: Queries,
  cinema: Pick<CinemaOf, 'timeZone'>,
  { span, perPage = rowsPerPage }: { span: Span; perPage?: number },
): AsyncGenerator<string> {
  yield csvMark + writeCsvLine(head);
  const stamp = makeStamp(cinema.timeZone);
  for (let after: sql.AfterBooking = null; ; ) {
    const rows: sql.BookingLine[] = await sql.selectBookingLines(queries, span, { after, limit: perPage });
    if (rows.length > 0) yield rows.map((row) => writeCsvLine(toCells(row, stamp))).join('');
    after = rows.at(-1) ?? null;
    if (rows.length < perPage) return;
  }
}

/** `2026-11-30 20:15:00` as the clock on the cinema’s wall has it: what spreadsheets read as a time. */
function makeStamp(timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (ms) => format.format(ms);
}

const digitsOf = new Map<string, number>();
function digitsFor(currency: string): number {
  const digits = digitsOf.get(currency) ?? currencyDigits(currency);
  digitsOf.set(currency, digits);
  return digits;
}

function toCells(row: sql.BookingLine, stamp: (ms: number) => string): Cell[] {
  const digits = digitsFor(row.currency);
  const money = (minor: number | string | null): Cell => ({ minor: Number(minor ?? 0), digits });
  return [
    row.order_key,
    stamp(row.sold_at_ms),
    row.user_type,
    row.terminal_name,
    row.title,
    row.venue,
    row.starts_at_ms === null ? null : stamp(row.starts_at_ms),
    row.staff_name ?? row.staff_id,
    row.shift_seq === null ? null : `T${row.terminal_id}-${row.shift_seq}`,
    row.member_number,
    row.tickets,
    row.comps,
    money(row.tickets_minor),
    money(row.items_minor),
    money(row.total_minor),
    money(row.cash),
    money(row.card),
    money(row.voucher),
    money(row.credit),
    money(row.back_minor),
    money(row.total_minor - Number(row.back_minor ?? 0)),
    row.currency,
  ];
}
