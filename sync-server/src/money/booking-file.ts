/** All bookings of some days as a table, however many: page by page, each asked for when the one before it is written. */
import { currencyDigits } from '@marquee/shared/money';
import { localMs } from '@marquee/shared/wall-clock';
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
export const rowsPerPage = 500;

export async function* writeBookings(
  queries: Queries,
  cinema: Pick<CinemaOf, 'timeZone'>,
  { span, perPage = rowsPerPage }: { span: Span; perPage?: number },
): AsyncGenerator<string> {
  yield csvMark + writeCsvLine(head);
  const stamp = makeStamp(cinema.timeZone);
  const ask = (after: sql.AfterBooking) => sql.selectBookingLines(queries, span, { after, limit: perPage });
  for (let asked = ask(null), isLast = false; !isLast; ) {
    const rows = await asked;
    isLast = rows.length < perPage;
    // The next page is on its way while this one is written and sent.
    if (!isLast) asked = ask(rows.at(-1) ?? null);
    // Whoever hangs up meanwhile does not wait for it; whoever goes on hears of it in its turn.
    asked.catch(() => undefined);
    if (rows.length > 0) yield rows.map((row) => writeCsvLine(toCells(row, stamp))).join('');
  }
}

const quarterMs = 900_000;
const offsetsMax = 10_000;

/** `2026-11-30 20:15:00` as the clock on the cinema’s wall has it: what spreadsheets read as a time. */
function makeStamp(timeZone: string): (ms: number) => string {
  // No zone changes within a quarter of an hour; asking Intl for each would take longer than everything else.
  const offsets = new Map<number, number>();
  return (ms) => {
    const quarter = ms - (ms % quarterMs);
    let offsetMs = offsets.get(quarter);
    if (offsetMs === undefined) {
      if (offsets.size >= offsetsMax) offsets.clear();
      offsetMs = localMs(quarter, timeZone) - quarter;
      offsets.set(quarter, offsetMs);
    }
    return new Date(ms + offsetMs).toISOString().slice(0, 19).replace('T', ' ');
  };
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
