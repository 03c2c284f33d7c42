import { z } from 'zod';
import { assert } from '../assert.ts';
import { Fault } from '../errors.ts';
import { decodeBase45, encodeBase45 } from './base45.ts';
import { TicketClass, ticketClasses } from './ticket-class.ts';

/**
 * What a ticket's QR says, so that a gate can judge it without a network: short numbers in a fixed binary layout, signed
 * by the terminal that sold it. Big-endian:
 *
 *     offset  bytes  field
 *          0      1  format, 1
 *          1      2  key that signed
 *          3      2  terminal that sold; 0 is the server
 *          5      4  journal entry of the sale
 *          9      2  line of the sale
 *         11      4  screening
 *         15      4  seat
 *         19      3  version of the seat's right that was sold
 *         22      1  ticket class, its place in `ticketClasses`
 *         23      4  start of the screening, seconds since 1970, UTC
 *         27     64  Ed25519 signature over the 27 bytes before it
 *
 * The 91 bytes are written in Base45: 137 characters of the QR code's alphanumeric alphabet, a 41x41 symbol at level M.
 */
export const TicketFields = z.object({
  keyId: z.int().min(1).max(0xffff),
  terminal: z.int().min(0).max(0xffff),
  seq: z.int().min(1).max(0xffff_ffff),
  line: z.int().min(1).max(0xffff),
  screeningId: z.int().min(1).max(0xffff_ffff),
  seatId: z.int().min(1).max(0xffff_ffff),
  version: z.int().min(1).max(0xff_ffff),
  ticketClass: TicketClass,
  /** Milliseconds since 1970, UTC. The code keeps whole seconds: parts of a second are dropped. */
  startsAtMs: z
    .int()
    .min(0)
    .max(0xffff_ffff * 1000 + 999),
});
export type TicketFields = z.infer<typeof TicketFields>;

export const ticketFormat = 1;
export const ticketTextMax = 144;
const signedLength = 27;
const signatureLength = 64;

/** Signs with the terminal's own Ed25519 key; 64 bytes. */
export type Sign = (bytes: Uint8Array) => Uint8Array;
/** Checks an Ed25519 signature; the public key is 32 bytes in base64url. False for a wrong one, and no throw. */
export type Verify = (publicKey: string, bytes: Uint8Array, signature: Uint8Array) => boolean;
/** A certified, unrevoked key and the terminal it belongs to. */
export type FindKey = (keyId: number) => { publicKey: string; terminal: number } | undefined;

export function encodeTicket(fields: TicketFields, sign: Sign): string {
  const signed = writeFields(TicketFields.parse(fields));
  const signature = sign(signed);
  assert(signature.length === signatureLength, `an Ed25519 signature has 64 bytes, got ${signature.length}`);
  const bytes = new Uint8Array(signedLength + signatureLength);
  bytes.set(signed);
  bytes.set(signature, signedLength);
  return encodeBase45(bytes);
}

/**
 * What a scanned text claims, before its signature is checked. Throws `ticket-unreadable` for anything that this layout
 * doesn't produce.
 */
export function readTicket(text: string): { fields: TicketFields; signed: Uint8Array; signature: Uint8Array } {
  if (text.length > ticketTextMax) throw new Fault('ticket-unreadable', 'too long');
  const bytes = decodeBase45(text);
  if (bytes === null) throw new Fault('ticket-unreadable', 'not Base45');
  // The format comes first: a newer one may have another length, and is to be reported as newer.
  if (bytes[0] !== ticketFormat) throw new Fault('ticket-unreadable', `format ${bytes[0] ?? 'missing'}`);
  if (bytes.length !== signedLength + signatureLength) {
    throw new Fault('ticket-unreadable', `${bytes.length} bytes`);
  }
  const signed = bytes.slice(0, signedLength);
  const fields = TicketFields.safeParse(readFields(signed));
  if (!fields.success) {
    const names = fields.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new Fault('ticket-unreadable', `out of range: ${names}`);
  }
  return { fields: fields.data, signed, signature: bytes.slice(signedLength) };
}

/**
 * The fields of a ticket that one of our terminals signed. Whether it admits anybody is another question: the seat's
 * right may have been sold again, refunded or used since. Throws `ticket-unreadable`, or `ticket-forged` for a key that
 * is unknown, revoked or another terminal's, and for a signature that doesn't fit.
 */
export function verifyTicket(text: string, findKey: FindKey, verify: Verify): TicketFields {
  const { fields, signed, signature } = readTicket(text);
  const key = findKey(fields.keyId);
  if (key === undefined) throw new Fault('ticket-forged', `key ${fields.keyId} is not known here`);
  if (key.terminal !== fields.terminal) {
    throw new Fault('ticket-forged', `key ${fields.keyId} is not of terminal ${fields.terminal}`);
  }
  if (!verify(key.publicKey, signed, signature)) throw new Fault('ticket-forged', 'wrong signature');
  return fields;
}

function writeFields(fields: TicketFields): Uint8Array {
  const view = new DataView(new ArrayBuffer(signedLength));
  view.setUint8(0, ticketFormat);
  view.setUint16(1, fields.keyId);
  view.setUint16(3, fields.terminal);
  view.setUint32(5, fields.seq);
  view.setUint16(9, fields.line);
  view.setUint32(11, fields.screeningId);
  view.setUint32(15, fields.seatId);
  view.setUint8(19, fields.version >> 16);
  view.setUint16(20, fields.version & 0xffff);
  view.setUint8(22, ticketClasses.indexOf(fields.ticketClass));
  view.setUint32(23, Math.floor(fields.startsAtMs / 1000));
  return new Uint8Array(view.buffer);
}

function readFields(signed: Uint8Array): Record<keyof TicketFields, unknown> {
  const view = new DataView(signed.buffer, signed.byteOffset, signed.byteLength);
  return {
    keyId: view.getUint16(1),
    terminal: view.getUint16(3),
    seq: view.getUint32(5),
    line: view.getUint16(9),
    screeningId: view.getUint32(11),
    seatId: view.getUint32(15),
    version: (view.getUint8(19) << 16) | view.getUint16(20),
    ticketClass: ticketClasses[view.getUint8(22)],
    startsAtMs: view.getUint32(23) * 1000,
  };
}
