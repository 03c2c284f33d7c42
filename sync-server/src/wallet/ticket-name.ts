/** A ticket's id, which stays while its code and its owner change: `T0-000123-1`. */
import { formatOrderKey, parseOrderKey, type TicketId } from '@marquee/shared/ids';
import { linesPerIssue } from '@marquee/shared/tickets/ticket-issue';

export const nameTicket = ({ terminal, seq, line }: TicketId): string => `${formatOrderKey({ terminal, seq })}-${line}`;

/** Null where it is none. */
export function parseTicketName(text: string): TicketId | null {
  const [, key = '', digits = ''] = /^(.+)-(\d{1,3})$/.exec(text) ?? [];
  const order = parseOrderKey(key);
  const line = Number(digits);
  return order && line >= 1 && line < linesPerIssue ? { ...order, line } : null;
}
