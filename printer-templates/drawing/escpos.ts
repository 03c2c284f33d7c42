import { assert, unreachable } from '@marquee/shared/assert';
import iconv from 'iconv-lite';
import { BreakLine, CharacterSet, PrinterTypes, ThermalPrinter } from 'node-thermal-printer';
import QRCode from 'qrcode';
import { type Paper, type PaperWidth, paperColumns, paperDots } from '../paper.ts';
import { countColumns } from '../wrap.ts';
import { layPaper, type SlipLine, type SlipRow } from './slip-layout.ts';
import { type Bitmap, rasterLines } from './slip-raster.ts';

export interface PrinterProfile {
  width: PaperWidth;
  /** What the printer's own font shows; every other character is printed as a picture. */
  codePage: 'WPC1252';
}

/** ESC @: whatever an earlier slip or another program has set is forgotten. */
const initialise = Buffer.from([0x1b, 0x40]);
/** FS . : printers sold in East Asia start in a mode in which accented letters would come out as Chinese characters. */
const leaveKanjiMode = Buffer.from([0x1c, 0x2e]);
/** GS B n: white on black. */
const inverse = (on: boolean) => Buffer.from([0x1d, 0x42, on ? 1 : 0]);
/** Paper between head and cutter is fed by the library's ESC d 4 and this. */
const feedBeforeCut = 2;

/** ASCII prints on every code page; of the rest only what survives the way there and back. */
function inCodePage(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) || iconv.decode(iconv.encode(text, 'win1252'), 'win1252') === text;
}

/**
 * Bytes for an ESC/POS printer, from its initialisation to the cut. The library keeps neither code page nor style right
 * across a cut or a change of size, so each line states all of its own style, size before bold.
 */
export async function renderEscpos(paper: Paper, profile: PrinterProfile): Promise<Buffer> {
  const rows = layPaper(paper, profile.width);
  const drawn = rows.filter(
    (row) => row.kind === 'line' && !inCodePage(row.left + row.center + row.right),
  ) as SlipLine[];
  const bitmaps = await rasterLines(drawn, profile.width);
  const bitmapOf = new Map(drawn.map((line, index) => [line as SlipRow, bitmaps[index]]));
  const printer = new ThermalPrinter({
    type: PrinterTypes.EPSON,
    interface: '',
    width: paperColumns[profile.width],
    breakLine: BreakLine.NONE,
  });
  startPaper(printer);
  for (const row of rows) addRow(printer, row, { profile, bitmap: bitmapOf.get(row) });
  return printer.getBuffer();
}

function startPaper(printer: ThermalPrinter): void {
  printer.add(initialise);
  printer.add(leaveKanjiMode);
  printer.setCharacterSet(CharacterSet.WPC1252);
}

function addRow(
  printer: ThermalPrinter,
  row: SlipRow,
  { profile, bitmap }: { profile: PrinterProfile; bitmap: Bitmap | undefined },
): void {
  switch (row.kind) {
    case 'line':
      if (bitmap) printer.add(rasterBytes(bitmap));
      else addLine(printer, row, paperColumns[profile.width]);
      break;
    case 'rule':
      addLine(printer, ruleLine(paperColumns[profile.width]), paperColumns[profile.width]);
      break;
    case 'qr':
      printer.alignCenter();
      printer.add(qrBytes(row.data, profile.width));
      break;
    case 'feed':
      printer.setTextSize(0, 0);
      for (let count = 0; count < row.lines; count++) printer.newLine();
      break;
    case 'cut':
      printer.setTextSize(0, 0);
      for (let count = 0; count < feedBeforeCut; count++) printer.newLine();
      printer.partialCut({ verticalTabAmount: 1 });
      // The library's cut ends with ESC @, which takes the printer back to its own code page.
      startPaper(printer);
      break;
    default:
      unreachable(row);
  }
}

function ruleLine(columns: number): SlipLine {
  return { kind: 'line', left: '-'.repeat(columns), center: '', right: '', bold: false, size: 1, inverse: false };
}

function addLine(printer: ThermalPrinter, line: SlipLine, columns: number): void {
  const columnsMax = Math.floor(columns / line.size);
  const gap = columnsMax - countColumns(line.left + line.right);
  assert(gap >= 0 && countColumns(line.center) <= columnsMax, 'a line is no wider than its paper');
  if (line.center === '') printer.alignLeft();
  else printer.alignCenter();
  printer.setTextSize(line.size - 1, line.size - 1);
  printer.bold(line.bold);
  if (line.inverse) printer.add(inverse(true));
  const pad = ' '.repeat(Math.floor((columnsMax - countColumns(line.center)) / 2));
  if (line.center === '') printer.println(line.right === '' ? line.left : line.left + ' '.repeat(gap) + line.right);
  else printer.println(line.inverse ? (pad + line.center + pad).padEnd(columnsMax) : line.center);
  if (line.inverse) printer.add(inverse(false));
}

/**
 * GS v 0: a raster image. A printer acts on DLE EOT, DLE ENQ and DLE DC4 (status, recovery, drawer pulse) even between
 * the dots of a picture, so a lone dot whose byte would begin one of these is left out.
 */
function rasterBytes(bitmap: Bitmap): Buffer {
  const bits = Buffer.from(bitmap.bits);
  for (let at = 0; at + 1 < bits.length; at++) {
    const next = bits[at + 1];
    if (bits[at] === 0x10 && (next === 0x04 || next === 0x05 || next === 0x14)) bits[at] = 0;
  }
  const bytesPerRow = bitmap.widthDots / 8;
  const header = [
    0x1d,
    0x76,
    0x30,
    0,
    bytesPerRow & 0xff,
    bytesPerRow >> 8,
    bitmap.heightDots & 0xff,
    bitmap.heightDots >> 8,
  ];
  return Buffer.concat([Buffer.from(header), bits]);
}

/** Part of the paper's width that the code may take; the rest is its quiet zone. */
const qrShare = 0.7;

/**
 * GS ( k, functions 165, 167, 169, 180 and 181: model 2, level M. The dots per module follow from the size of the code,
 * so that it is as large as scans well and always fits, even on printers that store text less densely than we reckon.
 */
function qrBytes(data: string, width: PaperWidth): Buffer {
  assert(/^[\x20-\x7e]+$/.test(data), 'a code holds ASCII');
  const modules = QRCode.create(data, { errorCorrectionLevel: 'M' }).modules.size;
  const cell = Math.max(2, Math.min(12, Math.floor((paperDots[width] * qrShare) / modules)));
  const call = (...bytes: number[]) =>
    Buffer.from([0x1d, 0x28, 0x6b, bytes.length & 0xff, bytes.length >> 8, ...bytes]);
  return Buffer.concat([
    call(0x31, 0x41, 0x32, 0),
    call(0x31, 0x43, cell),
    call(0x31, 0x45, 0x31),
    call(0x31, 0x50, 0x30, ...Buffer.from(data, 'ascii')),
    call(0x31, 0x51, 0x30),
  ]);
}
