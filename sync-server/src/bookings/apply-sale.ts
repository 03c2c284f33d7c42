/** A terminal's sales become bookings, tickets and payments here; the seats' own rows decide which tickets are valid. */
import { formatOrderKey } from '@marquee/shared/ids';
import type { SaleMade } from '@marquee/shared/protocol/journal';
import { insertRows, type Transaction, type Value } from '../platform/database.ts';

export interface SaleToRecord {
  terminal: number;
  seq: number;
  atMs: number;
  recordedAtMs: number;
  userId?: number;
  /** Of the server's own. */
  pickUpCode?: string;
  /** `phone` for the server's own. */
  channel: SaleMade['channel'] | 'phone';
  sale: Omit<SaleMade, 'channel'>;
  /** Lines whose seat was not this terminal's to sell: kept, but not valid. */
  invalidLines?: ReadonlySet<number>;
}

const bookingColumns = [
  'terminal_id',
  'seq',
  'order_key',
  'user_id',
  'screening_id',
  'user_type',
  'currency',
  'total_minor',
  'sold_at_ms',
  'recorded_at_ms',
  'state',
  'pick_up_code',
  'staff_id',
  'shift_seq',
  'approved_by',
  'member_number',
];
const ticketColumns = [
  'terminal_id',
  'seq',
  'line',
  'screening_id',
  'seat_id',
  'version',
  'ticket_class',
  'price_minor',
  'tax_minor',
  'valid',
  'holder',
  'comp',
];
const itemColumns = ['terminal_id', 'seq', 'line', 'item_id', 'name', 'quantity', 'price_minor', 'tax_minor', 'valid'];
const paymentColumns = [
  'terminal_id',
  'seq',
  'line',
  'kind',
  'amount_minor',
  'given_minor',
  'attempt_id',
  'authorisation',
  'state',
  'voucher_id',
];

export async function recordSales(tx: Transaction, sales: readonly SaleToRecord[]): Promise<void> {
  const bookings: Value[][] = [];
  const tickets: Value[][] = [];
  const items: Value[][] = [];
  const payments: Value[][] = [];
  for (const { terminal, seq, atMs, recordedAtMs, userId, pickUpCode, channel, sale, invalidLines } of sales) {
    bookings.push([
      terminal,
      seq,
      formatOrderKey({ terminal, seq }),
      userId ?? null,
      sale.screeningId,
      channel,
      sale.currency,
      sale.totalMinor,
      atMs,
      recordedAtMs,
      'paid',
      pickUpCode ?? null,
      sale.staffId ?? null,
      sale.shiftSeq ?? null,
      sale.approvedBy ?? null,
      sale.memberNumber ?? null,
    ]);
    for (const line of sale.lines) {
      const valid = invalidLines?.has(line.line) ? 0 : 1;
      tickets.push([
        terminal,
        seq,
        line.line,
        sale.screeningId,
        line.seatId,
        line.version,
        line.ticketClass,
        line.priceMinor,
        line.taxMinor,
        valid,
        // Whoever sold it holds it, until it is released; the server, under whatever number it sold, is always 0.
        channel === 'phone' ? 0 : terminal,
        line.comp ?? null,
      ]);
    }
    for (const { line, itemId, name, quantity, priceMinor, taxMinor } of sale.items ?? [])
      items.push([terminal, seq, line, itemId, name, quantity, priceMinor, taxMinor, 1]);
    sale.tenders.forEach((tender, index) => {
      payments.push([
        terminal,
        seq,
        index + 1,
        tender.kind,
        tender.amountMinor,
        tender.givenMinor ?? null,
        tender.attemptId ?? null,
        tender.authorisation ?? null,
        tender.stored ? 'stored' : 'paid',
        tender.voucherId ?? null,
      ]);
    });
  }
  await insertRows(tx, 'booking', bookingColumns, bookings);
  await insertRows(tx, 'ticket', ticketColumns, tickets);
  await insertRows(tx, 'booking_item', itemColumns, items);
  await insertRows(tx, 'payment', paymentColumns, payments);
}
