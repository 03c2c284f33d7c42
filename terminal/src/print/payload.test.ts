import { expect, test } from '@jest/globals';
import type { ReceiptTender } from '@marquee/printer-templates/receipt/receipt';
import { receiptPaper } from '@marquee/printer-templates/receipt/receipt';
import { refundSlipPaper } from '@marquee/printer-templates/refund-slip/refund-slip';
import { shiftReportPaper } from '@marquee/printer-templates/shift-report/shift-report';
import { aReceipt, aRefundSlip, aShiftReport, aTicket } from '@marquee/printer-templates/testing/slips';
import { ticketPaper } from '@marquee/printer-templates/ticket/ticket';
import { paperOf } from './payload.ts';

const house = { header: ['1 Riverside Walk'], footer: ['Thank you'] };
const look = { width: 80, language: 'en', duplicate: false } as const;

test('a ticket’s paper says what was written with the sale, free seating too', () => {
  for (const ticket of [aTicket(), aTicket({ freeSeating: true }), aTicket({ language: 'zh' }), aTicket({ house })]) {
    const paper = paperOf({ kind: 'ticket', payload: JSON.stringify(ticket), duplicate: false }, look);
    expect(paper).toEqual(ticketPaper(ticket, { ...look, language: ticket.language ?? 'en' }));
  }
});

test('a receipt’s paper says what was written with the sale, whatever paid for it', () => {
  const tenders: Record<ReceiptTender['kind'], ReceiptTender> = {
    cash: { kind: 'cash', amountMinor: 2050, givenMinor: 3000 },
    card: { kind: 'card', amountMinor: 2050, authorisation: 'A1B2C3' },
    credit: { kind: 'credit', amountMinor: 2050 },
    voucher: { kind: 'voucher', amountMinor: 2050 },
  };
  const lines = [{ seatLabel: '', ticketClass: 'adult' as const, priceMinor: 2050 }];
  const receipts = Object.values(tenders).map((tender) => aReceipt({ tenders: [tender] }));
  for (const receipt of [...receipts, aReceipt({ freeSeating: true, lines }), aReceipt({ house })]) {
    const paper = paperOf({ kind: 'receipt', payload: JSON.stringify(receipt), duplicate: false }, look);
    expect(paper).toEqual(receiptPaper(receipt, look));
  }
});

test('a report’s and a refund slip’s paper say what was written with their entry', () => {
  for (const report of [aShiftReport(), aShiftReport({ kind: 'X', counted: null, language: 'zh' })]) {
    const paper = paperOf({ kind: 'shift-report', payload: JSON.stringify(report), duplicate: false }, look);
    expect(paper).toEqual(shiftReportPaper(report, { ...look, language: report.language ?? 'en' }));
  }
  const slip = aRefundSlip();
  const paper = paperOf({ kind: 'refund-slip', payload: JSON.stringify(slip), duplicate: true }, look);
  expect(paper).toEqual(refundSlipPaper(slip, { ...look, duplicate: true }));
});
