/** The server is terminal number 0: what it sells itself carries that number. */
export const serverNumber = 0;

/** A booking is named by the terminal that sold it and the journal entry that recorded it. */
export interface OrderId {
  terminal: number;
  seq: number;
}

/** A ticket is one line of a booking. */
export interface TicketId extends OrderId {
  line: number;
}

/** The order key that people read out and type: `T17-000123`. */
export function formatOrderKey({ terminal, seq }: OrderId): string {
  return `T${terminal}-${String(seq).padStart(6, '0')}`;
}

/** Reads an order key back, forgiving about case and spaces; null where it is none. */
export function parseOrderKey(text: string): OrderId | null {
  const match = /^\s*T(\d{1,5})\s*-\s*(\d{1,10})\s*$/i.exec(text);
  if (!match) return null;
  const terminal = Number(match[1]);
  const seq = Number(match[2]);
  return terminal <= 0xffff && seq >= 1 && seq <= 0xffff_ffff ? { terminal, seq } : null;
}
