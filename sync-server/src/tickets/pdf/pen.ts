/** Writes and draws on a page, told from where its language begins: in Arabic everything is on the other side. */
import type PDFDocument from 'pdfkit';
import { rightToLeft, type Weight } from './faces.ts';
import { type Direction, type Line, setParagraph } from './paragraph.ts';

export type Document = InstanceType<typeof PDFDocument>;
type Features = NonNullable<PDFKit.Mixins.TextOptions['features']>;
export type Structure = ReturnType<Document['struct']>;

export interface Pen {
  document: Document;
  direction: Direction;
  /** Where what is written belongs, for those who have it read to them. */
  section: Structure;
}

export interface Box {
  /** From the side where lines begin. */
  x: number;
  y: number;
  width: number;
  /** As many lines as fit into it. */
  height?: number;
}

export interface Style {
  weight?: Weight;
  sizes: readonly [number, ...number[]];
  colour: string;
  /** Where the box has no height. */
  linesMax?: number;
  /** The text stands at the box's lower edge. */
  atBottom?: boolean;
  align?: 'start' | 'centre' | 'end';
  /** Of the size; 1.25. */
  lineHeight?: number;
  /** Of its own words the page's; of names and titles their first letter's. */
  direction?: 'page' | 'auto';
  /** In the document's structure: a paragraph, or a heading. */
  as?: 'P' | 'H1' | 'H2';
  /** What is read out in its place. */
  spoken?: string;
}

/** The left edge of a box. */
export const leftOf = ({ document, direction }: Pen, { x, width }: Pick<Box, 'x' | 'width'>): number =>
  direction === 'rtl' ? document.page.width - x - width : x;

/** Answers the height that it took. */
export function write(pen: Pen, box: Box, [text, style]: readonly [string, Style]): number {
  const { document, section, direction } = pen;
  const { height } = box;
  const { lineHeight = 1.25 } = style;
  const paragraph = setParagraph(text, {
    weight: style.weight ?? 'regular',
    direction: style.direction === 'auto' ? 'auto' : direction,
    width: box.width,
    sizes: style.sizes,
    balanced: style.as === 'H1',
    linesMax: (size) => (height === undefined ? (style.linesMax ?? 1) : Math.floor(height / (size * lineHeight))),
  });
  const { size, lines } = paragraph;
  const step = size * lineHeight;
  const top = style.atBottom && height !== undefined ? box.y + height - lines.length * step : box.y;
  section.add(
    // The letters on the page are in the order of the eye; this is what is read out.
    document.struct(style.as ?? 'P', { actual: style.spoken ?? paragraph.text }, () => {
      document.fillColor(style.colour);
      lines.forEach((line, at) => {
        writeLine(pen, line, { x: startOf(pen, box, { line, size, style }), baseline: top + at * step + size, size });
      });
    }),
  );
  return lines.length * step;
}

/** How wide a text is on one line, at its largest size. */
export function measureText({ direction }: Pen, text: string, { weight = 'regular', sizes, ...style }: Style): number {
  const asked = style.direction === 'auto' ? ('auto' as const) : direction;
  const { lines } = setParagraph(text, { weight, direction: asked, width: 1e6, sizes, linesMax: () => 1 });
  return (lines[0]?.width ?? 0) * sizes[0];
}

function startOf(pen: Pen, box: Box, { line, size, style }: { line: Line; size: number; style: Style }): number {
  const free = box.width - line.width * size;
  const atLeft = (style.align ?? 'start') === 'start' ? pen.direction === 'ltr' : pen.direction === 'rtl';
  const before = style.align === 'centre' ? free / 2 : atLeft ? 0 : free;
  return leftOf(pen, box) + before;
}

/** It stands where it is put, and was measured before. */
const placed = { lineBreak: false, baseline: 'alphabetic', wordCount: 1 };

function writeLine({ document }: Pen, { runs }: Line, at: { x: number; baseline: number; size: number }): void {
  let { x } = at;
  for (const { text, face, direction, width } of runs) {
    // A font that was read already is as good to it as a file: its types don't say so.
    document.registerFont(face.name, face.font as never);
    const features = [direction === 'rtl' ? rightToLeft : 'kern'] as Features;
    document
      .font(face.name)
      .fontSize(at.size)
      .text(text, x, at.baseline, { ...placed, features, textWidth: width * at.size } as object);
    x += width * at.size;
  }
}

/** Lines and colours: nothing to be read out. */
export function decorate({ document }: Pen, draw: () => void): void {
  document.markContent('Artifact', { type: 'Layout' });
  document.save();
  draw();
  document.restore();
  document.endMarkedContent();
}
