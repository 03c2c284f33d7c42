/** What all pages have in common: colours, the marquee's lamps, the code in its quiet zone. */
import { listBars, makeQrModules, quietModules } from '../qr.ts';
import type { Paper, PaperTicket } from './paper.ts';
import { type Box, decorate, leftOf, measureText, type Pen, type Style, write } from './pen.ts';

export const colours = {
  night: '#161a2e',
  lamp: '#ffc44d',
  paper: '#ffffff',
  warm: '#fff5de',
  ink: '#161a2e',
  /** At least 4.5 to 1 on white and on the warm tint. */
  soft: '#565b70',
  dim: '#c9cde0',
  line: '#b9bdcc',
  bite: '#d9dce6',
} as const;

/** The dark head of a page, with a row of lamps along its upper edge. */
export function drawHead(pen: Pen, height: number): void {
  const { document } = pen;
  const { width } = document.page;
  decorate(pen, () => {
    document.rect(0, 0, width, height).fill(colours.night);
    const gap = 9;
    const lamps = Math.floor((width - gap) / gap);
    const from = (width - (lamps - 1) * gap) / 2;
    for (let lamp = 0; lamp < lamps; lamp++) document.circle(from + lamp * gap, 9, 1.7);
    document.fill(colours.lamp);
  });
}

/** Where the stub is torn off: dashes between two bites out of the page's edges. */
export function drawPerforation(pen: Pen, y: number): void {
  const { document } = pen;
  const { width } = document.page;
  decorate(pen, () => {
    document.circle(0, y, 7).circle(width, y, 7).fill(colours.bite);
    document
      .moveTo(14, y)
      .lineTo(width - 14, y)
      .lineWidth(0.8)
      .dash(3, { space: 3 })
      .stroke(colours.line);
  });
}

/** The ticket's code with its quiet zone in a square; drawn as bars, so that it is sharp at any size. */
export function drawCode(pen: Pen, { code, codeOf }: PaperTicket, at: { x: number; y: number; side: number }): void {
  const { document } = pen;
  const modules = makeQrModules(code);
  const unit = at.side / (modules.size + 2 * quietModules);
  const left = leftOf(pen, { x: at.x, width: at.side });
  const bbox = [left, at.y, left + at.side, at.y + at.side];
  const figure = { alt: codeOf, bbox } as Parameters<typeof document.struct>[1];
  pen.section.add(
    document.struct('Figure', figure, () => {
      for (const { x, y, length } of listBars(modules))
        document.rect(left + (x + quietModules) * unit, at.y + (y + quietModules) * unit, length * unit, unit);
      document.fill('#000000');
    }),
  );
}

const chipHeight = 14;

/** Rating, display and language, each in a frame of its own, as many as fit beside each other. */
export function writeChips(pen: Pen, { facts }: Paper, box: { x: number; y: number; width: number }): void {
  const { document } = pen;
  const padding = 6;
  let { x } = box;
  for (const fact of facts) {
    const size = 7.5;
    const style: Style = { sizes: [size], colour: colours.paper, weight: 'bold', direction: 'auto' };
    const width = Math.min(measureText(pen, fact, style) + 0.5, box.width - 2 * padding);
    if (x + width + 2 * padding > box.x + box.width) break;
    decorate(pen, () => {
      const left = leftOf(pen, { x, width: width + 2 * padding });
      document
        .roundedRect(left, box.y, width + 2 * padding, chipHeight, 4)
        .lineWidth(0.7)
        .stroke(colours.lamp);
    });
    write(pen, { x: x + padding, y: box.y + 2.4, width }, [fact, style]);
    x += width + 2 * padding + 5;
  }
}

const labelHeight = 9;

/** A small word above what it names; read out together. */
export function writeField(
  pen: Pen,
  box: Box,
  { label, value, style }: { label: string; value: string; style: Style },
): void {
  const labelled: Style = {
    sizes: [7, 6, 5],
    colour: colours.soft,
    align: style.align ?? 'start',
    spoken: `${label}:`,
  };
  write(pen, { x: box.x, y: box.y, width: box.width }, [label, labelled]);
  const below = { ...box, y: box.y + labelHeight };
  write(pen, box.height === undefined ? below : { ...below, height: box.height - labelHeight }, [value, style]);
}
