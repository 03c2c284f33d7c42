import { unreachable } from '@marquee/shared/assert';
import { type Paper, type PaperPiece, type PaperWidth, paperColumns, type TextSize } from '../paper.ts';
import { countColumns, fitSize, wrapText } from '../wrap.ts';

/** One printed line, already as wide as the paper allows. At most one of `center` and (`left`, `right`) is used. */
export interface SlipLine {
  kind: 'line';
  left: string;
  center: string;
  right: string;
  bold: boolean;
  size: TextSize;
  inverse: boolean;
}
export type SlipRow =
  | SlipLine
  | { kind: 'rule' }
  | { kind: 'qr'; data: string }
  | { kind: 'feed'; lines: number }
  | { kind: 'cut' };

/** What a code page may lack although every printer can show the same thing in another way. */
const plainForms: [RegExp, string][] = [
  [/[\u00a0\u2000-\u200a\u202f\u3000]/gu, ' '],
  [/[\u2010-\u2012\u2212]/gu, '-'],
  [/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, ''],
  // Control characters in a film title must never reach the printer as commands.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  [/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/gu, ''],
];

export function plainText(text: string): string {
  return plainForms.reduce((plain, [form, replacement]) => plain.replace(form, replacement), text.normalize('NFC'));
}

type Look = Pick<SlipLine, 'bold' | 'size' | 'inverse'>;

function line(text: Partial<Pick<SlipLine, 'left' | 'center' | 'right'>>, look: Look): SlipLine {
  return { kind: 'line', left: '', center: '', right: '', ...text, ...look };
}

function layColumns(piece: PaperPiece & { kind: 'columns' }, columns: number): SlipLine[] {
  const columnsMax = Math.floor(columns / piece.size);
  const look: Look = { bold: piece.bold, size: piece.size, inverse: false };
  const right = plainText(piece.right);
  const leftMax = columnsMax - countColumns(right) - 1;
  const left = plainText(piece.left);
  // Too wide to stand beside anything: below it, still on the right.
  const beside = leftMax >= Math.min(8, countColumns(left));
  if (!beside || leftMax < 4) {
    return [
      ...wrapText(left, columnsMax).map((part) => line({ left: part }, look)),
      ...wrapText(right, columnsMax).map((part) => line({ right: part }, look)),
    ];
  }
  return wrapText(left, leftMax).map((part, index) => line({ left: part, right: index === 0 ? right : '' }, look));
}

function layPiece(piece: PaperPiece, columns: number): SlipRow[] {
  switch (piece.kind) {
    case 'text': {
      const look: Look = { bold: piece.bold, size: piece.size, inverse: false };
      return wrapText(plainText(piece.text), Math.floor(columns / piece.size)).map((part) =>
        line({ [piece.align]: part }, look),
      );
    }
    case 'columns':
      return layColumns(piece, columns);
    case 'banner': {
      const text = plainText(piece.text);
      const size = fitSize(text, columns - 2, { sizes: [2, 1], linesMax: 1 });
      return wrapText(text, Math.floor(columns / size)).map((part) =>
        line({ center: part }, { bold: true, size, inverse: true }),
      );
    }
    case 'rule':
      return [{ kind: 'rule' }];
    case 'qr':
      return [{ kind: 'qr', data: piece.data }];
    case 'space':
      return [{ kind: 'feed', lines: piece.lines }];
    case 'cut':
      return [{ kind: 'cut' }];
    default:
      return unreachable(piece);
  }
}

/** Breaks a paper into the lines that this width of roll can hold. */
export function layPaper(paper: Paper, width: PaperWidth): SlipRow[] {
  return paper.flatMap((piece) => layPiece(piece, paperColumns[width]));
}
