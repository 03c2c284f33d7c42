/** Every paper that a terminal prints, with sample data: what `npm run papers` and the managers' dashboard show. */
import { failureSlipPaper } from './failure-slip/failure-slip.ts';
import type { HouseLines, Paper } from './paper.ts';
import { receiptPaper } from './receipt/receipt.ts';
import { refundSlipPaper } from './refund-slip/refund-slip.ts';
import { shiftReportPaper } from './shift-report/shift-report.ts';
import { testPagePaper } from './test-page/test-page.ts';
import {
  aFailureSlip,
  aReceipt,
  aRefundSlip,
  aShiftReport,
  aTestPage,
  aTicket,
  itemsAlone,
  withItems,
} from './testing/slips.ts';
import { type TemplateOptions, ticketPaper } from './ticket/ticket.ts';

export const paperNames = [
  'ticket',
  'ticket-chinese-film',
  'ticket-long',
  'ticket-comp',
  'ticket-free-seating',
  'receipt',
  'receipt-with-items',
  'receipt-of-items',
  'refund-slip',
  'refund-request',
  'refund-request-elsewhere',
  'void-slip',
  'exchange-slip',
  'payment-unknown',
  'payment-failed',
  'shift-report-x',
  'shift-report-z',
  'test-page',
] as const;
export type PaperName = (typeof paperNames)[number];

/** What differs from house to house; the sample's own where it is not given. */
export interface Sample {
  cinemaName?: string;
  house?: HouseLines;
}

const papers: Record<PaperName, (sample: Sample, options: TemplateOptions) => Paper> = {
  ticket: (sample, options) => ticketPaper(aTicket(sample), options),
  'ticket-chinese-film': (sample, options) =>
    ticketPaper(
      aTicket({
        ...sample,
        filmTitle: '霸王别姬',
        cinemaName: 'Marquee 河滨影院',
        venueName: '3号厅',
        row: 'M',
        seatLabel: 'M7',
        seatKind: 'standard',
      }),
      options,
    ),
  'ticket-long': (sample, options) =>
    ticketPaper(
      aTicket({
        ...sample,
        filmTitle: 'Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb',
        venueName: 'Grand Auditorium',
        row: 'AA',
        seatLabel: 'AA 24',
        currency: 'JPY',
        priceMinor: 1900,
        taxMinor: 173,
      }),
      { ...options, duplicate: true },
    ),
  'ticket-comp': (sample, options) =>
    ticketPaper(aTicket({ ...sample, given: true, priceMinor: 0, taxMinor: 0 }), options),
  'ticket-free-seating': (sample, options) =>
    ticketPaper(aTicket({ ...sample, freeSeating: true, seatKind: 'standard', row: '', seatLabel: '' }), options),
  receipt: (sample, options) => receiptPaper(aReceipt(sample), options),
  'receipt-with-items': (sample, options) => receiptPaper(aReceipt({ ...sample, ...withItems }), options),
  'receipt-of-items': (sample, options) => receiptPaper(aReceipt({ ...sample, ...itemsAlone }), options),
  'payment-unknown': (sample, options) => failureSlipPaper(aFailureSlip(sample), options),
  'payment-failed': (sample, options) => failureSlipPaper(aFailureSlip({ ...sample, outcome: 'failed' }), options),
  'shift-report-x': (sample, options) =>
    shiftReportPaper(aShiftReport({ ...sample, kind: 'X', counted: null }), options),
  'shift-report-z': (sample, options) => shiftReportPaper(aShiftReport(sample), options),
  'refund-slip': (sample, options) => refundSlipPaper(aRefundSlip(sample), options),
  'refund-request': (sample, options) =>
    refundSlipPaper(aRefundSlip({ ...sample, kind: 'requested', tenders: [] }), options),
  'refund-request-elsewhere': (sample, options) =>
    refundSlipPaper(aRefundSlip({ ...sample, kind: 'requested', tenders: [], seats: [], totalMinor: null }), options),
  'void-slip': (sample, options) =>
    refundSlipPaper(
      aRefundSlip({
        ...sample,
        kind: 'voided',
        items: [{ name: 'Popcorn, large', quantity: 2, amountMinor: 1300 }],
        totalMinor: 3350,
        tenders: [{ kind: 'cash', amountMinor: 3350 }],
      }),
      options,
    ),
  'exchange-slip': (sample, options) =>
    refundSlipPaper(
      aRefundSlip({
        ...sample,
        kind: 'exchanged',
        tenders: [
          { kind: 'credit', amountMinor: 1850 },
          { kind: 'cash', amountMinor: 200 },
        ],
      }),
      options,
    ),
  'test-page': (sample, options) => testPagePaper(aTestPage(sample), options),
};

export const samplePaper = (name: PaperName, sample: Sample, options: TemplateOptions): Paper =>
  papers[name](sample, options);
