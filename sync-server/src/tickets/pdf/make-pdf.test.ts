import { expect, test } from '@jest/globals';
import { verifyTicket } from '@marquee/shared/tickets/ticket-code';
import { verifySignature } from '../../platform/keys.ts';
import { askPoppler, readPdf, scanParts, scanPdf } from '../testing/look-at-pdf.ts';
import { anOwnBooking, testKeys } from '../testing/own-tickets.ts';
import { type Language, languages } from '../words/languages.ts';
import { listCells, sheetSize } from './group-sheet.ts';
import { makePdf } from './make-pdf.ts';
import { makePaper, type PaperOptions } from './paper.ts';

type Changes = Parameters<typeof anOwnBooking>[0];
const timeLimit = 60_000;

async function draw(changes: Changes = {}, options: Partial<PaperOptions> = {}) {
  const own = anOwnBooking(changes);
  const paper = makePaper(own, { language: 'en', sheet: 'single', cancelMinutes: 30, ...options });
  return { pdf: await makePdf(paper), codes: own.tickets.map(({ code }) => code), paper };
}

const judge = (code: string | null) =>
  verifyTicket(code ?? '', () => ({ publicKey: testKeys(0).publicKey, terminal: 0 }), verifySignature);

/** What is read out for each element, in the order of the structure. */
const listSpoken = (pdf: Uint8Array): string[] =>
  Array.from(
    Buffer.from(pdf)
      .toString('latin1')
      .matchAll(/\/(?:ActualText|Alt) \(((?:\\[\s\S]|[^\\)])*)\)/g),
    ([, raw]) => {
      const bytes = Buffer.from(
        (raw ?? '').replaceAll(/\\([nrtbf]|[\s\S])/g, (_, escaped: string) => readEscape(escaped)),
        'latin1',
      );
      return bytes[0] === 0xfe ? new TextDecoder('utf-16be').decode(bytes.subarray(2)) : bytes.toString('latin1');
    },
  );
const readEscape = (letter: string): string => ({ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' })[letter] ?? letter;

test.each(languages)(
  'every ticket of a PDF in %s has its code, and a scanner reads it off the paper',
  async (language) => {
    const { pdf, codes } = await draw({}, { language });
    const scanned = scanPdf(pdf);
    expect(scanned).toEqual(codes);
    expect(scanned.map(judge)).toMatchObject([{ line: 1 }, { line: 2 }]);
  },
  timeLimit,
);

test.each(['en', 'ar'] as const)(
  'ten tickets go on one sheet in %s, and each of their codes is read',
  async (language) => {
    const tickets = Array.from({ length: 10 }, (_, at) => ({ label: `F${at + 1}` }));
    const { pdf, codes } = await draw({ tickets }, { language, sheet: 'group' });
    const mirrored = listCells(10).map((cell) => ({ ...cell, x: sheetSize[0] - cell.x - cell.width }));
    expect(scanParts(pdf, language === 'ar' ? mirrored : listCells(10))).toEqual(codes);
    expect(askPoppler('pdfinfo', pdf)).toMatch(/^Pages: +1$/m);
  },
  timeLimit,
);

test('an eleventh ticket has a second sheet', async () => {
  const { pdf } = await draw({ tickets: Array.from({ length: 11 }, () => ({})) }, { sheet: 'group' });
  expect(askPoppler('pdfinfo', pdf)).toMatch(/^Pages: +2$/m);
});

test('the text comes in the order in which people read it', async () => {
  const { pdf } = await draw({ booking: { title: 'Amélie' }, tickets: [{ kind: 'vip' }] });
  expect(readPdf(pdf).trim().split('\n').slice(0, 17)).toEqual([
    'Rialto · Berlin Ticket 1 of 1',
    'Amélie',
    'PG-13 2D English',
    'Date',
    'Friday, 4 September 2026',
    'Starts',
    '20:00',
    'Venue',
    'Venue 1',
    'Row',
    'F',
    'Seat',
    '12',
    'Show this code at the door',
    'Adult · VIP seat',
    '€12.00',
    'incl. €0.79 tax',
  ]);
});

test('a screen reader is told the language, the title, and each thing with its name, in the order of the page', async () => {
  const { pdf } = await draw({ booking: { title: 'وداعًا (1988)' }, tickets: [{}] }, { language: 'ar' });
  expect(askPoppler('pdfinfo', pdf)).toMatch(/^Title: +تذكرة T0-000123: وداعًا \(1988\)$[\s\S]*^Tagged: +yes$/m);
  expect(Buffer.from(pdf).toString('latin1')).toMatch(/\/Lang \(ar\)/);
  expect(listSpoken(pdf).slice(0, 15)).toEqual([
    'Rialto · Berlin',
    'التذكرة 1 من 1',
    'وداعًا (1988)',
    'PG-13',
    '2D',
    'الإنجليزية',
    'التاريخ:',
    'الجمعة، 4 سبتمبر 2026',
    'البداية:',
    '20:00',
    'القاعة:',
    'Venue 1',
    'الصف:',
    'F',
    'المقعد:',
  ]);
  expect(listSpoken(pdf)).toContain('رمز QR لتذكرة الصف F، المقعد 12');
  expect(askPoppler('pdfinfo', pdf, '-struct')).toMatch(/^Document\n {2}Sect\n {4}P .*\n {4}P .*\n {4}H1 /);
});

test('titles of any script are drawn with letters that are in the file, and can be searched', async () => {
  const title = 'Сталкер Αιών 寄生蟲 기생충 שלום लगान';
  const { pdf } = await draw({ booking: { title }, tickets: [{}] }, { sheet: 'group' });
  // A line may end between any two Chinese characters.
  const text = readPdf(pdf).replaceAll('\n', '');
  for (const word of ['Сталкер', 'Αιών', '寄生蟲', '기생충', 'שלום']) expect(text).toContain(word);
  const fonts = askPoppler('pdffonts', pdf).trim().split('\n').slice(2);
  expect(fonts.length).toBeGreaterThanOrEqual(4);
  for (const font of fonts) expect(font).toMatch(/yes yes yes/);
  expect(pdf.length).toBeLessThan(150_000);
});

test.each(['single', 'group'] as const)(
  'the code that prints them at the desk stands on a %s sheet; a booking from before there were any has none',
  async (sheet) => {
    expect(readPdf((await draw({}, { sheet })).pdf)).toMatch(/Pick-up code\s+(T0-000123\s+)?K7QM-2XRA/);
    const { pdf } = await draw({ booking: { pick_up_code: null } }, { sheet });
    expect(readPdf(pdf)).not.toContain('Pick-up code');
  },
);

test('where guests sit where they like no seat is named', async () => {
  const { pdf } = await draw({ booking: { seating: 'unnumbered' }, tickets: [{}] });
  const text = readPdf(pdf);
  expect(text).toContain('Free seating');
  expect(text).not.toMatch(/^(Row|12|F)$/m);
});

test('the same paper is the same file, and one that says something else is another', async () => {
  const [one, same, moved] = [await draw(), await draw(), await draw({ tickets: [{ label: 'F14' }] })];
  expect(Buffer.from(one.pdf).equals(same.pdf)).toBe(true);
  expect(JSON.stringify(one.paper)).toBe(JSON.stringify(same.paper));
  expect(JSON.stringify(moved.paper)).not.toBe(JSON.stringify(one.paper));
});

test.each([
  ['en', 'Europe/Berlin', 'Friday, 4 September 2026', '20:00'],
  ['es', 'America/New_York', 'viernes, 4 de septiembre de 2026', '14:00'],
  ['zh', 'Asia/Shanghai', '2026年9月5日星期六', '02:00'],
  ['ar', 'Africa/Cairo', 'الجمعة، 4 سبتمبر 2026', '21:00'],
] as const)(
  'in %s the day and the time are those of the cinema’s own clock',
  async (language: Language, zone, day, time) => {
    const own = anOwnBooking({ booking: { time_zone: zone } });
    expect(makePaper(own, { language, sheet: 'single', cancelMinutes: 30 })).toMatchObject({ day, time });
  },
);
