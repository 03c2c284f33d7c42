import { unreachable } from '@marquee/shared/assert';
import { renderAsync } from '@resvg/resvg-js';
import QRCode from 'qrcode';
import { type PaperWidth, paperDots } from '../paper.ts';
import { decodeEscpos, type PrintedPiece } from './escpos-decode.ts';
import { escapeXml, fontFiles } from './slip-font.ts';
import { drawText, measureDots } from './slip-raster.ts';

/** Paper beyond the printable dots on each side: a 58 mm roll prints 48 mm, an 80 mm roll 72 mm, at 8 dots a millimetre. */
const sideDots: Record<PaperWidth, number> = { 58: 40, 80: 32 };
const columnDots = 12;
const lineDots = 30;
const ink = '#1d1b19';
const paperColour = '#fdfcf9';
/** The head stands this far before the cutter: so much of each slip's tail is the next one's blank top. */
const headToCutterDots = 90;
/** Desk around the slip, for its shadow. */
const deskDots = 28;

interface Drawing {
  width: number;
  y: number;
  parts: string[];
}

/** A run of words fills exactly the columns that it has on the printer, so that everything stands as it does on paper. */
function drawWords(
  words: string,
  place: { x: number; y: number; bold: boolean; wide: number; tall: number; fill: string },
): string {
  const cells = [...words].length * columnDots;
  const natural = measureDots(words, place.bold, 1);
  const gaps = [...words].length;
  const spacing = natural < cells ? (cells - natural) / gaps : 0;
  const scale = `translate(${place.x} ${place.y}) scale(${place.wide} ${place.tall})`;
  if (spacing === 0)
    return `<g transform="${scale}">${drawText(words, { x: 0, baseline: 0, size: 1, bold: place.bold, fill: place.fill }, cells)}</g>`;
  return `<text transform="${scale}" x="${(spacing / 2).toFixed(2)}" letter-spacing="${spacing.toFixed(2)}" font-family="Noto Sans" font-size="21" xml:space="preserve" font-weight="${place.bold ? 700 : 400}" fill="${place.fill}">${escapeXml(words)}</text>`;
}

function drawDashes(x: number, y: number, count: number): string {
  return `<path d="M${x + 1.5} ${y}h${count * columnDots - 3}" stroke="${ink}" stroke-width="2" stroke-dasharray="9 3" fill="none"/>`;
}

function drawLine(drawing: Drawing, piece: PrintedPiece & { kind: 'line' }): void {
  const cell = columnDots * piece.widthTimes;
  const width = [...piece.text].length * cell;
  const height = Math.max(lineDots, 24 * piece.heightTimes + 4);
  const x = piece.align === 'left' ? 0 : piece.align === 'center' ? (drawing.width - width) / 2 : drawing.width - width;
  const baseline = drawing.y + (height - 24 * piece.heightTimes) / 2 + 19 * piece.heightTimes;
  if (piece.inverse)
    drawing.parts.push(`<rect x="${x}" y="${drawing.y}" width="${width}" height="${height}" fill="${ink}"/>`);
  for (const match of piece.text.matchAll(/\S+( \S+)*/gu)) {
    const at = x + [...piece.text.slice(0, match.index)].length * cell;
    const place = {
      x: at,
      y: baseline,
      bold: piece.bold,
      wide: piece.widthTimes,
      tall: piece.heightTimes,
      fill: piece.inverse ? paperColour : ink,
    };
    drawing.parts.push(
      /^-{8,}$/.test(match[0]) ? drawDashes(at, drawing.y + height / 2, match[0].length) : drawWords(match[0], place),
    );
  }
  drawing.y += height;
}

/** Runs of black dots, row by row. */
function drawRaster(drawing: Drawing, piece: PrintedPiece & { kind: 'raster' }): void {
  const isBlack = (x: number, y: number) =>
    x < piece.widthDots && (((piece.bits[y * (piece.widthDots / 8) + (x >> 3)] ?? 0) << (x & 7)) & 0x80) !== 0;
  let path = '';
  for (let y = 0; y < piece.heightDots; y++) {
    for (let x = 0; x < piece.widthDots; x++) {
      if (!isBlack(x, y)) continue;
      const from = x;
      while (isBlack(x, y)) x += 1;
      path += `M${from} ${y}h${x - from}v1h${from - x}z`;
    }
  }
  drawing.parts.push(
    `<path transform="translate(0 ${drawing.y})" fill="${ink}" shape-rendering="crispEdges" d="${path}"/>`,
  );
  drawing.y += piece.heightDots;
}

function drawQr(drawing: Drawing, piece: PrintedPiece & { kind: 'qr' }): void {
  const modules = QRCode.create(piece.data, { errorCorrectionLevel: piece.level }).modules;
  let path = '';
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) if (modules.get(y, x)) path += `M${x} ${y}h1v1h-1z`;
  }
  const side = modules.size * piece.cellDots;
  const at = `translate(${(drawing.width - side) / 2} ${drawing.y}) scale(${piece.cellDots})`;
  drawing.parts.push(`<path transform="${at}" fill="${ink}" shape-rendering="crispEdges" d="${path}"/>`);
  drawing.y += side;
}

function drawPiece(drawing: Drawing, piece: PrintedPiece): void {
  switch (piece.kind) {
    case 'line':
      drawLine(drawing, piece);
      break;
    case 'raster':
      drawRaster(drawing, piece);
      break;
    case 'qr':
      drawQr(drawing, piece);
      break;
    case 'feed':
      drawing.y += piece.lines * lineDots;
      break;
    case 'cut':
      drawing.y -= headToCutterDots;
      break;
    case 'init':
    case 'drawer':
    case 'unknown':
      break;
    default:
      unreachable(piece);
  }
}

/** The slip's outline; its lower edge as the cutter's teeth leave it. */
function outline(width: number, height: number): string {
  const tooth = 8;
  const teeth = Array.from(
    { length: width / tooth },
    (_, index) => `l${-tooth / 2} ${index % 2 === 0 ? 5 : -5}l${-tooth / 2} ${index % 2 === 0 ? -5 : 5}`,
  );
  return `M0 0H${width}V${height}${teeth.join('')}Z`;
}

/**
 * A picture of the slip that a printer makes of these bytes: dots at 203 dpi, the code in real modules, so that a
 * scanner reads it from the picture. It is drawn off the main thread.
 */
export async function drawPaper(bytes: Buffer, width: PaperWidth): Promise<{ svg: string; png: Buffer }> {
  const drawing: Drawing = { width: paperDots[width], y: 44, parts: [] };
  for (const piece of decodeEscpos(bytes)) drawPiece(drawing, piece);
  const paperWidth = drawing.width + 2 * sideDots[width];
  const height = Math.ceil(drawing.y);
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${paperWidth + 2 * deskDots}" height="${height + 2 * deskDots}">`,
    '<defs><filter id="shadow" x="-10%" y="-10%" width="120%" height="120%"><feGaussianBlur stdDeviation="7"/></filter></defs>',
    '<rect width="100%" height="100%" fill="#d9d6d1"/>',
    `<g transform="translate(${deskDots} ${deskDots})">`,
    `<path transform="translate(0 5)" d="${outline(paperWidth, height)}" fill="#000" fill-opacity="0.22" filter="url(#shadow)"/>`,
    `<path d="${outline(paperWidth, height)}" fill="${paperColour}"/>`,
    `<g transform="translate(${sideDots[width]} 0)">${drawing.parts.join('')}</g></g></svg>`,
  ].join('');
  const image = await renderAsync(svg, {
    font: { loadSystemFonts: false, fontFiles: fontFiles({ chinese: false }), defaultFontFamily: 'Noto Sans' },
  });
  return { svg, png: image.asPng() };
}
