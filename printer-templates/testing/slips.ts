import type { FailureSlipPaperData } from '../failure-slip/failure-slip.ts';
import type { ReceiptPaperData } from '../receipt/receipt.ts';
import type { TestPagePaperData } from '../test-page/test-page.ts';
import type { TicketPaperData } from '../ticket/ticket.ts';

/** 144 characters of Base45, the length of a signed ticket code. */
export const signedCode =
  '6BF.DE*3EX7C$B91EYEDBWE2:CK1A/SD6Y9HK6B.8Q7CD0IPVD-34HJ9O:6XF4Y1KVS7RW3+7T8BM+Q:0GZ2.5VQ1NC$3XK9E/4HTA*7U-JP0M8 W2LB%6Y:DZF5SG1R/O3I4QXC9E7HT0-Z';

const place = { cinemaName: 'Marquee Riverside', timeZone: 'Europe/Berlin' };
/** Saturday 21 November 2026, 20:15 in Berlin. */
const startsAtMs = Date.UTC(2026, 10, 21, 19, 15);
const soldAtMs = Date.UTC(2026, 10, 21, 17, 3);

export function aTicket(changes: Partial<TicketPaperData> = {}): TicketPaperData {
  return {
    ...place,
    filmTitle: 'The Shawshank Redemption',
    rating: 'R',
    display: '2D',
    venueName: 'Hall 4',
    startsAtMs,
    row: 'F',
    seatLabel: 'F12',
    seatKind: 'vip',
    ticketClass: 'adult',
    priceMinor: 1250,
    taxMinor: 82,
    currency: 'EUR',
    orderKey: 'T17-000123',
    line: 1,
    tickets: 2,
    soldAtMs,
    qr: signedCode,
    ...changes,
  };
}

export function aReceipt(changes: Partial<ReceiptPaperData> = {}): ReceiptPaperData {
  return {
    ...place,
    filmTitle: 'The Shawshank Redemption',
    venueName: 'Hall 4',
    startsAtMs,
    lines: [
      { seatLabel: 'F12', ticketClass: 'adult', priceMinor: 1250 },
      { seatLabel: 'F13', ticketClass: 'child', priceMinor: 800 },
    ],
    totalMinor: 2050,
    taxMinor: 134,
    currency: 'EUR',
    tenders: [{ kind: 'cash', amountMinor: 2050, givenMinor: 5000 }],
    orderKey: 'T17-000123',
    terminal: 17,
    soldAtMs,
    ...changes,
  };
}

export function aFailureSlip(changes: Partial<FailureSlipPaperData> = {}): FailureSlipPaperData {
  return {
    ...place,
    outcome: 'unknown',
    reference: '17-000124-1',
    amountMinor: 2050,
    currency: 'EUR',
    terminal: 17,
    atMs: soldAtMs,
    ...changes,
  };
}

export function aTestPage(changes: Partial<TestPagePaperData> = {}): TestPagePaperData {
  return { ...place, terminal: 17, printerAddress: 'tcp://10.0.0.7:9100', atMs: soldAtMs, ...changes };
}
