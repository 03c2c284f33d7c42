/**
 * A slip of paper as data: what a template makes and a printer's driver lays out. A template never counts columns to
 * place text; it says what is large, what stands left and right, and the driver wraps and aligns for its paper.
 */

/** Roll width in millimetres. */
export type PaperWidth = 58 | 80;
/** Columns of the printer's font A (12 x 24 dots) at size 1. */
export const paperColumns: Record<PaperWidth, number> = { 58: 32, 80: 48 };
/** Printable dots at 203 dpi. */
export const paperDots: Record<PaperWidth, number> = { 58: 384, 80: 576 };

/** Multiple of the font's width and height. */
export type TextSize = 1 | 2 | 3;
export type TextAlign = 'left' | 'center' | 'right';

export type PaperPiece =
  | { kind: 'text'; text: string; align: TextAlign; bold: boolean; size: TextSize }
  /** `right` stays whole on the first line as long as it fits beside something; `left` wraps. */
  | { kind: 'columns'; left: string; right: string; bold: boolean; size: TextSize }
  /** White on black across the paper. */
  | { kind: 'banner'; text: string }
  | { kind: 'rule' }
  /** ASCII only; printed at error correction level M. */
  | { kind: 'qr'; data: string }
  | { kind: 'space'; lines: number }
  | { kind: 'cut' };
export type Paper = readonly PaperPiece[];

/** A cinema's own words on tickets and receipts: where it is, its terms, what it wants to say. */
export interface HouseLines {
  header: readonly string[];
  footer: readonly string[];
}

interface TextLook {
  align?: TextAlign;
  bold?: boolean;
  size?: TextSize;
}

export function text(content: string, look: TextLook = {}): PaperPiece {
  return { kind: 'text', text: content, align: look.align ?? 'left', bold: look.bold ?? false, size: look.size ?? 1 };
}

export function columns(left: string, right: string, look: Omit<TextLook, 'align'> = {}): PaperPiece {
  return { kind: 'columns', left, right, bold: look.bold ?? false, size: look.size ?? 1 };
}

export function banner(content: string): PaperPiece {
  return { kind: 'banner', text: content };
}

export function space(lines = 1): PaperPiece {
  return { kind: 'space', lines };
}

export const rule: PaperPiece = { kind: 'rule' };
export const cut: PaperPiece = { kind: 'cut' };

/** Below the cinema's name. */
export const headerPieces = (house: HouseLines | undefined): PaperPiece[] =>
  (house?.header ?? []).map((line) => text(line, { align: 'center' }));
/** The last words before the cut. */
export const footerPieces = (house: HouseLines | undefined): PaperPiece[] =>
  house === undefined || house.footer.length === 0
    ? []
    : [rule, ...house.footer.map((line) => text(line, { align: 'center' }))];
