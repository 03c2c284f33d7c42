/** Journals of sales as terminals write them: chained and signed, each sale of one pair of seats that the terminal holds. */
import { createHash } from 'node:crypto';
import { pushBytesMax, pushEntriesMax } from '@marquee/shared/protocol/calls';
import { chainInput, chainStart, type JournalEntry, type SaleMade } from '@marquee/shared/protocol/journal';
import type { Seat } from '@marquee/shared/seating/seat-map';
import type { SigningKey } from '@marquee/sync-server/platform/keys';
import type { House, Pair } from './house.ts';

/** Of every right that is handed out in the measurement. */
export const rightVersion = 1;
const priceMinor = 1200;
const taxMinor = 78;

export function writeSales(house: House, pairs: readonly Pair[], key: SigningKey): JournalEntry[] {
  const seats = new Map(house.venues.flatMap((venue) => venue.seats.map((seat) => [seat.id, seat] as const)));
  let hash = chainStart;
  return pairs.map((pair, at) => {
    const sale = makeSale(house, pair, seats);
    const unsigned = { seq: at + 1, type: 'sale.made', payload: JSON.stringify(sale), atMs: 1_000_000 + at };
    hash = createHash('sha256').update(chainInput(hash, unsigned)).digest('hex');
    return { ...unsigned, hash, signature: Buffer.from(key.sign(Buffer.from(hash, 'hex'))).toString('base64url') };
  });
}

function makeSale({ cinema }: House, { screeningId, seatIds }: Pair, seats: ReadonlyMap<number, Seat>): SaleMade {
  const totalMinor = seatIds.length * priceMinor;
  return {
    screeningId,
    channel: 'kiosk',
    currency: cinema.currency,
    lines: seatIds.map((seatId, at) => ({
      line: at + 1,
      seatId,
      seatLabel: seats.get(seatId)?.label ?? '',
      seatKind: seats.get(seatId)?.kind ?? 'standard',
      version: rightVersion,
      ticketClass: 'adult',
      priceMinor,
      taxMinor,
    })),
    tenders: [{ kind: 'cash', amountMinor: totalMinor, givenMinor: totalMinor }],
    totalMinor,
  };
}

/** The next entries from `fromSeq` on, as many as a push may hold. */
export function cutBatch(journal: readonly JournalEntry[], fromSeq: number): JournalEntry[] {
  const batch = journal.slice(fromSeq - 1, fromSeq - 1 + pushEntriesMax);
  let bytes = 0;
  const end = batch.findIndex(({ payload }) => {
    bytes += payload.length;
    return bytes > pushBytesMax;
  });
  return end > 0 ? batch.slice(0, end) : batch;
}
