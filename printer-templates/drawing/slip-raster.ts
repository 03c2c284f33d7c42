import { renderAsync } from '@resvg/resvg-js';
import { type PaperWidth, paperDots } from '../paper.ts';
import { escapeXml, fontFiles, layRuns } from './slip-font.ts';
import type { SlipLine } from './slip-layout.ts';

/** Black dots, eight to a byte, leftmost in the highest bit; rows are padded to whole bytes. */
export interface Bitmap {
  widthDots: number;
  heightDots: number;
  bits: Buffer;
}

/** At these sizes a digit is as wide as a column of the printer's own font, and a Chinese character as two. */
const latinDots = 21;
const hanDots = 24;

interface TextPlace {
  x: number;
  baseline: number;
  size: number;
  bold: boolean;
  fill: string;
}

/** Width in dots at this size. */
export function measureDots(text: string, bold: boolean, size: number): number {
  return layRuns(text, bold).reduce(
    (dots, run) => dots + run.ems * (run.family === 'Noto Sans' ? latinDots : hanDots) * size,
    0,
  );
}

/** The text as SVG, squeezed where it would be wider than `widthMax`. */
export function drawText(text: string, place: TextPlace, widthMax: number): string {
  const width = measureDots(text, place.bold, place.size);
  const squeeze = width > widthMax ? widthMax / width : 1;
  let x = 0;
  const runs = layRuns(text, place.bold).map((run) => {
    const dots = (run.family === 'Noto Sans' ? latinDots : hanDots) * place.size;
    const drawn = `<text x="${x.toFixed(1)}" font-family="${run.family}" font-size="${dots}" xml:space="preserve">${escapeXml(run.text)}</text>`;
    x += run.ems * dots;
    return drawn;
  });
  const at = `translate(${place.x.toFixed(1)} ${place.baseline})${squeeze < 1 ? ` scale(${squeeze.toFixed(4)} 1)` : ''}`;
  return `<g transform="${at}" fill="${place.fill}" font-weight="${place.bold ? 700 : 400}">${runs.join('')}</g>`;
}

/** Room for the letters' feet below and a little air above. */
function bandHeight(line: SlipLine): number {
  return 26 * line.size + 6;
}

function drawBand(line: SlipLine, top: number, width: number): string {
  const look = {
    baseline: top + 4 + 21 * line.size,
    size: line.size,
    bold: line.bold,
    fill: line.inverse ? '#fff' : '#000',
  };
  const measure = (text: string) => Math.min(width, measureDots(text, line.bold, line.size));
  const right = measure(line.right);
  const leftMax = right === 0 ? width : width - right - 12 * line.size;
  return [
    line.inverse ? `<rect x="0" y="${top}" width="${width}" height="${bandHeight(line)}" fill="#000"/>` : '',
    line.left === '' ? '' : drawText(line.left, { ...look, x: 0 }, leftMax),
    line.center === '' ? '' : drawText(line.center, { ...look, x: (width - measure(line.center)) / 2 }, width),
    line.right === '' ? '' : drawText(line.right, { ...look, x: width - right }, width),
  ].join('');
}

/**
 * Draws lines that the printer's code page can't show. One drawing for all lines of a slip, because opening the Chinese
 * fonts costs more than drawing; it runs off the main thread. Each line is a bitmap of its own, so that paper that ends
 * in the middle never leaves the printer waiting for the rest of a long picture.
 */
export async function rasterLines(lines: SlipLine[], width: PaperWidth): Promise<Bitmap[]> {
  if (lines.length === 0) return [];
  const dots = paperDots[width];
  let top = 0;
  const bands = lines.map((line) => {
    const band = { top, height: bandHeight(line), bold: line.bold && !line.inverse, svg: drawBand(line, top, dots) };
    top += band.height;
    return band;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${dots}" height="${top}">${bands.map((band) => band.svg).join('')}</svg>`;
  const image = await renderAsync(svg, {
    background: '#fff',
    font: { loadSystemFonts: false, fontFiles: fontFiles({ chinese: true }), defaultFontFamily: 'Noto Sans' },
  });
  const pixels = image.pixels;
  return bands.map((band) => toBitmap(pixels, dots, band));
}

/** Which grey becomes black: thin strokes of small Chinese characters must not break up, bold ones not run together. */
const blackBelow = { regular: 165, bold: 118 };

function toBitmap(pixels: Buffer, width: number, band: { top: number; height: number; bold: boolean }): Bitmap {
  const bytesPerRow = width / 8;
  const bits = Buffer.alloc(bytesPerRow * band.height);
  for (let y = 0; y < band.height; y++) {
    for (let x = 0; x < width; x++) {
      const grey = pixels[((band.top + y) * width + x) * 4] ?? 255;
      const at = y * bytesPerRow + (x >> 3);
      if (grey < (band.bold ? blackBelow.bold : blackBelow.regular)) bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return { widthDots: width, heightDots: band.height, bits };
}
