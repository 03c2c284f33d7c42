import { describe, expect, test } from '@jest/globals';
import { encodeTicket } from '@marquee/shared/tickets/ticket-code';
import { classifyScan, onScan } from './scanned.ts';

const ticketOf = (terminal: number) =>
  encodeTicket(
    {
      keyId: 3,
      terminal,
      seq: 41,
      line: 1,
      screeningId: 7,
      seatId: 12,
      version: 1,
      ticketClass: 'adult',
      startsAtMs: 1_800_000_000_000,
    },
    () => new Uint8Array(64),
  );

describe('a scan is told by its text', () => {
  test.each([
    [ticketOf(17), 'ticket'],
    ['T17-000041', 'order'],
    ['t17-41', 'order'],
    ['7KQ4-9XBM', 'pick-up'],
    ['UL77-ZZ22', 'pick-up'],
    ['M00012345', 'member'],
    ['m0012', 'member'],
    ['GVAB-CDEF-2345-6789', 'voucher'],
    ['https://example.org/', 'unknown'],
    ['ABC', 'unknown'],
    ['', 'unknown'],
  ])('%s is %s', (text, kind) => expect(classifyScan(text).kind).toBe(kind));

  test('hyphens, spaces and small letters are no part of a code', () => {
    expect(classifyScan('gvab-cdef 2345-6789')).toEqual({ kind: 'voucher', code: 'GVABCDEF23456789' });
    expect(classifyScan('m 000-12345')).toEqual({ kind: 'member', memberNumber: 'M00012345' });
  });
});

describe('what was scanned decides where it leads', () => {
  const scan = (text: string) => {
    const led: string[] = [];
    onScan(text, {
      sale: (orderKey) => led.push(`sale ${orderKey}`),
      pickUp: (code) => led.push(`pick-up ${code}`),
      voucher: (code) => led.push(`voucher ${code}`),
      member: (number) => led.push(`member ${number}`),
      unknown: (code) => led.push(`unknown ${code}`),
    });
    return led;
  };
  test.each([
    ['a ticket of this till to its sale', ticketOf(17), 'sale T17-000041'],
    ['a phone’s ticket to the pick-up', ticketOf(0), `pick-up ${ticketOf(0)}`],
    ['a ticket of another till to the sales, where a refund can be asked for', ticketOf(18), 'sale T18-000041'],
    ['an order key of this till to its sale', 'T17-41', 'sale T17-000041'],
    ['another order key too', 'T0-41', 'sale T0-000041'],
    ['a short code to the pick-up', '7kq4 9xbm', 'pick-up 7KQ49XBM'],
    ['a voucher into the basket', 'GVAB-CDEF-2345', 'voucher GVABCDEF2345'],
    ['a member’s card to the member', 'M12345', 'member M12345'],
    ['anything else nowhere', '???', 'unknown ???'],
  ])('%s', (_name, text, where) => expect(scan(text)).toEqual([where]));
});
