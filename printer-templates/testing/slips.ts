import type { FailureSlipPaperData } from '../failure-slip/failure-slip.ts';
import type { ReceiptPaperData } from '../receipt/receipt.ts';
import type { RefundSlipPaperData } from '../refund-slip/refund-slip.ts';
import type { ShiftReportPaperData } from '../shift-report/shift-report.ts';
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

/** Two tickets, one of them given away, with popcorn and water, which are taxed otherwise. */
export const withItems = {
  lines: [
    { seatLabel: 'F12', ticketClass: 'adult', priceMinor: 1250 },
    { seatLabel: 'F13', ticketClass: 'child', priceMinor: 0, given: true },
  ],
  items: [
    { name: 'Popcorn', quantity: 2, priceMinor: 1100 },
    { name: 'Water', quantity: 1, priceMinor: 320 },
  ],
  totalMinor: 2670,
  taxMinor: 205,
  taxes: [
    { basisPoints: 700, taxMinor: 154 },
    { basisPoints: 1900, taxMinor: 51 },
  ],
  tenders: [{ kind: 'cash', amountMinor: 2670, givenMinor: 3000 }],
} satisfies Partial<ReceiptPaperData>;
/** No tickets at all. */
export const itemsAlone = {
  startsAtMs: null,
  filmTitle: '',
  venueName: '',
  lines: [],
  items: withItems.items,
  totalMinor: 1420,
  taxMinor: 123,
  taxes: [
    { basisPoints: 700, taxMinor: 72 },
    { basisPoints: 1900, taxMinor: 51 },
  ],
  tenders: [{ kind: 'card', amountMinor: 1420, authorisation: 'A1B2C3' }],
} satisfies Partial<ReceiptPaperData>;

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

/** A Z report with a refund, something unsent and 1.50 missing. */
export function aShiftReport(changes: Partial<ShiftReportPaperData> = {}): ShiftReportPaperData {
  return {
    ...place,
    terminal: 17,
    kind: 'Z',
    shiftSeq: 812,
    drawer: 'A',
    staffName: 'Casey Lindqvist',
    businessDate: '2026-11-21',
    currency: 'EUR',
    openedAtMs: soldAtMs - 4 * 3_600_000,
    atMs: soldAtMs + 5 * 3_600_000,
    figures: {
      sales: 86,
      tickets: 193,
      ticketsMinor: 241_250,
      itemsMinor: 38_640,
      comps: 2,
      refunds: 3,
      refundsMinor: 5000,
      corrections: { refunds: 1, refundsMinor: 1250 },
      taxMinor: 18_310,
      tenders: [
        { kind: 'cash', inMinor: 92_350, outMinor: 2500 },
        { kind: 'card', inMinor: 186_290, outMinor: 1250 },
        { kind: 'credit', inMinor: 1250, outMinor: 1250 },
      ],
      floatMinor: 20_000,
      cashInMinor: 5000,
      dropMinor: 80_000,
      paidOutMinor: 1890,
      noSales: 1,
    },
    expectedMinor: 32_960,
    unsent: { entries: 9, sales: 4, salesMinor: 9850, refunds: 0, refundsMinor: 0 },
    counted: { countedMinor: 32_810, overShortMinor: -150, approvedBy: 'Morgan Ellery' },
    ...changes,
  };
}

export function aRefundSlip(changes: Partial<RefundSlipPaperData> = {}): RefundSlipPaperData {
  return {
    ...place,
    terminal: 17,
    kind: 'refunded',
    orderKey: 'T17-000123',
    reference: 'T17-000131',
    seats: [
      { seatLabel: 'F12', amountMinor: 1250 },
      { seatLabel: 'F13', amountMinor: 800 },
    ],
    totalMinor: 2050,
    currency: 'EUR',
    tenders: [{ kind: 'card', amountMinor: 2050 }],
    reason: 'Ill',
    staffName: 'Casey Lindqvist',
    atMs: soldAtMs,
    ...changes,
  };
}
