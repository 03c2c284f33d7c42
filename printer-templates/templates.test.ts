import { describe, expect, test } from '@jest/globals';
import { failureSlipPaper } from './failure-slip/failure-slip.ts';
import { type Paper, paperColumns } from './paper.ts';
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
  signedCode,
  withItems,
} from './testing/slips.ts';
import { ticketPaper } from './ticket/ticket.ts';
import { languages, words } from './words/languages.ts';

const en58 = { width: 58, language: 'en' } as const;

/** What can be read on a slip, a piece a line. */
function readPaper(paper: Paper): string[] {
  return paper.map((piece) => {
    if (piece.kind === 'text' || piece.kind === 'banner') return piece.text;
    if (piece.kind === 'columns') return `${piece.left} | ${piece.right}`;
    return piece.kind === 'qr' ? piece.data : piece.kind;
  });
}

describe('ticket', () => {
  test('says film, time in the cinema’s zone, venue, row, seat, price with tax, order and carries the code', () => {
    expect(readPaper(ticketPaper(aTicket(), en58))).toEqual([
      'Marquee Riverside',
      'rule',
      'The Shawshank Redemption',
      'R · 2D · VIP seat',
      'space',
      'Saturday, 21 November 2026',
      'Hall 4 | 20:15',
      'Row F | Seat 12',
      'rule',
      'Adult | €12.50',
      'Tax included | €0.82',
      'space',
      signedCode,
      'space',
      'Show this code at the door',
      'T17-000123',
      'Ticket 1 of 2',
      'Sold 21/11/2026 18:03',
      'cut',
    ]);
  });

  test('where guests sit where they like, it says so in the place of row and seat, in every language', () => {
    for (const language of languages) {
      const paper = readPaper(ticketPaper(aTicket({ freeSeating: true }), { ...en58, language }));
      expect(paper).toContain(words[language].freeSeating);
      expect(paper.join()).not.toContain(words[language].row('F'));
    }
    const lines = [{ seatLabel: '', ticketClass: 'adult' as const, priceMinor: 2050 }];
    const receipt = readPaper(receiptPaper(aReceipt({ freeSeating: true, lines }), en58));
    expect(receipt).toEqual(expect.arrayContaining(['Free seating', 'Adult | €20.50']));
    expect(readPaper(receiptPaper(aReceipt(), en58))).not.toContain('Free seating');
  });

  test('one that was given away says COMP and costs nothing, in every language', () => {
    for (const language of languages) {
      const given = aTicket({ given: true, priceMinor: 0, taxMinor: 0 });
      const paper = readPaper(ticketPaper(given, { ...en58, language })).join();
      expect(paper).toMatch(/COMP \| .*0.00/);
      expect(paper).not.toContain(words[language].taxIncluded);
      expect(readPaper(ticketPaper(aTicket(), { ...en58, language })).join()).not.toContain('COMP');
    }
  });

  test('a reprint is marked, in every language, and the first print is not', () => {
    for (const language of languages) {
      const banners = (duplicate: boolean) =>
        ticketPaper(aTicket(), { ...en58, language, duplicate }).filter((piece) => piece.kind === 'banner');
      expect(banners(true)).toEqual([{ kind: 'banner', text: words[language].duplicate }]);
      expect(words[language].duplicate).toContain('DUPLICATE');
      expect(banners(false)).toEqual([]);
    }
  });

  test('a film without a rating and an ordinary seat leave no empty separators', () => {
    const paper = readPaper(ticketPaper(aTicket({ rating: null, seatKind: 'standard' }), en58));
    expect(paper).toContain('2D');
  });

  test('the show is told in the time of the cinema, not of the machine', () => {
    const tokyo = readPaper(ticketPaper(aTicket({ timeZone: 'Asia/Tokyo', currency: 'JPY', priceMinor: 1900 }), en58));
    expect(tokyo).toEqual(expect.arrayContaining(['Sunday, 22 November 2026', 'Hall 4 | 04:15', 'Adult | ¥1,900']));
  });
});

describe('receipt', () => {
  test('cash shows what was given and the change', () => {
    const paper = readPaper(receiptPaper(aReceipt(), en58));
    expect(paper).toEqual(
      expect.arrayContaining([
        'Adult F12 | €12.50',
        'Child F13 | €8.00',
        'Total | €20.50',
        'Tax included | €1.34',
        'Cash | €20.50',
        'Given | €50.00',
        'Change | €29.50',
        'Order | T17-000123',
      ]),
    );
  });

  test('a mixed payment shows each tender, and the card its authorisation', () => {
    const tenders = [
      { kind: 'cash' as const, amountMinor: 50 },
      { kind: 'card' as const, amountMinor: 2000, authorisation: 'A1B2C3' },
    ];
    const paper = readPaper(receiptPaper(aReceipt({ tenders }), en58));
    expect(paper).toEqual(expect.arrayContaining(['Cash | €0.50', 'Card | €20.00', 'Authorisation | A1B2C3']));
    expect(paper.join()).not.toContain('Change');
  });

  test('a card that no bank has approved yet says so', () => {
    const tenders = [{ kind: 'card' as const, amountMinor: 2050, authorisation: 'OFF00001', stored: true }];
    expect(readPaper(receiptPaper(aReceipt({ tenders }), en58))).toContain('Offline approval | OFF00001');
  });

  test('items are listed beside tickets, what was given away says so, and the tax is told by its rates', () => {
    const paper = readPaper(receiptPaper(aReceipt(withItems), en58));
    expect(paper).toEqual(
      expect.arrayContaining([
        'Adult F12 | €12.50',
        'Child F13 | Complimentary',
        '2 × Popcorn | €11.00',
        'Water | €3.20',
        'Tax included | €2.05',
        'of it at 7% | €1.54',
        'of it at 19% | €0.51',
      ]),
    );
    const oneRate = readPaper(receiptPaper(aReceipt({ ...withItems, taxes: withItems.taxes.slice(0, 1) }), en58));
    expect(oneRate.join()).not.toContain('of it');
  });

  test('a receipt of items alone names no film', () => {
    const paper = readPaper(receiptPaper(aReceipt(itemsAlone), en58));
    expect(paper).toEqual(expect.arrayContaining(['2 × Popcorn | €11.00', 'Thank you.']));
    expect(paper.join()).not.toMatch(/film|Hall/);
  });

  test('a receipt that does not add up is not printed', () => {
    expect(() => receiptPaper(aReceipt({ totalMinor: 2049 }), en58)).toThrow('add up');
    expect(() => receiptPaper(aReceipt({ tenders: [{ kind: 'card', amountMinor: 1 }] }), en58)).toThrow('add up');
  });
});

test('a house’s own lines stand below its name and before the cut, on tickets and receipts alike', () => {
  const house = { header: ['1 Riverside Walk', '+49 30 123456'], footer: ['No refunds', 'Thank you'] };
  for (const paper of [ticketPaper(aTicket({ house }), en58), receiptPaper(aReceipt({ house }), en58)]) {
    const read = readPaper(paper);
    expect(read.slice(0, 3)).toEqual(['Marquee Riverside', ...house.header]);
    expect(read.slice(-4)).toEqual(['rule', ...house.footer, 'cut']);
  }
  expect(ticketPaper(aTicket({ house: { header: [], footer: [] } }), en58)).toEqual(ticketPaper(aTicket(), en58));
});

test('a payment that nobody knows of is never called charged or free', () => {
  const paper = readPaper(failureSlipPaper(aFailureSlip(), en58));
  expect(paper).toEqual(expect.arrayContaining(['PAYMENT NOT CONFIRMED', 'Amount | €20.50', '17-000124-1']));
  expect(paper.join()).toContain('do not pay again');
  expect(paper.join()).not.toContain('not charged');
  expect(readPaper(failureSlipPaper(aFailureSlip({ outcome: 'failed' }), en58))).toContain('PAYMENT NOT COMPLETED');
});

describe('shift report', () => {
  test('a Z report shows counts, tenders, the drawer’s sum, what is missing, who approved it and what is unsent', () => {
    const paper = readPaper(shiftReportPaper(aShiftReport(), en58));
    expect(paper).toEqual(
      expect.arrayContaining([
        'Z report',
        'Business date | 2026-11-21',
        'Tickets (193) | €2,412.50',
        'Refunds (3) | -€50.00',
        '· of other shifts (1) | -€12.50',
        'Net | €2,748.90',
        'Card | €1,850.40',
        'Float | €200.00',
        'Drop to safe | -€800.00',
        'Expected | €329.60',
        'Counted | €328.10',
        'SHORT | -€1.50',
        'Approved by | Morgan Ellery',
        'NOT YET AT THE SERVER',
        'Sales (4) | €98.50',
      ]),
    );
  });

  test('an X report has no count and no signatures; a drawer that is right says so; a shift that is sent too', () => {
    const x = readPaper(shiftReportPaper(aShiftReport({ kind: 'X', counted: null }), en58));
    expect(x.join()).not.toMatch(/Counted|____/);
    const counted = { countedMinor: 32_960, overShortMinor: 0, approvedBy: null };
    const unsent = { entries: 0, sales: 0, salesMinor: 0, refunds: 0, refundsMinor: 0 };
    const exact = readPaper(shiftReportPaper(aShiftReport({ counted, unsent }), en58));
    expect(exact).toEqual(expect.arrayContaining(['Exact | €0.00', 'Everything is at the server.']));
    expect(exact.join()).not.toContain('Approved by');
  });
});

describe('refund slip', () => {
  test('whoever gets cash signs for it; a card needs no signature', () => {
    const print = (kind: 'cash' | 'card') =>
      readPaper(refundSlipPaper(aRefundSlip({ tenders: [{ kind, amountMinor: 2050 }] }), en58)).join();
    expect(print('cash')).toContain('____');
    expect(print('card')).not.toContain('____');
  });

  test('a request has its order key as a code too; what only another terminal knows is left out', () => {
    const paper = refundSlipPaper(aRefundSlip({ kind: 'requested', tenders: [], seats: [], totalMinor: null }), en58);
    expect(paper).toContainEqual({ kind: 'qr', data: 'T17-000123' });
    expect(readPaper(paper).join()).toContain('All tickets of this order');
    expect(readPaper(paper).join()).not.toContain('Amount');
  });

  test('says what was given back, how, and that the tickets are void', () => {
    expect(readPaper(refundSlipPaper(aRefundSlip(), en58))).toEqual(
      expect.arrayContaining(['REFUND', 'Ticket F12 | €12.50', 'Amount | €20.50', 'Card | €20.50', 'Reason: Ill']),
    );
  });

  test('a request promises nothing, and says that the tickets are still good', () => {
    const paper = readPaper(refundSlipPaper(aRefundSlip({ kind: 'requested', tenders: [] }), en58)).join();
    expect(paper).toMatch(/REFUND REQUESTED.*still valid and nothing was paid back/);
  });
});

test('the test page has a ruler exactly as wide as the paper', () => {
  for (const width of [58, 80] as const) {
    const ruler = readPaper(testPagePaper(aTestPage(), { width, language: 'en' })).find((line) =>
      line.startsWith('1234'),
    );
    expect(ruler).toHaveLength(paperColumns[width]);
  }
});

test('every slip ends with a cut', () => {
  for (const language of languages) {
    const options = { width: 80, language } as const;
    for (const paper of [
      ticketPaper(aTicket(), options),
      receiptPaper(aReceipt(), options),
      failureSlipPaper(aFailureSlip(), options),
      testPagePaper(aTestPage(), options),
      shiftReportPaper(aShiftReport(), options),
      refundSlipPaper(aRefundSlip(), options),
    ]) {
      expect(paper.at(-1)).toEqual({ kind: 'cut' });
    }
  }
});
