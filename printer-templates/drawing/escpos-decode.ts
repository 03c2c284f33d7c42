import iconv from 'iconv-lite';
import type { Bitmap } from './slip-raster.ts';

/** What a printer does with the bytes it gets: for the virtual printer and for tests. */
export type PrintedPiece =
  | { kind: 'init' }
  | {
      kind: 'line';
      text: string;
      align: 'left' | 'center' | 'right';
      bold: boolean;
      inverse: boolean;
      widthTimes: number;
      heightTimes: number;
    }
  | { kind: 'feed'; lines: number }
  | ({ kind: 'raster' } & Bitmap)
  | { kind: 'qr'; data: string; cellDots: number; level: 'L' | 'M' | 'Q' | 'H' }
  | { kind: 'cut'; full: boolean }
  | { kind: 'drawer'; pin: 2 | 5; onMs: number; offMs: number }
  | { kind: 'unknown'; hex: string };

/** ESC t n, as far as our printers use it; a printer starts with page 0. */
const codePages: Record<number, string> = {
  0: 'cp437',
  2: 'cp850',
  16: 'win1252',
  17: 'cp866',
  18: 'cp852',
  19: 'cp858',
};
const alignments = ['left', 'center', 'right'] as const;
const levels = ['L', 'M', 'Q', 'H'] as const;

interface Paperwork {
  bytes: Buffer;
  pieces: PrintedPiece[];
  pending: number[];
  text: string;
  page: string;
  align: (typeof alignments)[number];
  bold: boolean;
  inverse: boolean;
  widthTimes: number;
  heightTimes: number;
  qr: { data: string; cellDots: number; level: (typeof levels)[number] };
}

/** Handles the command at `at` and returns its length in bytes. */
type Command = (work: Paperwork, at: number) => number;

const byte = (work: Paperwork, at: number) => work.bytes[at] ?? 0;

function readPending(work: Paperwork): void {
  work.text += iconv.decode(Buffer.from(work.pending), work.page);
  work.pending = [];
}

function endLine(work: Paperwork): void {
  readPending(work);
  const { text, align, bold, inverse, widthTimes, heightTimes } = work;
  work.pieces.push({ kind: 'line', text, align, bold, inverse, widthTimes, heightTimes });
  work.text = '';
}

function resetStyle(work: Paperwork): void {
  Object.assign(work, { page: 'cp437', align: 'left', bold: false, inverse: false, widthTimes: 1, heightTimes: 1 });
}

function readSymbol(work: Paperwork, at: number): number {
  const length = byte(work, at + 3) + byte(work, at + 4) * 256;
  const parameters = work.bytes.subarray(at + 7, at + 5 + length);
  if (byte(work, at + 5) === 0x31) {
    const first = parameters[0] ?? 0;
    if (byte(work, at + 6) === 0x43) work.qr.cellDots = first;
    if (byte(work, at + 6) === 0x45) work.qr.level = levels[first - 0x30] ?? 'L';
    if (byte(work, at + 6) === 0x50) work.qr.data = parameters.subarray(1).toString('latin1');
    if (byte(work, at + 6) === 0x51) work.pieces.push({ kind: 'qr', ...work.qr });
  }
  return 5 + length;
}

function readRaster(work: Paperwork, at: number): number {
  const bytesPerRow = byte(work, at + 4) + byte(work, at + 5) * 256;
  const heightDots = byte(work, at + 6) + byte(work, at + 7) * 256;
  const bits = Buffer.from(work.bytes.subarray(at + 8, at + 8 + bytesPerRow * heightDots));
  work.pieces.push({ kind: 'raster', widthDots: bytesPerRow * 8, heightDots, bits });
  return 8 + bytesPerRow * heightDots;
}

/** By the hexadecimal of their first two bytes; two bytes and as many parameters as the number says. */
const commands: Record<string, Command> = {
  '1b40': (work) => {
    if (work.pending.length > 0 || work.text !== '') endLine(work);
    resetStyle(work);
    work.pieces.push({ kind: 'init' });
    return 2;
  },
  '1b61': (work, at) => {
    work.align = alignments[byte(work, at + 2) % 48] ?? 'left';
    return 3;
  },
  '1b45': (work, at) => {
    work.bold = (byte(work, at + 2) & 1) === 1;
    return 3;
  },
  '1d42': (work, at) => {
    work.inverse = (byte(work, at + 2) & 1) === 1;
    return 3;
  },
  '1d21': (work, at) => {
    work.widthTimes = (byte(work, at + 2) >> 4) + 1;
    work.heightTimes = (byte(work, at + 2) & 7) + 1;
    return 3;
  },
  '1b74': (work, at) => {
    readPending(work);
    work.page = codePages[byte(work, at + 2)] ?? 'cp437';
    return 3;
  },
  '1b64': (work, at) => {
    if (work.pending.length > 0 || work.text !== '') endLine(work);
    work.pieces.push({ kind: 'feed', lines: byte(work, at + 2) });
    return 3;
  },
  '1b70': (work, at) => {
    const [pin, on, off] = [byte(work, at + 2), byte(work, at + 3), byte(work, at + 4)];
    work.pieces.push({ kind: 'drawer', pin: pin % 48 === 0 ? 2 : 5, onMs: on * 2, offMs: off * 2 });
    return 5;
  },
  '1d56': (work, at) => {
    const mode = byte(work, at + 2);
    work.pieces.push({ kind: 'cut', full: mode % 48 === 0 || mode === 65 });
    return mode === 65 || mode === 66 ? 4 : 3;
  },
  '1d28': (work, at) =>
    byte(work, at + 2) === 0x6b ? readSymbol(work, at) : 5 + byte(work, at + 3) + byte(work, at + 4) * 256,
  '1d76': readRaster,
  '1c2e': () => 2,
  // GS r n asks for status in turn: nothing on paper.
  '1d72': () => 3,
};

/** Reads ESC/POS as far as it is written here; anything else is kept as `unknown`, so that a test notices it. */
export function decodeEscpos(bytes: Buffer): PrintedPiece[] {
  const work = {
    bytes,
    pieces: [],
    pending: [],
    text: '',
    qr: { data: '', cellDots: 3, level: 'L' },
  } as unknown as Paperwork;
  resetStyle(work);
  let at = 0;
  while (at < bytes.length) {
    const first = byte(work, at);
    if (first === 0x0a) {
      endLine(work);
      at += 1;
    } else if (first >= 0x20) {
      work.pending.push(first);
      at += 1;
    } else {
      const command = commands[bytes.toString('hex', at, at + 2)];
      if (command) at += command(work, at);
      else {
        work.pieces.push({ kind: 'unknown', hex: bytes.toString('hex', at, at + 4) });
        at += 1;
      }
    }
  }
  if (work.pending.length > 0 || work.text !== '') endLine(work);
  return work.pieces;
}
