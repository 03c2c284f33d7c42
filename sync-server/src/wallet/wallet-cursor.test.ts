import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nameTicket, parseTicketName } from './ticket-name.ts';
import { cursorMax, digestOf, readWalletCursor, ticketsMax, writeWalletCursor } from './wallet-cursor.ts';

const aTicketId = fc.record({
  terminal: fc.integer({ min: 0, max: 0xffff }),
  seq: fc.integer({ min: 1, max: 0xffff_ffff }),
  line: fc.integer({ min: 1, max: 255 }),
});
const tickets = fc.uniqueArray(
  aTicketId.chain((id) => fc.string().map((told) => ({ ...id, digest: digestOf({ told }) }))),
  { maxLength: 30, selector: nameTicket },
);
const aUserId = fc.integer({ min: 1, max: 0x7fff_ffff });

test('a ticket is found by its name', () => {
  fc.assert(fc.property(aTicketId, (id) => expect(parseTicketName(nameTicket(id))).toEqual(id)));
  for (const none of ['', 'T0-000001', 'T0-000001-0', 'T0-000001-256', 'T0--1', 'x-1'])
    expect(parseTicketName(none)).toBeNull();
});

test('a cursor says again what the phone has', () => {
  fc.assert(
    fc.property(aUserId, tickets, (userId, known) => {
      const read = readWalletCursor(userId, writeWalletCursor(userId, known));
      expect([...(read ?? [])]).toEqual(known.map((ticket) => [nameTicket(ticket), ticket]));
    }),
  );
});

test('another account’s cursor says nothing, and neither does any text', () => {
  fc.assert(
    fc.property(aUserId, tickets, (userId, known) => {
      expect(readWalletCursor(userId, writeWalletCursor(userId + 1, known))).toBeNull();
    }),
  );
  fc.assert(fc.property(aUserId, fc.string(), (userId, text) => void readWalletCursor(userId, text)));
});

test('a full cursor is as long as a cursor may be', () => {
  const full = Array.from({ length: ticketsMax }, (_, at) => ({
    terminal: 0,
    seq: at + 1,
    line: 1,
    digest: digestOf({}),
  }));
  expect(writeWalletCursor(1, full)).toHaveLength(cursorMax);
  expect(readWalletCursor(1, writeWalletCursor(1, full))?.size).toBe(ticketsMax);
});
