import type { PrinterStatus } from './printer.ts';

/**
 * Epson's real-time status, answered at once even while the printer is busy or stopped.
 * Source: Epson ESC/POS Command Reference: DLE EOT, DLE DC4 (fn = 8), GS r.
 */
const statusKinds = { printer: 1, offlineCause: 2, paper: 4 } as const;
export type StatusKind = keyof typeof statusKinds;

export function askStatus(kind: StatusKind): Buffer {
  return Buffer.from([0x10, 0x04, statusKinds[kind]]);
}

/** GS r 1: paper status, answered in its turn, so only when everything before it has been processed. */
export const askInTurn = Buffer.from([0x1d, 0x72, 0x01]);

/**
 * DLE DC4 8: throws away what the printer still holds. Without it, the rest of an interrupted slip comes out by itself
 * when paper is put in, and then once more as the reprint.
 */
export const clearBuffers = Buffer.from([0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08]);

export interface PrinterAnswers {
  /** Answers to DLE EOT, in order. */
  status: number[];
  /** Whether an answer to GS r is among them. */
  inTurn: boolean;
}

/** Sorts what a printer says. `inBlock` is carried over, because a block (0x37 ... NUL) may arrive in pieces. */
export function sortAnswers(bytes: Buffer, inBlock: boolean): PrinterAnswers & { inBlock: boolean } {
  const answers = { status: [] as number[], inTurn: false, inBlock };
  for (const byte of bytes) {
    if (answers.inBlock) answers.inBlock = byte !== 0;
    else if (byte === 0x37) answers.inBlock = true;
    else if ((byte & 0x93) === 0x12) answers.status.push(byte);
    else if ((byte & 0xf0) === 0) answers.inTurn = true;
  }
  return answers;
}

/** What the three answers together say. */
export function readStatus(answers: Record<StatusKind, number>): PrinterStatus {
  const out = (answers.paper & 0x60) !== 0 || (answers.offlineCause & 0x20) !== 0;
  return {
    online: (answers.printer & 0x08) === 0,
    cover: (answers.offlineCause & 0x04) !== 0 ? 'open' : 'closed',
    paper: out ? 'out' : (answers.paper & 0x0c) !== 0 ? 'low' : 'ok',
    error: (answers.offlineCause & 0x40) !== 0,
  };
}
