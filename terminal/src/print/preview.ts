/**
 * `npm run papers`: draws every template for every roll and language into a folder (var/papers), as the printer would print it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureSlipPaper } from '@marquee/printer-templates/failure-slip/failure-slip';
import type { PaperWidth } from '@marquee/printer-templates/paper';
import { receiptPaper } from '@marquee/printer-templates/receipt/receipt';
import { refundSlipPaper } from '@marquee/printer-templates/refund-slip/refund-slip';
import { shiftReportPaper } from '@marquee/printer-templates/shift-report/shift-report';
import { testPagePaper } from '@marquee/printer-templates/test-page/test-page';
import {
  aFailureSlip,
  aReceipt,
  aRefundSlip,
  aShiftReport,
  aTestPage,
  aTicket,
} from '@marquee/printer-templates/testing/slips';
import { type TemplateOptions, ticketPaper } from '@marquee/printer-templates/ticket/ticket';
import { languages } from '@marquee/printer-templates/words/languages';
import { renderEscpos } from '../devices/escpos.ts';
import { drawPaper } from '../devices/paper-picture.ts';

const templates = {
  ticket: (options: TemplateOptions) => ticketPaper(aTicket(), options),
  'ticket-chinese-film': (options: TemplateOptions) =>
    ticketPaper(
      aTicket({
        filmTitle: '霸王别姬',
        cinemaName: 'Marquee 河滨影院',
        venueName: '3号厅',
        row: 'M',
        seatLabel: 'M7',
        seatKind: 'standard',
      }),
      options,
    ),
  'ticket-long': (options: TemplateOptions) =>
    ticketPaper(
      aTicket({
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
  receipt: (options: TemplateOptions) => receiptPaper(aReceipt(), options),
  'payment-unknown': (options: TemplateOptions) => failureSlipPaper(aFailureSlip(), options),
  'payment-failed': (options: TemplateOptions) => failureSlipPaper(aFailureSlip({ outcome: 'failed' }), options),
  'shift-report-x': (options: TemplateOptions) => shiftReportPaper(aShiftReport({ kind: 'X', counted: null }), options),
  'shift-report-z': (options: TemplateOptions) => shiftReportPaper(aShiftReport(), options),
  'refund-slip': (options: TemplateOptions) => refundSlipPaper(aRefundSlip(), options),
  'refund-request': (options: TemplateOptions) =>
    refundSlipPaper(aRefundSlip({ kind: 'requested', tenders: [] }), options),
  'refund-request-elsewhere': (options: TemplateOptions) =>
    refundSlipPaper(aRefundSlip({ kind: 'requested', tenders: [], seats: [], totalMinor: null }), options),
  'void-slip': (options: TemplateOptions) =>
    refundSlipPaper(
      aRefundSlip({
        kind: 'voided',
        items: [{ name: 'Popcorn, large', quantity: 2, amountMinor: 1300 }],
        totalMinor: 3350,
        tenders: [{ kind: 'cash', amountMinor: 3350 }],
      }),
      options,
    ),
  'exchange-slip': (options: TemplateOptions) =>
    refundSlipPaper(
      aRefundSlip({
        kind: 'exchanged',
        tenders: [
          { kind: 'credit', amountMinor: 1850 },
          { kind: 'cash', amountMinor: 200 },
        ],
      }),
      options,
    ),
  'test-page': (options: TemplateOptions) => testPagePaper(aTestPage(), options),
};

const folder = process.argv[2] ?? 'var/papers';
mkdirSync(folder, { recursive: true });
for (const [name, template] of Object.entries(templates)) {
  for (const width of [58, 80] satisfies PaperWidth[]) {
    for (const language of languages) {
      const { png } = await drawPaper(
        await renderEscpos(template({ width, language }), { width, codePage: 'WPC1252' }),
        width,
      );
      writeFileSync(join(folder, `${name}-${width}-${language}.png`), png);
    }
  }
}
