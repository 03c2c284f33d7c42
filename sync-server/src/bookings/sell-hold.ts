/** What a phone has paid for becomes a booking: rights, tickets and payment in one transaction. */
import { assert } from '@marquee/shared/assert';
import type { OrderId } from '@marquee/shared/ids';
import type { SaleMade } from '@marquee/shared/protocol/journal';
import type { ScreeningChange } from '@marquee/shared/protocol/streams';
import { bumpStream, writeOpenChanges } from '../feed/feed.ts';
import { makePickUpCode, selectStart, signPickUp, withPickUps } from '../pick-up/pick-up.ts';
import type { Transaction } from '../platform/database.ts';
import { describeSeats, type RightsDeps, selectHeld, sellPaying, takePaying, versionBase } from '../rights/rights.ts';
import { recordSales } from './apply-sale.ts';

/** The versions are the server's own: selling is a hand-out. */
export type PhoneSale = Omit<SaleMade, 'channel' | 'lines' | 'screeningId'> & {
  lines: Omit<SaleMade['lines'][number], 'version'>[];
};
export type SellingDeps = RightsDeps & { serverNumber: number };

/**
 * Null where a seat of the hold is not in `paying` any more, or nobody is to sell it: the caller must then roll back.
 */
export async function sellPaidHold(
  tx: Transaction,
  deps: SellingDeps,
  { holdId, screeningId, userId }: { holdId: string; screeningId: number; userId: number | null },
  sale: PhoneSale,
): Promise<OrderId | null> {
  const startsAtMs = await selectStart(tx, screeningId);
  // All sales want the same counter: whoever has it must not wait for a seat.
  if ((await takePaying(tx, holdId, screeningId)) !== sale.lines.length) return null;
  // The server numbers its own bookings by a counter of its own.
  const seq = await bumpStream(tx, `orders:${deps.serverNumber}`);
  assert(seq !== null, 'the server has an order counter');
  const order = { terminal: deps.serverNumber, seq };
  const rows = sale.lines.map((line): [number, number, number, number] => [screeningId, line.seatId, seq, line.line]);
  const seller = { serverNumber: deps.serverNumber, versionBase: versionBase(deps.incarnation) };
  if ((await sellPaying(tx, holdId, seller, rows)) !== rows.length) return null;
  const left = (await selectHeld(tx, holdId, screeningId)).filter((row) => row.state === 'paying');
  assert(left.length === 0, 'a sale takes every seat of its hold: nothing would ever free the others');
  const seatIds = sale.lines.map((line) => line.seatId);
  const change = await describeSeats(tx, screeningId, seatIds);
  const versions = new Map((change.body as ScreeningChange).seats.map((seat) => [seat.seatId, seat.version]));
  const lines = sale.lines.map((line) => ({ ...line, version: versions.get(line.seatId) ?? 0 }));
  const nowMs = deps.clock.nowMs();
  const pickUpCode = makePickUpCode(deps.randomness);
  const own = { pickUpCode, ...(userId === null ? {} : { userId }) };
  await recordSales(tx, [
    { ...order, ...own, atMs: nowMs, recordedAtMs: nowMs, channel: 'phone', sale: { ...sale, screeningId, lines } },
  ]);
  const pickUp = signPickUp(deps, { order, code: pickUpCode, screeningId, startsAtMs }, lines);
  await writeOpenChanges(tx, deps, [withPickUps(change, [pickUp])]);
  return order;
}
