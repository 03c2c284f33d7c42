import type { Screening } from '@marquee/shared/protocol/streams';
import { type Prices, priceTicket } from '@marquee/shared/tickets/pricing';
import type { LineRow } from './basket.sql.ts';

/** What this ticket costs now; nothing where it is given away. */
export function priceLine(
  prices: Prices,
  screening: Screening,
  { ticket_class: ticketClass, seat_kind: seatKind, comp }: Pick<LineRow, 'ticket_class' | 'seat_kind' | 'comp'>,
  memberNumber: string | null,
): Pick<LineRow, 'price_minor' | 'tax_minor'> {
  if (comp !== null) return { price_minor: 0, tax_minor: 0 };
  const ticket = { ticketClass, seatKind, isMember: memberNumber !== null };
  const { priceMinor, taxMinor } = priceTicket(prices, screening, ticket);
  return { price_minor: priceMinor, tax_minor: taxMinor };
}
