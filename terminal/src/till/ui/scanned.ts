/** What a code is that somebody scanned at the till, told by its text alone, and where it leads. */

import { Fault } from '@marquee/shared/errors';
import { formatOrderKey, type OrderId, parseOrderKey, serverNumber } from '@marquee/shared/ids';
import { readTicket } from '@marquee/shared/tickets/ticket-code';

export type Scanned =
  /** A ticket's QR code, from paper or a phone: of this order. */
  | { kind: 'ticket'; order: OrderId; text: string }
  | { kind: 'order'; order: OrderId; text: string }
  /** The short code of a phone's booking. */
  | { kind: 'pick-up'; text: string }
  | { kind: 'voucher'; code: string }
  | { kind: 'member'; memberNumber: string }
  | { kind: 'unknown'; text: string };

/** A member's card begins with an M and goes on in digits. */
const memberCard = /^M\d{3,19}$/;
/** Eight of the server's letters and digits, none of which can be taken for another; often written in two groups. */
const pickUpCode = /^[A-HJ-NP-Z2-9]{8}$/;
/** A voucher's code is longer, so that nobody comes by one. */
const voucherCode = /^[0-9A-Z]{10,32}$/;

export function classifyScan(text: string): Scanned {
  const ticket = orderOfTicket(text);
  if (ticket) return { kind: 'ticket', order: ticket, text };
  const order = parseOrderKey(text);
  if (order) return { kind: 'order', order, text: formatOrderKey(order) };
  const plain = text.replace(/[\s-]/g, '').toUpperCase();
  if (memberCard.test(plain)) return { kind: 'member', memberNumber: plain };
  if (pickUpCode.test(plain)) return { kind: 'pick-up', text: plain };
  if (voucherCode.test(plain)) return { kind: 'voucher', code: plain };
  return { kind: 'unknown', text };
}

function orderOfTicket(text: string): OrderId | null {
  try {
    const { terminal, seq } = readTicket(text).fields;
    return { terminal, seq };
  } catch (thrown) {
    if (thrown instanceof Fault) return null;
    throw thrown;
  }
}

export interface ScanHandlers {
  /** A sale of this terminal, or of another: that one's can only be asked for. */
  sale(orderKey: string): void;
  /** A phone's booking: its short code, or the text of one of its tickets. */
  pickUp(text: string): void;
  voucher(code: string): void;
  member(memberNumber: string): void;
  unknown(text: string): void;
}

export function onScan(text: string, handlers: ScanHandlers): void {
  const scanned = classifyScan(text);
  if (scanned.kind === 'voucher') handlers.voucher(scanned.code);
  else if (scanned.kind === 'member') handlers.member(scanned.memberNumber);
  else if (scanned.kind === 'unknown') handlers.unknown(scanned.text);
  else if (scanned.kind === 'order' || (scanned.kind === 'ticket' && scanned.order.terminal !== serverNumber))
    handlers.sale(formatOrderKey(scanned.order));
  else handlers.pickUp(scanned.text);
}
