import { expect, test } from '@jest/globals';
import { renderEscpos } from '@marquee/printer-templates/drawing/escpos';
import { drawPaper } from '@marquee/printer-templates/drawing/paper-picture';
import type { PaperWidth } from '@marquee/printer-templates/paper';
import { aTicket, signedCode } from '@marquee/printer-templates/testing/slips';
import { ticketPaper } from '@marquee/printer-templates/ticket/ticket';
import { languages } from '@marquee/printer-templates/words/languages';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';

async function drawTicket(width: PaperWidth, language: (typeof languages)[number]): Promise<PNG> {
  const bytes = await renderEscpos(ticketPaper(aTicket(), { width, language }), { width, codePage: 'WPC1252' });
  return PNG.sync.read((await drawPaper(bytes, width)).png);
}

test('a scanner reads the code off the picture of every ticket', async () => {
  for (const width of [58, 80] as const) {
    for (const language of languages) {
      const picture = await drawTicket(width, language);
      expect(jsQR(new Uint8ClampedArray(picture.data), picture.width, picture.height)?.data).toBe(signedCode);
    }
  }
});

test('a slip is drawn at the width of its roll', async () => {
  expect((await drawTicket(58, 'en')).width).toBe(58 * 8 + 56);
  expect((await drawTicket(80, 'en')).width).toBe(80 * 8 + 56);
});

test('no ink stands outside the printable dots', async () => {
  const picture = await drawTicket(58, 'zh');
  const isDark = (x: number, y: number) => (picture.data[(y * picture.width + x) * 4] ?? 255) < 100;
  const left = 28 + 40;
  for (let y = 60; y < picture.height - 60; y++) {
    for (const x of [left - 6, left - 3, left + 384 + 3, left + 384 + 6]) expect(isDark(x, y)).toBe(false);
  }
});
