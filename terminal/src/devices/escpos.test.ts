import { describe, expect, test } from '@jest/globals';
import { renderEscpos } from '@marquee/printer-templates/drawing/escpos';
import { decodeEscpos, type PrintedPiece } from '@marquee/printer-templates/drawing/escpos-decode';
import {
  banner,
  columns,
  cut,
  type Paper,
  type PaperWidth,
  paperColumns,
  paperDots,
  rule,
  space,
  text,
} from '@marquee/printer-templates/paper';
import { aTicket, signedCode } from '@marquee/printer-templates/testing/slips';
import { ticketPaper } from '@marquee/printer-templates/ticket/ticket';
import { languages } from '@marquee/printer-templates/words/languages';
import fc from 'fast-check';
import { drawerKick } from './drawer-pulse.ts';

const render = (paper: Paper, width: PaperWidth = 58) => renderEscpos(paper, { width, codePage: 'WPC1252' });
const print = async (paper: Paper, width: PaperWidth = 58) => decodeEscpos(await render(paper, width));
const linesOf = (pieces: PrintedPiece[]) => pieces.flatMap((piece) => (piece.kind === 'line' ? [piece.text] : []));

describe('bytes', () => {
  test('a slip starts from a known state and is cut behind a feed, after which the state is set again', async () => {
    const start = '1b40 1c2e 1b7410';
    const line = '1b6100 1d2100 1b4500 4869 0a';
    const end = `1d2100 0a 0a 1b6404 1d5601 1b40 ${start}`;
    expect((await render([text('Hi'), cut])).toString('hex')).toBe(`${start}${line}${end}`.replaceAll(' ', ''));
  });

  test('size comes before bold, because some printers forget bold when the size changes', async () => {
    const hex = (await render([text('A', { size: 3, bold: true, align: 'center' })])).toString('hex');
    expect(hex).toContain('1b61011d21221b4501410a');
  });

  test('the drawer gets one whole pulse', () => {
    expect(drawerKick().toString('hex')).toBe('1b700019fa');
    expect(decodeEscpos(drawerKick())).toEqual([{ kind: 'drawer', pin: 2, onMs: 50, offMs: 500 }]);
  });

  test('a film title can not command the printer', async () => {
    const kick = '\u001bp\u0000\u0019\u00fa';
    expect(
      (await print([text(`Alien${kick}`)])).filter((piece) => piece.kind !== 'init' && piece.kind !== 'line'),
    ).toEqual([]);
  });

  test('a picture holds no byte pair that a printer takes for a real-time command', async () => {
    const paper = [...'肖申克的救赎霸王别姬影院放映厅贵宾座成人票收据'].map((character) =>
      text(character.repeat(12), { bold: true }),
    );
    const bytes = await render(paper, 80);
    expect(bytes.includes(Buffer.from([0x10, 0x04]))).toBe(false);
    expect(bytes.includes(Buffer.from([0x10, 0x05]))).toBe(false);
    expect(bytes.includes(Buffer.from([0x10, 0x14]))).toBe(false);
  });
});

describe('lines', () => {
  test('accents and the euro sign are printed as text, typographic spaces as spaces', async () => {
    expect(linesOf(await print([text('Café „Ünïcode“ 12,50\u00a0€')]))).toEqual(['Café „Ünïcode“ 12,50 €']);
  });

  test('left and right stand at the edges, and a long left wraps beside the amount', async () => {
    expect(linesOf(await print([columns('Adult', '€12.50')]))).toEqual([`Adult${' '.repeat(21)}€12.50`]);
    expect(linesOf(await print([columns('Premium companion seat with table', '€12.50')]))).toEqual([
      'Premium companion seat    €12.50',
      'with table',
    ]);
  });

  test('an amount too wide to stand beside its name stands below it, on the right', async () => {
    expect(linesOf(await print([columns('Printer', 'tcp://printer-in-the-lobby:9100')]))).toEqual([
      'Printer',
      ' tcp://printer-in-the-lobby:9100',
    ]);
  });

  test('a banner is white on black across the whole paper', async () => {
    const [line] = (await print([banner('DUPLICATE')])).filter((piece) => piece.kind === 'line');
    expect(line).toMatchObject({ inverse: true, bold: true, widthTimes: 2 });
    expect(line?.text).toHaveLength(16);
  });

  test('what the code page lacks is a picture as wide as the paper, and nothing else is', async () => {
    const pieces = await print(
      [text('The Shawshank Redemption'), text('肖申克的救赎'), text('Привет'), text('Łódź')],
      80,
    );
    const shapes = pieces.flatMap((piece): (number | string)[] =>
      piece.kind === 'raster' ? [piece.widthDots] : piece.kind === 'line' ? [piece.text] : [],
    );
    expect(shapes).toEqual(['The Shawshank Redemption', 576, 576, 576]);
  });

  test('a picture shows ink where its text stands: left, centre or right', async () => {
    const inkColumns = async (align: 'left' | 'center' | 'right') => {
      const raster = (await print([text('影院', { align })])).find((piece) => piece.kind === 'raster');
      if (raster?.kind !== 'raster') throw new Error('no picture');
      const bytesPerRow = raster.widthDots / 8;
      const inked = [...raster.bits].flatMap((bits, at) => (bits === 0 ? [] : [at % bytesPerRow]));
      return [Math.min(...inked) * 8, Math.max(...inked) * 8 + 8];
    };
    expect(await inkColumns('left')).toEqual([0, 48]);
    expect(await inkColumns('center')).toEqual([168, 216]);
    expect(await inkColumns('right')).toEqual([336, 384]);
  });

  test('no line is wider than the paper, whatever a film is called', async () => {
    const title = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ maxLength: 80 }));
    await fc.assert(
      fc.asyncProperty(
        title,
        fc.constantFrom<PaperWidth>(58, 80),
        fc.constantFrom<1 | 2 | 3>(1, 2, 3),
        async (name, width, size) => {
          const pieces = await print(
            [text(name, { size }), columns(name, '€1,234.50', { size }), rule, space(), cut],
            width,
          );
          for (const piece of pieces) {
            expect(piece.kind).not.toBe('unknown');
            if (piece.kind === 'line')
              expect(piece.text.length * piece.widthTimes).toBeLessThanOrEqual(paperColumns[width]);
            if (piece.kind === 'raster') expect(piece.widthDots).toBe(paperDots[width]);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('the ticket code takes 60 to 70 percent of the paper’s width and holds every character', async () => {
  for (const width of [58, 80] as const) {
    const qr = (await print(ticketPaper(aTicket(), { width, language: 'en' }), width)).find(
      (piece) => piece.kind === 'qr',
    );
    if (qr?.kind !== 'qr') throw new Error('no code');
    expect(qr).toMatchObject({ data: signedCode, level: 'M' });
    const share = (41 * qr.cellDots) / paperDots[width];
    expect(share).toBeGreaterThan(0.6);
    expect(share).toBeLessThan(0.7);
  }
});

test('a ticket has no byte that the decoder does not know', async () => {
  for (const language of languages) {
    const pieces = await print(ticketPaper(aTicket(), { width: 80, language, duplicate: true }), 80);
    expect(pieces.filter((piece) => piece.kind === 'unknown')).toEqual([]);
    expect(pieces.filter((piece) => piece.kind === 'cut')).toEqual([{ kind: 'cut', full: false }]);
  }
});
