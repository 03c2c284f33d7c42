/**
 * What a phone has, as it brings it along: nothing is kept of it here, so whatever changes a ticket shows by itself.
 * Big-endian, in base64url:
 *
 *     offset  bytes  field
 *          0      1  layout, 1
 *          1      4  account
 *          5     15  for each ticket: seller (2), order (4), line (1), what was sent of it (8, of its SHA-256)
 *
 * It is not signed: whoever writes one of their own is told of their own tickets, in another order.
 */
import { createHash } from 'node:crypto';
import { nameTicket } from './ticket-name.ts';

export const ticketsMax = 200;
const layout = 1;
const headBytes = 5;
const ticketBytes = 15;
const digestBytes = 8;
/** In characters. */
export const cursorMax = Math.ceil(((headBytes + ticketsMax * ticketBytes) * 4) / 3);

export interface KnownTicket {
  terminal: number;
  seq: number;
  line: number;
  digest: string;
}

/** Eight bytes of what is sent, in hex: that two tellings of a ticket share them by chance is not to be expected. */
export const digestOf = (told: object): string =>
  createHash('sha256')
    .update(JSON.stringify(told))
    .digest('hex')
    .slice(0, 2 * digestBytes);

export function writeWalletCursor(userId: number, tickets: readonly KnownTicket[]): string {
  const bytes = Buffer.alloc(headBytes + tickets.length * ticketBytes);
  bytes.writeUInt8(layout, 0);
  bytes.writeUInt32BE(userId, 1);
  tickets.forEach(({ terminal, seq, line, digest }, index) => {
    const at = headBytes + index * ticketBytes;
    bytes.writeUInt16BE(terminal, at);
    bytes.writeUInt32BE(seq, at + 2);
    bytes.writeUInt8(line, at + 6);
    bytes.write(digest, at + 7, digestBytes, 'hex');
  });
  return bytes.toString('base64url');
}

/** By ticket. Null for what is no cursor of this account, or of another layout: then the phone is told all. */
export function readWalletCursor(userId: number, text: string): Map<string, KnownTicket> | null {
  const bytes = Buffer.from(text, 'base64url');
  const count = (bytes.length - headBytes) / ticketBytes;
  if (!Number.isInteger(count) || count < 0 || count > ticketsMax) return null;
  if (bytes.readUInt8(0) !== layout || bytes.readUInt32BE(1) !== userId) return null;
  const known = new Map<string, KnownTicket>();
  for (let index = 0; index < count; index++) {
    const at = headBytes + index * ticketBytes;
    const ticket = {
      terminal: bytes.readUInt16BE(at),
      seq: bytes.readUInt32BE(at + 2),
      line: bytes.readUInt8(at + 6),
      digest: bytes.toString('hex', at + 7, at + 7 + digestBytes),
    };
    known.set(nameTicket(ticket), ticket);
  }
  return known;
}
